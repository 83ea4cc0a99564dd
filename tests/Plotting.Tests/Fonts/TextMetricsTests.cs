namespace ServeMulti.Plotting.Fonts;

[TestFixture]
public sealed class TextMetricsTests
{
    // Arimo has the widths of Arial: 'i' is 455 of 2048 units wide, 'W' 1933, a digit 1139.
    [TestCase("i", 455)]
    [TestCase("W", 1933)]
    [TestCase("0123456789", 11390)]
    [TestCase("≤", 1124)]
    public void Width_Text_IsThatOfTheFont(string text, double units) =>
        Assert.That(TextMetrics.Width(text, 2048, 400), Is.EqualTo(units).Within(0.5));

    [Test]
    public void Width_Bold_IsThatOfTheBoldFont() => Assert.That(TextMetrics.Width("i", 2048, 700), Is.EqualTo(569).Within(0.5));

    [Test]
    public void Shorten_LongText_KeepsBothEnds()
    {
        var text = TextMetrics.Shorten("meta-llama/Llama-3.1-70B-Instruct-FP8-dynamic", 120, 11);

        Assert.Multiple(() =>
        {
            Assert.That(text, Does.StartWith("meta").And.Contain("…").And.EndsWith("dynamic"));
            Assert.That(TextMetrics.Width(text, 11, 400), Is.LessThanOrEqualTo(120));
        });
    }

    [Test]
    public void Shorten_ShortText_StaysAsItIs() => Assert.That(TextMetrics.Shorten("abc", 120, 11), Is.EqualTo("abc"));

    [TestCase("a=1, b=2, c=3, d=4, e=5, f=6")]
    [TestCase("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [TestCase("日本語日本語日本語日本語日本語日本語")]
    public void Wrap_LongText_FitsAndLosesNothing(string text)
    {
        var wrapped = TextMetrics.Wrap(text, 60, 11);

        Assert.Multiple(() =>
        {
            Assert.That(
                wrapped.Split('\n'),
                Has.Length.GreaterThan(1).And.All.Matches<string>(line => TextMetrics.Width(line!, 11, 400) <= 60)
            );
            Assert.That(wrapped.Replace("\n", "").Replace(" ", ""), Is.EqualTo(text.Replace(" ", "")));
        });
    }

    [TestCase(30)]
    [TestCase(400_000)]
    public void Shorten_AnyLength_KeepsAsMuchAsFits(int length)
    {
        var text = string.Concat(Enumerable.Range(0, length).Select(index => (char)('a' + (index % 26))));

        var shorter = TextMetrics.Shorten(text, 100, 12);

        var oneMore = $"{text[..((shorter.Length + 1) / 2)]}\u2026{text[^(shorter.Length / 2)..]}";
        Assert.That(TextMetrics.Width(shorter, 12, 400), Is.LessThanOrEqualTo(100));
        Assert.That(TextMetrics.Width(oneMore, 12, 400), Is.GreaterThan(100));
    }
}
