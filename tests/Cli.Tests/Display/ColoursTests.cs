namespace ServeMulti.Cli.Display;

[TestFixture]
[Platform(Exclude = "Win", Reason = "TERM says nothing there.")]
public sealed class ColoursTests
{
    [TestCase(true, "TERM=xterm", true)]
    [TestCase(true, "TERM=xterm NO_COLOR=", true)]
    [TestCase(true, "TERM=xterm CLICOLOR=1", true)]
    [TestCase(false, "TERM=xterm", false)]
    [TestCase(true, "", false)]
    [TestCase(true, "TERM=dumb", false)]
    [TestCase(true, "TERM=xterm NO_COLOR=1", false)]
    [TestCase(true, "TERM=xterm NO_COLOR=0", false)]
    [TestCase(true, "TERM=xterm CLICOLOR=0", false)]
    public void Of_Environment_ShowsColoursOnlyWhereTheyAreWanted(bool isTerminal, string environment, bool areShown)
    {
        var variables = environment
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => pair.Split('='))
            .ToDictionary(pair => pair[0], pair => pair[1]);

        var colours = Colours.Of(isTerminal, variables.GetValueOrDefault);

        Assert.That(colours.Paint("x", Tone.Bad) != "x", Is.EqualTo(areShown));
    }

    [TestCase("error: it broke", "\u001b[31merror:\u001b[0m it broke")]
    [TestCase("an error: it broke", "an error: it broke")]
    public void PaintPrefix_Line_ColoursTheWordThatSaysWhatItIs(string line, string expected) =>
        Assert.That(Colours.Always.PaintPrefix(line), Is.EqualTo(expected));

    [Test]
    public void Paint_NoText_IsNothing() => Assert.That(Colours.Always.Paint("", Tone.Good), Is.Empty);
}
