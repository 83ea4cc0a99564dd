using System.Text;

namespace ServeMulti.Results.Folder;

[TestFixture]
public sealed class LineReaderTests
{
    private const int Mebibyte = 1 << 20;

    [TestCase("a\nbc\n", "0:a\n|2:bc\n")]
    [TestCase("a\n\nbc", "0:a\n|2:\n|3:bc")]
    [TestCase("", "")]
    public void ReadLines_Text_GivesEachLineWithItsPlace(string text, string expected) => Assert.That(Read(text), Is.EqualTo(expected));

    [Test]
    public void ReadLines_LineLongerThanTheBuffer_IsWhole()
    {
        var line = new string('x', 5 * Mebibyte) + "\n";
        Assert.That(Read($"a\n{line}b\n"), Is.EqualTo($"0:a\n|2:{line}|{2 + line.Length}:b\n"));
    }

    /// <summary>A journal that something else wrote over must not fill the memory.</summary>
    [Test]
    public void ReadLines_LineThatMemoryShouldNotHold_EndsTheReading()
    {
        var lengths = new LineReader(new MemoryStream(Encoding.ASCII.GetBytes($"a\n{new string('x', 65 * Mebibyte)}\nb\n")))
            .ReadLines()
            .Select(read => read.Line.Length);
        Assert.That(lengths, Is.EqualTo([2, 64 * Mebibyte]));
    }

    private static string Read(string text) =>
        string.Join(
            '|',
            new LineReader(new MemoryStream(Encoding.UTF8.GetBytes(text)))
                .ReadLines()
                .Select(read => $"{read.Offset}:{Encoding.UTF8.GetString(read.Line.Span)}")
        );
}
