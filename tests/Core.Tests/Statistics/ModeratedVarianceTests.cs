namespace ServeMulti.Statistics;

public sealed class ModeratedVarianceTests
{
    // Pi^2 / 6; Pi^2 / 2; by the recurrence.
    [TestCase(1, 1.6449340668482264)]
    [TestCase(0.5, 4.934802200544679)]
    [TestCase(2, 0.6449340668482264)]
    [TestCase(20, 0.05127082293)]
    public void TriGamma_KnownValues(double x, double expected) =>
        Assert.That(ModeratedVariance.TriGamma(x), Is.EqualTo(expected).Within(1e-9));

    [Test]
    public void Moderate_FewSamples_LeavesEachItsOwn() =>
        Assert.That(ModeratedVariance.Of([(4, 4), (1, 4)]).Moderate(4, 4), Is.EqualTo((4.0, 4.0)));

    [Test]
    public void Moderate_SamplesThatDifferByChanceAlone_PoolsThem()
    {
        var random = new Random(1);
        var spreads = ModeratedVariance.Of(Enumerable.Range(0, 200).Select(_ => (Variance(random, 9, degrees: 4), 4.0)));

        var (variance, degrees) = spreads.Moderate(30, 4);
        Assert.Multiple(() =>
        {
            Assert.That(variance, Is.EqualTo(9).Within(5), "nearer to what all have than to its own 30");
            Assert.That(degrees, Is.GreaterThan(12).And.LessThanOrEqualTo(800));
        });
    }

    [Test]
    public void Moderate_SamplesOfOtherKinds_KeepsMostOfTheOwn()
    {
        var random = new Random(1);
        var spreads = ModeratedVariance.Of(
            Enumerable.Range(0, 200).Select(number => (Variance(random, number % 2 == 0 ? 1 : 400, degrees: 8), 8.0))
        );

        var (variance, degrees) = spreads.Moderate(400, 8);
        Assert.Multiple(() =>
        {
            Assert.That(variance, Is.GreaterThan(300));
            Assert.That(degrees, Is.LessThan(10));
        });
    }

    [Test]
    public void Moderate_SamplesWithoutAnySpread_StaysWithout() =>
        Assert.That(ModeratedVariance.Of([(0, 4), (0, 4), (0, 4), (0, 4)]).Moderate(0, 4), Is.EqualTo((0.0, 4.0)));

    /// <summary>A variance from a sample of normal values.</summary>
    private static double Variance(Random random, double variance, int degrees) =>
        variance * Enumerable.Range(0, degrees).Sum(_ => Math.Pow(Normal(random), 2)) / degrees;

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
