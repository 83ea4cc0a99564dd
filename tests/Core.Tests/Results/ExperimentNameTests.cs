using Microsoft.Extensions.Time.Testing;

namespace ServeMulti.Results;

[TestFixture]
public sealed class ExperimentNameTests
{
    [TestCase("20261124_061013")]
    [TestCase("tuning 2")]
    [TestCase("a.b~c=d,(e)")]
    [TestCase("größe-日本語")]
    [TestCase("..a")]
    [TestCase(".hidden")]
    public void FindProblem_OneFolder_IsNull(string name) => Assert.That(ExperimentName.FindProblem(name), Is.Null);

    [TestCase("")]
    [TestCase("  ")]
    [TestCase(".")]
    [TestCase("..")]
    [TestCase("../x")]
    [TestCase("a/../../b")]
    [TestCase("/etc")]
    [TestCase("a/b")]
    [TestCase("a\\b")]
    [TestCase("C:x")]
    [TestCase("a*")]
    [TestCase("a\0b")]
    [TestCase("a\nb")]
    [TestCase("a.")]
    [TestCase("a ")]
    [TestCase("nul")]
    [TestCase("Com1.txt")]
    public void FindProblem_AnythingElse_IsOneLineThatNamesIt(string name)
    {
        var problem = ExperimentName.FindProblem(name);
        Assert.That(problem, Does.StartWith("Experiment name '"));
        Assert.That(problem!.Any(char.IsControl), Is.False);
    }

    [Test]
    public void FindProblem_LongName_IsRefusedByBytes()
    {
        Assert.That(ExperimentName.FindProblem(new string('ä', 100)), Is.Null);
        Assert.That(ExperimentName.FindProblem(new string('ä', 101)), Does.Contain("longer than 200 bytes"));
    }

    [Test]
    public void FromTime_UnderAnyCulture_IsTheLocalTime()
    {
        var before = Thread.CurrentThread.CurrentCulture;
        try
        {
            // Thailand counts years from another one.
            Thread.CurrentThread.CurrentCulture = new System.Globalization.CultureInfo("th-TH");
            Assert.That(
                ExperimentName.FromTime(new FakeTimeProvider(new DateTimeOffset(2026, 11, 24, 6, 10, 13, TimeSpan.Zero))),
                Is.EqualTo("20261124_061013")
            );
        }
        finally
        {
            Thread.CurrentThread.CurrentCulture = before;
        }
    }
}
