using ServeMulti.Parameters;

namespace ServeMulti.Cli.Display;

[TestFixture]
public sealed class ShortTextTests
{
    [TestCase("plain ä 🦉", "plain ä 🦉")]
    [TestCase("a\nb\tc\r", "a\\nb\\tc\\r")]
    [TestCase("\u001b[31mred\u0007", "\\u001b[31mred\\u0007")]
    [TestCase("turned \u202eround", "turned \\u202eround")]
    [TestCase("tag \U000e0041", "tag \\U000e0041")]
    public void Printable_ControlCharacters_AreSpelledOut(string text, string expected) =>
        Assert.That(ShortText.Printable(text), Is.EqualTo(expected));

    [TestCase("It ended. Its last output:\n  a\r\n  b\u001b[2J\nSee x.", "It ended. Its last output: | a | b\\u001b[2J | See x.")]
    [TestCase("one line", "one line")]
    public void OneLine_SeveralLines_StandBesideEachOther(string text, string expected) =>
        Assert.That(ShortText.OneLine(text), Is.EqualTo(expected));

    [TestCase("a\tb\nc\r\nd\re\u001b[2J", "a\tb\nc\r\nd\\re\\u001b[2J")]
    [TestCase("turned \u202eround", "turned \\u202eround")]
    public void Visible_TextOfSeveralLines_KeepsItsLinesAlone(string text, string expected) =>
        Assert.That(ShortText.Visible(text), Is.EqualTo(expected));

    [TestCase("short", 5, "short")]
    [TestCase("0123456789", 5, "01…89")]
    [TestCase("0123456789", 6, "01…789")]
    public void Cut_LongerThanTheLength_KeepsBothEnds(string text, int length, string expected) =>
        Assert.That(ShortText.Cut(text, length), Is.EqualTo(expected));

    [TestCase(0, "0.0 s")]
    [TestCase(9.94, "9.9 s")]
    [TestCase(9.96, "10 s")]
    [TestCase(42, "42 s")]
    [TestCase(59.6, "1 min 00 s")]
    [TestCase(185, "3 min 05 s")]
    [TestCase(7620, "2 h 07 min")]
    [TestCase(360000, "100 h 00 min")]
    public void Duration_AnyTime_HasTheUnitsThatMatter(double seconds, string expected) =>
        Assert.That(ShortText.Duration(TimeSpan.FromSeconds(seconds)), Is.EqualTo(expected));

    [Test]
    public void Describe_NamedSet_IsItsName() =>
        Assert.That(ShortText.Describe(new ParameterSet([new("a", 1)]) { Name = "fast" }, 20), Is.EqualTo("fast"));

    [Test]
    public void Describe_SetWithoutAName_IsItsPairs() =>
        Assert.That(ShortText.Describe(new ParameterSet { { "a", 1 }, { "b", "x\ny" } }, 20), Is.EqualTo("a=1 b=x\\ny"));

    [Test]
    public void Describe_EmptySet_IsADash() => Assert.That(ShortText.Describe(ParameterSet.Empty, 20), Is.EqualTo("-"));
}
