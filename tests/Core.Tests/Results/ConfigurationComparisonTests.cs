using ServeMulti.Benchmarking;

namespace ServeMulti.Results;

public sealed class ConfigurationComparisonTests
{
    [Test]
    public void Of_TwoConfigurations_RanksByTheGeometricMeanOverWorkloads()
    {
        var comparison = ConfigurationComparison.Of(
            [.. Runs(1, 1, 10), .. Runs(1, 2, 1000), .. Runs(2, 1, 20), .. Runs(2, 2, 800)], "request_throughput");

        Assert.That(comparison.Ranking.Select(item => item.Parameters.ToString()), Is.EqualTo(new[] { "s=2", "s=1" }));
        Assert.That(comparison.Ranking[0].Score, Is.EqualTo(Math.Sqrt(20 * 800)).Within(1e-9));
        Assert.That(comparison.Ranking[0].Lead!.Ratio, Is.EqualTo(Math.Sqrt(20 * 800 / (10.0 * 1000))).Within(1e-9));
        Assert.That(comparison.Ranking[1].Lead, Is.Null);
        Assert.That(comparison.WorkloadCount, Is.EqualTo(2));
    }

    [Test]
    public void Of_Latency_RanksLowerFirst()
    {
        var comparison = ConfigurationComparison.Of(
            [.. Runs(1, 1, "p99_e2el_ms", 400), .. Runs(2, 1, "p99_e2el_ms", 100)], "p99_e2el_ms");

        Assert.That(comparison.Ranking[0].Parameters.ToString(), Is.EqualTo("s=2"));
        Assert.That(comparison.Ranking[0].Lead!.Ratio, Is.EqualTo(4).Within(1e-9));
    }

    [Test]
    public void Of_RunsThatAgree_LeadIsClear()
    {
        var lead = ConfigurationComparison.Of([.. Runs(1, 1, 10, 10.1, 9.9), .. Runs(2, 1, 20, 20.1, 19.9)], "request_throughput").Ranking[0].Lead!;

        Assert.That(lead.IsClear);
        Assert.That(lead.LowerBound, Is.InRange(1.9, 2.0));
        Assert.That(lead.UpperBound, Is.InRange(2.0, 2.1));
    }

    [Test]
    public void Of_RunsThatScatterMoreThanTheyDiffer_LeadIsNotClear()
    {
        var lead = ConfigurationComparison.Of([.. Runs(1, 1, 8, 10, 12), .. Runs(2, 1, 9, 11, 13)], "request_throughput").Ranking[0].Lead!;

        Assert.That(lead.Ratio, Is.GreaterThan(1));
        Assert.That(lead.IsClear, Is.False);
    }

    [Test]
    public void Of_SingleRuns_LeadHasNoInterval()
    {
        var lead = ConfigurationComparison.Of([.. Runs(1, 1, 10), .. Runs(2, 1, 20)], "request_throughput").Ranking[0].Lead!;

        Assert.That(lead, Is.EqualTo(new ConfigurationLead(lead.Ratio, null, null)));
        Assert.That(lead.IsClear, Is.False);
    }

    [Test]
    public void Of_WorkloadThatOneConfigurationLacks_IsLeftOutForAll()
    {
        var comparison = ConfigurationComparison.Of([.. Runs(1, 1, 10), .. Runs(1, 2, 1000), .. Runs(2, 1, 20)], "request_throughput");

        Assert.That(comparison.WorkloadCount, Is.EqualTo(1));
        Assert.That(comparison.Ranking.Select(item => item.Score), Is.EqualTo(new[] { 20, 10 }).Within(1e-9));
    }

    [Test]
    public void Of_NothingInCommon_RanksNothing() =>
        Assert.That(ConfigurationComparison.Of([.. Runs(1, 1, 10), .. Runs(2, 2, 20)], "request_throughput").Ranking, Is.Empty);

    [TestCase(0)]
    [TestCase(double.NaN)]
    [TestCase(double.PositiveInfinity)]
    public void Of_ValueThatIsNoMeasure_IsLeftOut(double value)
    {
        var comparison = ConfigurationComparison.Of([.. Runs(1, 1, 10, value), .. Runs(2, 1, 20, 20)], "request_throughput");

        Assert.That(comparison.Ranking.Select(item => item.Score), Is.EqualTo(new[] { 20, 10 }).Within(1e-9));
    }

    private static IEnumerable<RunRecord> Runs(int serve, int bench, params double[] values) => Runs(serve, bench, "request_throughput", values);

    private static IEnumerable<RunRecord> Runs(int serve, int bench, string metric, params double[] values) => values.Select((value, number) => new RunRecord(
        new BenchmarkCase { ServeParameters = new() { { "s", serve } }, BenchParameters = new() { { "b", bench } } },
        number,
        ResultDocument.FromMetrics([new(metric, value)])));
}
