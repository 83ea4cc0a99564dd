namespace ServeMulti.FaultLab;

[TestFixture]
public sealed class TrialArgumentsTests
{
    private static readonly Dictionary<string, string> Options = new() { ["--runs"] = "10" };

    [Test]
    public void Read_NothingGiven_TakesDefaults() => Assert.That(TrialArguments.Read([], Options).Number("--runs"), Is.EqualTo(10));

    [Test]
    public void Read_Given_WinsOverDefault() => Assert.That(TrialArguments.Read(["--runs", "3"], Options).Number("--runs"), Is.EqualTo(3));

    [TestCase("--rums", "3")]
    [TestCase("--runs")]
    public void Read_UnknownOrWithoutValue_IsRefused(params string[] words) =>
        Assert.That(() => TrialArguments.Read(words, Options), Throws.ArgumentException.With.Message.Contains(words[0]));

    [TestCase("x")]
    [TestCase("-1")]
    public void Number_NoWholeNumber_IsRefused(string value) =>
        Assert.That(
            () => TrialArguments.Read(["--runs", value], Options).Number("--runs"),
            Throws.ArgumentException.With.Message.Contains(value)
        );
}
