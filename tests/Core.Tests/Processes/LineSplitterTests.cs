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
        byte[] bytes = Encoding.UTF8.GetBytes("a€ü😀\nb");

        Split(bytes.Select(single => new[] { single }));

        Assert.That(_lines, Is.EqualTo(new[] { "a€ü😀", "b" }));
    }

    [Test]
    public void Append_BytesThatAreNoText_BecomeReplacementCharacters()
    {
        Split([[0x41, 0xFF, 0x42, 0x0A, 0xE2, 0x82]]);

        Assert.That(_lines, Is.EqualTo(new[] { "A\uFFFDB", "\uFFFD" }));
    }

    [Test]
    public void Append_LineOf2000_IsCutAndMarked()
    {
        Split([Encoding.UTF8.GetBytes(new string('x', 1_999) + "\n" + new string('y', 5_000) + "\nz")]);

        Assert.That(_lines, Is.EqualTo(new[] { new string('x', 1_999), new string('y', 1_999) + "…", "z" }));
    }

    [Test]
    public void Append_EndlessLine_StaysInBoundedMemory()
    {
        byte[] piece = new byte[64 * 1024];
        Array.Fill(piece, (byte)'x');
        var splitter = new LineSplitter(_lines.Add);
        splitter.Append(piece);
        long before = GC.GetAllocatedBytesForCurrentThread();

        for (int round = 0; round < 1_000; round++)
        {
            splitter.Append(piece);
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(100_000));
    }

    private void Split(IEnumerable<byte[]> pieces)
    {
        var splitter = new LineSplitter(_lines.Add);
        foreach (byte[] piece in pieces)
        {
            splitter.Append(piece);
        }

        splitter.Complete();
    }
}
