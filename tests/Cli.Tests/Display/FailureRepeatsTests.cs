namespace ServeMulti.Cli.Display;

[TestFixture]
public sealed class FailureRepeatsTests
{
    private readonly FailureRepeats _repeats = new();

    [TestCase("exited with code 1 after 3.5 s (pid 41)", "exited with code 1 after 4.25 s (pid 977)")]
    [TestCase("no result in /r/a/case-1/run=0.json", "no result in /r/a/case-2/run=1.json")]
    [TestCase("first failed", "second failed")]
    public void Add_SameCauseAgain_NamesTheFirstAndCounts(string first, string second)
    {
        _repeats.Add("first", first, "[1/8]");

        Assert.That(_repeats.Add("second", second, "[2/8]"), Is.EqualTo("FAILED for the same reason as [1/8] (2 failures so far)"));
    }

    [Test]
    public void Add_OtherCause_IsDescribed()
    {
        _repeats.Add("first", "The benchmark exited with code 1: out of memory", "[1/8]");

        Assert.That(_repeats.Add("second", "The benchmark exited with code 1: no such model", "[2/8]"), Is.Null);
    }
}
