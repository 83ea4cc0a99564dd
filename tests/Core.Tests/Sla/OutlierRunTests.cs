namespace ServeMulti.Sla;

public sealed class OutlierRunTests
{
    private static readonly ISlaCriterion Limit = ServiceLevel.Parse("p99_e2el_ms<=110")[0];

    [Test]
    public void Outliers_OneRunFarFromItsNeighbours_IsNamedWithWhatIsUsual()
    {
        SlaSearchResult result = Result((28, [419]), (28.5, [91, 115]), (29, [92, 154, 120]));

        OutlierRun outlier = result.Outliers.Single();
        Assert.Multiple(() =>
        {
            Assert.That((outlier.Load, outlier.RunNumber, outlier.Check.Value), Is.EqualTo((28, 0, 419)));
            Assert.That(outlier.Usual, Is.EqualTo(115).Within(1e-9));
            Assert.That(SearchText.Outcome(result), Does.EndWith("; one run is an outlier: p99_e2el_ms 419 at 28 in run 0, where 115 is usual"));
        });
    }

    [Test]
    public void Outliers_RunFasterThanItsNeighbours_IsNamedToo() =>
        Assert.That(Result((28, [100, 101, 99, 100, 40])).Outliers.Single().RunNumber, Is.EqualTo(4));

    [Test]
    public void Outliers_Several_AreCounted() =>
        Assert.That(SearchText.Outcome(Result((28, [100, 101, 99, 100, 40, 102, 98, 900]))), Does.EndWith("; 2 runs are outliers, the first: p99_e2el_ms 40 at 28 in run 4, where 100 is usual"));

    [Test]
    public void Outliers_OfRunsThatDifferAlike_AreNone() => Assert.That(Result((28, [91, 98, 201, 93, 154, 166, 115])).Outliers, Is.Empty);

    [Test]
    public void Outliers_LessThanAQuarterOff_AreNone() => Assert.That(Result((28, [100, 100, 100, 100, 100, 120])).Outliers, Is.Empty);

    [Test]
    public void Outliers_OfThreeOthers_AreNone() => Assert.That(Result((28, [100, 100, 100, 900])).Outliers, Is.Empty);

    [Test]
    public void Outliers_FarLoads_AreNoNeighbours() => Assert.That(Result((20, [50, 51, 52, 53]), (28, [419])).Outliers, Is.Empty);

    [Test]
    public void Outliers_RunsThatDoNotCount_AreNone() => Assert.That(
        (Result() with { Probes = [Probe(28, [100, 101, 99, 100]) with { Runs = [.. Probe(28, [100, 101, 99, 100]).Runs, Run(4, 900) with { Counts = false }] }] }).Outliers, Is.Empty);

    private static SlaSearchResult Result(params (double Load, double[] Values)[] probes) => new()
    {
        ServiceLevel = ServiceLevel.Parse("p99_e2el_ms<=110"),
        Variable = LoadVariable.RequestRate,
        Outcome = SlaSearchOutcome.Bounded,
        Binding = SlaBinding.Of(Limit),
        Load = 28,
        Probes = [.. probes.Select(probe => Probe(probe.Load, probe.Values))],
    };

    private static SlaProbe Probe(double load, double[] values) => new(load, SlaVerdict.Invalid("not judged here"), [.. values.Select((value, number) => Run(number, value))]);

    private static SlaProbeRun Run(int number, double value) => new(number, 500, Counts: true, Throughput: 28, [CriterionCheck.Of(Limit, value)]);
}
