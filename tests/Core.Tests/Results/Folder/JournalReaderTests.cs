using System.Text;

namespace ServeMulti.Results.Folder;

[TestFixture]
public sealed class JournalReaderTests
{
    private const int Lines = 2_000;

    private static readonly string[] Content =
    [
        .. Enumerable.Range(0, Lines).Select(number => $"line {number} {new string('x', number % 700)}\n"),
    ];

    [Test]
    public void TryRead_AnyOrder_GivesEachLine([Values("forwards", "backwards", "shuffled")] string order)
    {
        var (stream, lines) = Write();
        using var reader = new JournalReader(stream);
        int[] numbers = [.. Enumerable.Range(0, Lines)];
        switch (order)
        {
            case "backwards":
                Array.Reverse(numbers);
                break;
            case "shuffled":
                new Random(1).Shuffle(numbers);
                break;
        }

        foreach (var number in numbers)
        {
            Assert.That(reader.TryRead(lines[number], out var content));
            Assert.That(Encoding.UTF8.GetString(content.Span), Is.EqualTo(Content[number]));
        }

        Assert.That(stream.BytesRead, Is.LessThan(order == "forwards" ? 1.1 * stream.Length : 16L * 1024 * Lines));
    }

    [Test]
    public void TryRead_LineLongerThanTheBuffer_GivesIt()
    {
        var text = new string('y', 1 << 20) + "\n";
        using var reader = new JournalReader(new MemoryStream(Encoding.UTF8.GetBytes("x\n" + text)));
        Assert.That(reader.TryRead(new JournalLine(2, text.Length, default), out var content));
        Assert.That(content.Length, Is.EqualTo(text.Length));
    }

    [Test]
    public void TryRead_FileBecameShorter_IsFalse()
    {
        using var reader = new JournalReader(new MemoryStream("abc\n"u8.ToArray()));
        Assert.That(reader.TryRead(new JournalLine(2, 4, default), out _), Is.False);
        Assert.That(reader.TryRead(new JournalLine(0, 4, default), out _));
    }

    [Test]
    public void TryRead_NoFile_IsFalse()
    {
        using var reader = new JournalReader(null);
        Assert.That(reader.TryRead(new JournalLine(0, 4, default), out _), Is.False);
    }

    private static (CountingStream Stream, List<JournalLine> Lines) Write()
    {
        var lines = new List<JournalLine>();
        var offset = 0L;
        foreach (var line in Content)
        {
            lines.Add(new JournalLine(offset, line.Length, default));
            offset += line.Length;
        }

        return (new CountingStream(Encoding.UTF8.GetBytes(string.Concat(Content))), lines);
    }

    private sealed class CountingStream(byte[] content) : MemoryStream(content)
    {
        public long BytesRead { get; private set; }

        public override int Read(Span<byte> buffer)
        {
            var read = base.Read(buffer);
            BytesRead += read;
            return read;
        }
    }
}
