using ServeMulti.LoadGeneration.Metrics;

namespace ServeMulti.LoadGeneration;

[TestFixture]
public sealed class LatencyDistributionTests
{
    [TestCase(0, 1)]
    [TestCase(50, 2.5)]
    [TestCase(75, 3.25)]
    [TestCase(100, 4)]
    public void PercentileMs_BetweenRanks_Interpolates(double percentile, double expected)
    {
        var latencies = LatencyDistribution.From(new[] { 4.0, 1, 3, 2 }.Select(TimeSpan.FromMilliseconds));
        Assert.That(latencies.PercentileMs(percentile), Is.EqualTo(expected).Within(1e-12));
    }

    [TestCase(-0.1)]
    [TestCase(100.1)]
    [TestCase(double.NaN)]
    public void PercentileMs_OutOfRange_Throws(double percentile) =>
        Assert.That(() => LatencyDistribution.Empty.PercentileMs(percentile), Throws.TypeOf<ArgumentOutOfRangeException>());

    [Test]
    public void Empty_IsZero() =>
        Assert.That(LatencyDistribution.Empty is { Count: 0, MeanMs: 0, MedianMs: 0, StandardDeviationMs: 0, MaxMs: 0 });

    [Test]
    public void ToDistribution_MoreValuesThanAreKept_StaysWithinATwentiethOfAPercent()
    {
        var random = new Random(3);
        List<double> values = [.. Enumerable.Range(0, 50_000).Select(_ => Math.Exp((random.NextDouble() * 12) - 3))];
        var exact = new LatencySample();
        var bounded = new LatencySample(exactLimit: 1000);
        foreach (var value in values)
        {
            exact.Add(value);
            bounded.Add(value);
        }

        var (expected, actual) = (exact.ToDistribution(), bounded.ToDistribution());
        Assert.Multiple(() =>
        {
            Assert.That(actual.Count, Is.EqualTo(50_000));
            Assert.That(actual.MeanMs, Is.EqualTo(expected.MeanMs).Within(1e-9).Percent);
            Assert.That(actual.StandardDeviationMs, Is.EqualTo(expected.StandardDeviationMs).Within(1e-6).Percent);
            Assert.That(actual.MaxMs, Is.EqualTo(expected.MaxMs));
            foreach (var percentile in new[] { 1, 10, 50, 90, 99, 99.9 })
            {
                Assert.That(
                    actual.PercentileMs(percentile),
                    Is.EqualTo(expected.PercentileMs(percentile)).Within(0.1).Percent,
                    $"p{percentile}"
                );
            }
        });
    }
}
