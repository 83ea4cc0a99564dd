namespace ServeMulti.FaultLab.Soak;

[TestFixture]
public sealed class SoakLimitsTests
{
    private static readonly SoakSample Warm = new(400, 91, 16, 1, 1, 0, 700_000, 70_000_000);

    [Test]
    public void FindProblems_NothingGrew_FindsNone() =>
        Assert.That(SoakLimits.FindProblems(Warm, Warm with { Runs = 2000, ManagedBytes = 900_000 }), Is.Empty);

    [Test]
    public void FindProblems_OneOfEachLeaksPerRun_FindsEach()
    {
        var last = new SoakSample(2000, 1691, 1616, 1601, 1601, 1600, 700_000 + (1600 * 1000), 70_000_000 + (1600 * 32_000));

        Assert.That(SoakLimits.FindProblems(Warm, last), Has.Count.EqualTo(7));
        Assert.That(SoakLimits.FindProblems(Warm, last)[0], Is.EqualTo("handles: 91 after 400 runs, 1691 after 2000; 5 more are allowed"));
    }
}
