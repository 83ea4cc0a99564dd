using System.Text;
using CsCheck;
using ServeMulti.Parameters;

namespace ServeMulti.Benchmarking;

[TestFixture]
public sealed class ResultScanTests
{
    private const int LongLength = ResultScan.LongestKept + 1;

    private static readonly byte[] Golden =
        """
        {"date": "20250325-230604", "label": null, "model_id": "m\u00e9", "num_prompts": 100, "request_rate": "inf", "max_concurrency": 8, "x": "é😀",
         "duration": 14.330227065000145, "completed": 100, "request_goodput:": null, "mean_ttft_ms": NaN, "p99_itl_ms": -Infinity, "itls": [[1, 2.5e-3, NaN]],
         "o": {"a": [Infinity], "b": "\"NaN\\"}}
        """u8.ToArray();

    [Test]
    public void Read_AnyDamage_IsJudgedAsParseJudgesIt() =>
        Gen.Select(Gen.Int[0, Golden.Length - 1], Gen.Byte, Gen.Int[0, Golden.Length], Gen.Int[1, 40])
            .Sample(
                (index, value, length, piece) =>
                {
                    var json = Golden.ToArray();
                    json[index] = value;
                    return TryRead(() => ResultDocument.Parse(json.AsMemory(0, length))) == TryRead(() => Read(json[..length], piece));
                },
                iter: 3000
            );

    [TestCase("{\"a\": 1}\n{\"a\": NaN}\n{\"b\": [2]}\n")]
    [TestCase("{\"a\": 1}{\"a\": 2}")]
    [TestCase("\uFEFF{\"a\": \"\uFEFF\"}  ")]
    [TestCase("{\"a\": 1, \"b\": 2, \"a\": {\"c\": -Infinity}}")]
    [TestCase("{}")]
    public void Read_Text_IsReadAsParseReadsIt(string json)
    {
        var text = Encoding.UTF8.GetBytes(json);
        foreach (var piece in Enumerable.Range(1, 12))
        {
            Assert.That(Read(text, piece).ToString(), Is.EqualTo(ResultDocument.Parse(text).ToString()));
        }
    }

    [TestCase("")]
    [TestCase(" \n")]
    [TestCase("[]")]
    [TestCase("{\"a\": 1}}")]
    [TestCase("{\"a\": 1} x")]
    [TestCase("{\"a\": [1,]}")]
    [TestCase("{\"a\": [1")]
    [TestCase("{\"a\": nan}")]
    [TestCase("{\"a\": xNaN}")]
    [TestCase("{\"a\": \"\\ud800\"}")]
    [TestCase("{\"\\ud800\": 1}")]
    public void Read_NoObject_ThrowsInvalidInputException(string json) =>
        Assert.That(() => Read(Encoding.UTF8.GetBytes(json), 3), Throws.TypeOf<InvalidInputException>());

    [Test]
    public void Read_DeepNesting_ThrowsInvalidInputException() =>
        Assert.That(
            () => Read(Encoding.UTF8.GetBytes($"{{\"a\": {new string('[', 100_000)}"), 4096),
            Throws.TypeOf<InvalidInputException>()
        );

    [Test]
    public void Read_TooManyFields_ThrowsInvalidInputException()
    {
        var fields = string.Join(',', Enumerable.Range(0, 70_000).Select(number => $"\"m{number}\":1"));
        Assert.That(
            () => Read(Encoding.UTF8.GetBytes($"{{{fields}}}"), 65_536),
            Throws.TypeOf<InvalidInputException>().With.Message.Contains("fields")
        );
    }

    [Test]
    public void Read_TextWithoutEnd_ThrowsInvalidInputExceptionAndIsNotKept()
    {
        var source = new Repeated("{\"completed\": 1, \"a\": [\"", "x", "", long.MaxValue / 2);
        Assert.That(() => ResultScan.Read(source.Read), Throws.TypeOf<InvalidInputException>().With.Message.Contains("8388608 bytes"));
    }

