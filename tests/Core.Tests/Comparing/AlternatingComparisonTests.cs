using ServeMulti.Cases;
using ServeMulti.Parameters;
using ServeMulti.Results;
using ServeMulti.Statistics;

namespace ServeMulti.Comparing;

/// <summary>The comparison of two builds that take turns, looked at after each run.</summary>
public sealed class AlternatingComparisonTests
{
    [Test]
    public void Order_IsABBA() =>
        Assert.Multiple(() =>
        {
            Assert.That(
                string.Concat(Enumerable.Range(0, 8).Select(place => AlternatingOrder.IsB(place) ? 'B' : 'A')),
                Is.EqualTo("ABBAABBA")
            );
            Assert.That(Enumerable.Range(0, 4).Select(run => AlternatingOrder.PlaceOf(isB: false, run)), Is.EqualTo([0, 3, 4, 7]));
            Assert.That(Enumerable.Range(0, 4).Select(run => AlternatingOrder.PlaceOf(isB: true, run)), Is.EqualTo([1, 2, 5, 6]));
            Assert.That((AlternatingOrder.RunsOf(false, 5), AlternatingOrder.RunsOf(true, 5)), Is.EqualTo((3, 2)));
        });

    /// <summary>A difference of 0.2 and a trend of 0.1 a run, without noise.</summary>
    [Test]
    public void Difference_IsThatBesideTheTrend()
    {
        var values = Enumerable
            .Range(0, 7)
            .Select(place => (AlternatingOrder.IsB(place), 5 + (0.1 * place) + (AlternatingOrder.IsB(place) ? 0.2 : 0)))
            .ToArray();

        var estimate = TrendedDifference.Of(values);

        Assert.That((estimate.Mean, estimate.Variance, estimate.DegreesOfFreedom), Is.EqualTo((0.2, 0.0, 4.0)).Within(1e-12));
    }

    /// <summary>The two-sample formula, where there is no trend: in A B B A B A A B sides and places share nothing.</summary>
    [Test]
    public void Difference_OfBalancedSides_HasTheVarianceOfTwoMeans()
    {
        bool[] sides = [false, true, true, false, true, false, false, true];
        double[] noise = [1, -1, 1, -1, -1, 1, -1, 1];
        var estimate = TrendedDifference.Of([.. sides.Zip(noise)]);

        Assert.That(estimate.DegreesOfFreedom, Is.EqualTo(5));
        Assert.That(estimate.Mean, Is.EqualTo(0).Within(1e-12));
        Assert.That(estimate.Variance, Is.EqualTo(8.0 / 5 / 2).Within(1e-12));
    }

    [TestCase(0)]
    [TestCase(1)]
    public void Difference_OfOneSideOrTooFew_IsNotKnown(int isB) =>
        Assert.That(TrendedDifference.Of([.. Enumerable.Repeat((isB == 1, 1.0), 6)]).IsKnown, Is.False);

    [Test]
    public void Verdict_BeforeTheFirstLook_IsInconclusive()
    {
        var comparison = Compare(4, 1.5);

        Assert.That(comparison.Verdict, Is.EqualTo(ChangeVerdict.Inconclusive));
        Assert.That(comparison.Cases.Single().Metrics.Single().Low, Is.Null);
    }

    [TestCase(1.2, ChangeVerdict.Regressed)]
    [TestCase(0.8, ChangeVerdict.Improved)]
    [TestCase(1, ChangeVerdict.NoRelevantDifference)]
    public void Verdict_OfLittleNoise_IsKnownSoonAndStaysWhatItWas(double slowdown, ChangeVerdict verdict)
    {
        var (few, many) = (Compare(11, slowdown), Compare(31, slowdown));

        Assert.That(few.Verdict, Is.EqualTo(verdict), few.Describe());
        // What comes after the look that told changes nothing.
        Assert.That(many.Describe(), Is.EqualTo(few.Describe()));
    }

    [Test]
    public void Drift_OfBoth_IsNoDifference() =>
        Assert.That(
            Compare(21, 1, drift: 0.3).Verdict,
            Is.EqualTo(ChangeVerdict.NoRelevantDifference),
            Compare(21, 1, drift: 0.3).Describe()
        );

    private static ExperimentComparison Compare(int places, double slowdown, double drift = 0)
    {
        var random = new Random(3);
        var (baseline, current) = (new List<RunRecord>(), new List<RunRecord>());
        for (var place = 0; place < places; place++)
        {
            var isB = AlternatingOrder.IsB(place);
            var side = isB ? current : baseline;
            var value = 100 / (isB ? slowdown : 1) / (1 + (drift * place / places)) * (1 + (0.01 * (random.NextDouble() - 0.5)));
            side.Add(
                new(
                    new BenchmarkCase { ServeParameters = new ParameterSet(isB ? "b" : "a") },
                    side.Count,
                    SimulatedBuild.Document(("request_throughput", value))
                )
            );
        }

        return ExperimentComparison.OfAlternating(baseline, current);
    }
}
