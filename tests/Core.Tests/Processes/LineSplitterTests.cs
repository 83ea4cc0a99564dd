using System.Text;

namespace ServeMulti.Processes;

public sealed class LineSplitterTests
{
    private readonly List<string> _lines = [];

    [TestCase("a\nb\n", new[] { "a", "b" })]
    [TestCase("a\r\nb\r\n", new[] { "a", "b" })]
    [TestCase("1%\r2%\r3%", new[] { "1%", "2%", "3%" })]
    [TestCase("\n\n a \n\n", new[] { " a " })]
    [TestCase("", new string[0])]
    [TestCase("no end", new[] { "no end" })]
    public void Append_Text_IsCutAtLineEnds(string text, string[] lines)
    {
        Split([Encoding.UTF8.GetBytes(text)]);

        Assert.That(_lines, Is.EqualTo(lines));
    }

    [Test]
    public void Append_CharacterSplitOverPieces_IsPutTogether()
    {
        var bytes = Encoding.UTF8.GetBytes("a€ü😀\nb");

        Split(bytes.Select(single => new[] { single }));

        Assert.That(_lines, Is.EqualTo(new[] { "a€ü😀", "b" }));
    }

    [Test]
    public void Append_BytesThatAreNoText_BecomeReplacementCharacters()
    {
        Split([
            [0x41, 0xFF, 0x42, 0x0A, 0xE2, 0x82],
        ]);

        Assert.That(_lines, Is.EqualTo(new[] { "A\uFFFDB", "\uFFFD" }));
    }

    [Test]
    public void Append_LineOf2000_IsCutAndMarked()
    {
        Split([Encoding.UTF8.GetBytes(new string('x', 1_999) + "\n" + new string('y', 5_000) + "\nz")]);

        Assert.That(_lines, Is.EqualTo(new[] { new string('x', 1_999), new string('y', 1_999) + "…", "z" }));
    }

    [TestCase("")]
    [TestCase("a")]
    public void Append_CutInsideACharacter_LeavesItOut(string start)
    {
        Split([Encoding.UTF8.GetBytes(start + string.Concat(Enumerable.Repeat("😀", 3_000)))]);

        Assert.That(_lines, Is.EqualTo(new[] { start + string.Concat(Enumerable.Repeat("😀", 999)) + "…" }));
    }

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    public void Append_LongLineOfWideCharacters_IsCutWithoutABrokenOne(int asciiInFront)
    {
        var line = new string('a', asciiInFront) + new string('€', 3_000);

        Split([Encoding.UTF8.GetBytes(line)]);

        Assert.That(_lines, Is.EqualTo(new[] { line[..1_999] + "…" }));
    }

    [Test]
    public void Append_ManyLines_AllocatesNothing()
    {
        var piece = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 1_000).Select(number => $"INFO: request {number}\n")));
        var tail = new OutputTail();
        var splitter = new LineSplitter(tail.Add);
        splitter.Append(piece);
        var before = GC.GetAllocatedBytesForCurrentThread();

        splitter.Append(piece);

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
        Assert.That(tail.ToList(most: 1), Is.EqualTo(new[] { "INFO: request 999" }));
    }

    [Test]
    public void Append_EndlessLine_StaysInBoundedMemory()
    {
        var piece = new byte[64 * 1024];
        Array.Fill(piece, (byte)'x');
        var splitter = new LineSplitter(line => _lines.Add(LineSplitter.Decode(line)));
        splitter.Append(piece);
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var round = 0; round < 1_000; round++)
        {
            splitter.Append(piece);
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(100_000));
    }

    private void Split(IEnumerable<byte[]> pieces)
    {
        var splitter = new LineSplitter(line => _lines.Add(LineSplitter.Decode(line)));
        foreach (var piece in pieces)
        {
            splitter.Append(piece);
        }

        splitter.Complete();
    }
}