    [Test]
    public void Read_LongValues_AreReadWhenSomebodyLooks()
    {
        var numbers = string.Join(", ", Enumerable.Repeat("0.5, NaN, -Infinity", LongLength / 16));
        var text =
            $"{{\"completed\": 3, \"itls\": [{numbers}], \"p99_ttft_ms\": 7, \"text\": \"{new string('N', LongLength)}\", \"o\": {{\"a\": [{numbers}]}}}}";
        var expected = ResultDocument.Parse(Encoding.UTF8.GetBytes(text));

        var document = Read(Encoding.UTF8.GetBytes(text), 65_536);

        Assert.Multiple(() =>
        {
            Assert.That(document.HasLongValues, Is.True);
            Assert.That(document.Scalars.Select(field => field.Key), Is.EqualTo(new[] { "completed", "p99_ttft_ms" }));
            Assert.That(document.Fields.Select(field => field.Key), Is.EqualTo(new[] { "completed", "itls", "p99_ttft_ms", "text", "o" }));
            Assert.That(document.TryFindMetric("p99_ttft_ms", out var latency) ? latency : -1, Is.EqualTo(7));
            Assert.That(document.TryFindMetric("itls", out _), Is.False);
            Assert.That(document.TryFind("itls", out var itls) ? itls.GetArrayLength() : -1, Is.EqualTo(3 * (LongLength / 16)));
            Assert.That(TolerantJson.TryReadBareNumber(itls[1], out _), Is.True);
            Assert.That(document, Is.EqualTo(expected));
            Assert.That(document.GetHashCode(), Is.EqualTo(expected.GetHashCode()));
            Assert.That(document.ToUtf8Json(), Is.EqualTo(expected.ToUtf8Json()));
            Assert.That(Write(document), Is.EqualTo(expected.ToUtf8Json()));
            Assert.That(Encoding.UTF8.GetString(Write(document.With("completed", 4))), Does.StartWith("{\"completed\":4,\"itls\":["));
        });
    }

    [Test]
    public void Read_AHundredMegabytes_TakesALittleMemory()
    {
        var source = new Repeated("{\"completed\": 3, \"itls\": [[0.1", ", 0.012345678", "]], \"p99_ttft_ms\": 7}", 100_000_000);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var document = ResultScan.Read(source.Read);
        document.WriteTo(Stream.Null);
        var isFound = document.TryFindMetric("p99_ttft_ms", out var latency);

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(3_000_000));
        Assert.That((isFound, latency), Is.EqualTo((true, 7)));
    }

    [Test]
    public void CopyTo_FileBecameShorter_SaysSo()
    {
        var text = Encoding.UTF8.GetBytes($"{{\"a\": [{string.Join(',', Enumerable.Repeat("1", LongLength))}]}}");
        var length = text.Length;
        var document = ResultScan.Read((buffer, offset) => ReadFrom(text.AsSpan(0, length), 4096, buffer, offset));
        length = 100;
        Assert.That(() => document.Fields[0].Value, Throws.TypeOf<IOException>().With.Message.Contains("shorter"));
    }

    private static string TryRead(Func<ResultDocument> read)
    {
        try
        {
            return read().ToString();
        }
        catch (InvalidInputException)
        {
            return "no result";
        }
    }

    private static ResultDocument Read(byte[] text, int piece) =>
        ResultScan.Read((buffer, offset) => ReadFrom(text, piece, buffer, offset));

    private static int ReadFrom(ReadOnlySpan<byte> text, int piece, Span<byte> buffer, long offset)
    {
        var rest = text[(int)Math.Min(offset, text.Length)..];
        var length = Math.Min(Math.Min(piece, buffer.Length), rest.Length);
        rest[..length].CopyTo(buffer);
        return length;
    }

    private static byte[] Write(ResultDocument document)
    {
        using var stream = new MemoryStream();
        document.WriteTo(stream);
        return stream.ToArray();
    }

    /// <summary>A text of any length that is nowhere: a beginning, a unit again and again, an end.</summary>
    private sealed class Repeated(string before, string unit, string after, long length)
    {
        private readonly byte[] _before = Encoding.UTF8.GetBytes(before);
        private readonly byte[] _unit = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(unit, 1000)));
        private readonly byte[] _after = Encoding.UTF8.GetBytes(after);

        public int Read(Span<byte> buffer, long offset)
        {
            var middle = length / _unit.Length * _unit.Length;
            var text =
                offset < _before.Length ? _before.AsSpan((int)offset)
                : offset < _before.Length + middle ? _unit.AsSpan((int)((offset - _before.Length) % _unit.Length))
                : _after.AsSpan((int)Math.Min(_after.Length, offset - _before.Length - middle));
            var count = Math.Min(text.Length, buffer.Length);
            text[..count].CopyTo(buffer);
            return count;
        }
    }
}
