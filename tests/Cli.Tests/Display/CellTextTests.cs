namespace ServeMulti.Cli.Display;

[TestFixture]
public sealed class CellTextTests
{
    [TestCase("abc", 3)]
    [TestCase("猫 🦉", 5)]
    [TestCase("e\u0301", 1)]
    public void WidthOf_AnyText_IsThatOfTheTerminal(string text, int expected) => Assert.That(CellText.WidthOf(text), Is.EqualTo(expected));

    [TestCase("猫猫猫猫猫猫", 7, "猫…猫猫")]
    [TestCase("🦉🦉🦉🦉", 5, "🦉…🦉")]
    public void Cut_WideLetters_KeepsWholeLettersOfBothEnds(string text, int width, string expected) =>
        Assert.That(CellText.Cut(text, width), Is.EqualTo(expected));

    [TestCase("so far: best is a", 9, "so far: …")]
    [TestCase("short", 5, "short")]
    public void CutEnd_LongerThanTheWidth_KeepsItsBeginning(string text, int width, string expected) =>
        Assert.That(CellText.CutEnd(text, width), Is.EqualTo(expected));

    [TestCase("one two three four", 9, 2, "one two|  three|  four")]
    [TestCase("[1/8] SERVE-max_num_seqs=8-BENCH run 0: x", 20, 4, "[1/8] SERVE-max_num_|    seqs=8-BENCH run|    0: x")]
    [TestCase("xxxxxxxxxxxxxxxxxxxx", 8, 2, "xxxxxxxx|  xxxxxx|  xxxxxx")]
    [TestCase("                  deep", 10, 2, "|  deep")]
    [TestCase("fits", 10, 2, "fits")]
    public void Wrap_LongLine_BreaksBetweenWordsAndIndents(string text, int width, int indent, string expected) =>
        Assert.That(string.Join('|', CellText.Wrap(text, width, indent)), Is.EqualTo(expected));

    [Test]
    public void Wrap_AnyWidth_LosesNoLetterAndFits([Range(4, 30)] int width)
    {
        const string Text = "server 猫: FAILED. /a/very/long/path-with-many_parts/and.a.file 🦉🦉🦉🦉🦉🦉🦉🦉 end";

        var lines = CellText.Wrap(Text, width, 6);

        Assert.That(lines, Has.All.Matches<string>(line => CellText.WidthOf(line!) <= width));
        Assert.That(
            string.Concat(lines).Replace(" ", "", StringComparison.Ordinal),
            Is.EqualTo(Text.Replace(" ", "", StringComparison.Ordinal))
        );
    }
}
