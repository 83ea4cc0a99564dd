namespace ServeMulti.Sla;

public sealed class OutlierRunTests
{
    private static readonly ISlaCriterion Limit = ServiceLevel.Parse("p99_e2el_ms<=110")[0];

    [Test]
    public void Outliers_OneRunFarFromItsNeighbours_IsNamedWithWhatIsUsual()
    {
        var result = Result((28, [419]), (28.5, [91, 115]), (29, [92, 154, 120]));

        var outlier = result.Outliers.Single();
        Assert.Multiple(() =>
        {
            Assert.That((outlier.Load, outlier.RunNumber, outlier.Check.Value), Is.EqualTo((28, 0, 419)));
            Assert.That(outlier.Usual, Is.EqualTo(Math.Pow(91.0 * 115 * 92 * 154 * 120, 0.2)).Within(1e-9));
            Assert.That(
                SearchText.Outcome(result),
                Does.EndWith("; one run is an outlier: p99_e2el_ms 419 at request_rate=28 (run 0), 112 in the runs beside it")
            );
        });
    }

    [Test]
    public void Outliers_RunFasterThanItsNeighbours_IsNamedToo() =>
        Assert.That(Result((28, [100, 101, 99, 100, 40])).Outliers.Single().RunNumber, Is.EqualTo(4));

    [Test]
    public void Outliers_Several_AreCounted() =>
        Assert.That(
            SearchText.Outcome(Result((28, [100, 101, 99, 100, 40]), (40, [100, 101, 99, 100, 900]))),
            Does.EndWith("; 2 runs are outliers, the first: p99_e2el_ms 40 at request_rate=28 (run 4), 100 in the runs beside it")
        );

    [Test]
    public void Outliers_OfRunsThatDifferAlike_AreNone() => Assert.That(Result((28, [91, 98, 201, 93, 154, 166, 115])).Outliers, Is.Empty);

    /// <summary>Beside each other by chance, as on a machine whose runs differ by 30 % in their 99th percentile.</summary>
    [TestCase(5)]
    [TestCase(8)]
    [TestCase(12)]
    public void Outliers_OfNoiseAlone_AreNamedInFewSearches(int runs)
    {
        var normal = new MathNet.Numerics.Distributions.Normal(Math.Log(100), 0.3, new Random(runs));
        var named = Enumerable
            .Range(0, 1000)
            .Count(_ => Result((28, [.. Enumerable.Range(0, runs).Select(_ => Math.Exp(normal.Sample()))])).Outliers.Count > 0);

        Assert.That(named, Is.LessThanOrEqualTo(65), "5 % of 1,000, and two standard errors");
    }

    /// <summary>Near its capacity a server without any noise is far slower a few percent up.</summary>
    [Test]
    public void Outliers_OfALatencyThatRisesSteeply_AreNone() =>
        Assert.That(Result((95, [80, 80, 81, 80]), (97, [90, 91, 90, 90]), (99, [130]), (99.7, [400])).Outliers, Is.Empty);

    [Test]
    public void Outliers_SlowerThanRunsAtHigherLoads_AreNamed() =>
        Assert.That(Result((95, [500]), (97, [90, 91, 90]), (99, [130, 131])).Outliers.Single().Load, Is.EqualTo(95));

    [Test]
    public void Outliers_LessThanAQuarterOff_AreNone() => Assert.That(Result((28, [100, 100, 100, 100, 100, 120])).Outliers, Is.Empty);

    [Test]
    public void Outliers_OfThreeOthers_AreNone() => Assert.That(Result((28, [100, 100, 100, 900])).Outliers, Is.Empty);

    [Test]
    public void Outliers_FarLoads_AreNoNeighbours() => Assert.That(Result((20, [50, 51, 52, 53]), (28, [419])).Outliers, Is.Empty);

    [Test]
    public void Outliers_RunsThatDoNotCount_AreNone() =>
        Assert.That(
            (
                Result() with
                {
                    Probes =
                    [
                        Probe(28, [100, 101, 99, 100]) with
                        {
                            Runs = [.. Probe(28, [100, 101, 99, 100]).Runs, Run(4, 900) with { Counts = false }],
                        },
                    ],
                }
            ).Outliers,
            Is.Empty
        );

    private static SlaSearchResult Result(params (double Load, double[] Values)[] probes) =>
        new()
        {
            ServiceLevel = ServiceLevel.Parse("p99_e2el_ms<=110"),
            Variable = LoadVariable.RequestRate,
            Outcome = SlaSearchOutcome.Bounded,
            Binding = SlaBinding.Of(Limit),
            Load = 28,
            Probes = [.. probes.Select(probe => Probe(probe.Load, probe.Values))],
        };

    private static SlaProbe Probe(double load, double[] values) =>
        new(load, SlaVerdict.Invalid("not judged here"), [.. values.Select((value, number) => Run(number, value))]);

    private static SlaProbeRun Run(int number, double value) =>
        new(number, 500, Counts: true, Throughput: 28, [CriterionCheck.Of(Limit, value)]);
}
