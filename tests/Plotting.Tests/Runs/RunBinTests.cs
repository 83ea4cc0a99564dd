namespace ServeMulti.Plotting.Runs;

[TestFixture]
public sealed class RunBinTests
{
    [TestCase("7", 5.0)]
    [TestCase("5", 5.0)]
    [TestCase("-1", -5.0)]
    [TestCase("4.99", 0.0)]
    [TestCase("\"inf\"", double.PositiveInfinity)]
    public void WithBins_Number_RoundsDownToMultiple(string value, double expected)
    {
        var binned = TestRuns.Column("rate", value).WithBins(RunBin.Parse("rate%5"))[0];

        Assert.That(binned.TryFindNumber("rate", out var found) ? found : double.NaN, Is.EqualTo(expected));
    }

    [Test]
    public void WithBins_NoValue_StaysNone()
    {
        var binned = TestRuns.Column("rate", "null").WithBins(RunBin.Parse("rate%5"))[0];

        Assert.That((binned["rate"].IsEmpty, binned.Has("rate")), Is.EqualTo((true, true)));
    }

    [Test]
    public void WithBins_Text_IsRefused() =>
        Assert.That(
            () => TestRuns.Column("model", "\"a\"").WithBins(RunBin.Parse("model%5")),
            Throws.InstanceOf<InvalidInputException>().With.Message.Contains("'a'")
        );

    [Test]
    public void WithBins_MissingKey_ListsKeys() =>
        Assert.That(
            () => TestRuns.Column("rate", "1").WithBins(RunBin.Parse("speed%5")),
            Throws.InstanceOf<InvalidInputException>().With.Message.Contains("rate")
        );

    [Test]
    public void Parse_Several_SplitsAtCommas() =>
        Assert.That(RunBin.Parse("a%5, b%0.5").Select(bin => bin.ToString()), Is.EqualTo(["a%5", "b%0.5"]));

    [TestCase("rate")]
    [TestCase("rate%")]
    [TestCase("rate%0")]
    [TestCase("rate%-1")]
    [TestCase("rate%inf")]
    [TestCase("%5")]
    public void Parse_NotABin_IsRefused(string text) =>
        Assert.That(() => RunBin.Parse(text), Throws.InstanceOf<InvalidInputException>().With.Message.Contains(text.Replace("inf", "")));
}
