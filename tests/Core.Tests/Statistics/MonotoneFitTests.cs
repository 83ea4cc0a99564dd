using CsCheck;

namespace ServeMulti.Statistics;

public sealed class MonotoneFitTests
{
    [Test]
    public void Fit_ViolatorsBesideEachOther_PoolToTheirWeightedMean()
    {
        double[] values = [1, 5, 2, 7];
        MonotoneFit.Fit(values, [1, 1, 2, 1]);

        Assert.That(values, Is.EqualTo(new[] { 1.0, 3, 3, 7 }));
    }

    [Test]
    public void Fit_RisingValues_StayAsTheyAre()
    {
        double[] values = [-1, 0, 0, 4];
        MonotoneFit.Fit(values, [3, 1, 1, 1]);

        Assert.That(values, Is.EqualTo(new[] { -1.0, 0, 0, 4 }));
    }

    [Test]
    public void Fit_AnyValues_NeverFallsAndKeepsTheWeightedMean() =>
        Gen.Double[-5, 5]
            .Array[1, 80]
            .SelectMany(v => Gen.Double[0.1, 9].Array[v.Length], (v, w) => (Values: v, Weights: w))
            .Sample(s =>
            {
                double[] fit = [.. s.Values];
                MonotoneFit.Fit(fit, s.Weights);
                double Mean(double[] values) => values.Zip(s.Weights, (v, w) => v * w).Sum() / s.Weights.Sum();
                return fit.Zip(fit.Skip(1)).All(p => p.First <= p.Second) && Math.Abs(Mean(fit) - Mean(s.Values)) < 1e-9;
            });
}
