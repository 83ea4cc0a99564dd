using CsCheck;
using ServeMulti.LoadGeneration.Arrivals;

namespace ServeMulti.LoadGeneration;

[TestFixture]
public sealed class ArrivalScheduleTests
{
    [Test]
    public void Draw_AnyRate_EndsAtCountOverRate() =>
        Gen.Select(Gen.Int[1, 300], Gen.Double[0.01, 5000], Gen.Double[0.2, 20], Gen.Int)
            .Sample(
                (count, rate, burstiness, seed) =>
                {
                    var schedule = ArrivalSchedule.Draw(count, rate, burstiness, seed);
                    return schedule.Count == count && Math.Abs((schedule[^1].TotalSeconds * rate / count) - 1) < 1e-3;
                }
            );

    [Test]
    public void Draw_AnyRate_NeverGoesBack() =>
        Gen.Select(Gen.Int[1, 300], Gen.Double[0.01, 5000], Gen.Double[0.2, 20], Gen.Int)
            .Sample(
                (count, rate, burstiness, seed) =>
                {
                    var schedule = ArrivalSchedule.Draw(count, rate, burstiness, seed);
                    return schedule.Zip(schedule.Skip(1)).All(pair => pair.First <= pair.Second) && schedule[0] >= TimeSpan.Zero;
                }
            );

    [Test]
    public void Draw_SameSeed_IsTheSame()
    {
        var (first, second) = (ArrivalSchedule.Draw(50, 3, 1, seed: 5), ArrivalSchedule.Draw(50, 3, 1, seed: 5));
        Assert.That(first, Is.EqualTo(second));
    }

    [Test]
    public void Draw_OtherSeed_IsAnother() =>
        Assert.That(ArrivalSchedule.Draw(50, 3, 1, seed: 5), Is.Not.EqualTo(ArrivalSchedule.Draw(50, 3, 1, seed: 6)));

    [Test]
    public void Draw_FirstRequest_WaitsItsGap() => Assert.That(ArrivalSchedule.Draw(10, 1)[0], Is.GreaterThan(TimeSpan.Zero));

    [Test]
    public void Draw_InfiniteRate_IsAllAtOnce() =>
        Assert.That(ArrivalSchedule.Draw(5, double.PositiveInfinity), Is.All.EqualTo(TimeSpan.Zero));

    [Test]
    public void Draw_InfiniteBurstiness_IsEven()
    {
        var schedule = ArrivalSchedule.Draw(4, 2, double.PositiveInfinity);
        Assert.That(schedule.Select(offset => offset.TotalSeconds), Is.EqualTo(new[] { 0.5, 1, 1.5, 2 }).Within(1e-6));
    }

    [Test]
    public void Draw_NoRequests_IsEmpty() => Assert.That(ArrivalSchedule.Draw(0, 2), Is.Empty);

    // Gamma(shape k, scale 1/(rate k)): the mean gap is 1/rate and its coefficient of variation 1/sqrt(k).
    [TestCase(0.25)]
    [TestCase(1)]
    [TestCase(4)]
    public void Draw_Burstiness_ShapesTheGaps(double burstiness)
    {
        var schedule = ArrivalSchedule.Draw(40_000, 10, burstiness, seed: 11);
        var gaps = schedule.Zip(schedule.Prepend(TimeSpan.Zero)).Select(pair => (pair.First - pair.Second).TotalSeconds).ToList();
        var mean = ReferenceFormulas.Mean(gaps);
        Assert.That(mean, Is.EqualTo(0.1).Within(0.1).Percent);
        Assert.That(ReferenceFormulas.PopulationDeviation(gaps) / mean, Is.EqualTo(1 / Math.Sqrt(burstiness)).Within(5).Percent);
    }

    [Test]
    public void Draw_PoissonProcess_HasExponentialGaps()
    {
        var schedule = ArrivalSchedule.Draw(40_000, 10, seed: 2);
        var longer = schedule.Zip(schedule.Prepend(TimeSpan.Zero)).Count(pair => (pair.First - pair.Second).TotalSeconds > 0.2);
        Assert.That(longer / 40_000.0, Is.EqualTo(Math.Exp(-2)).Within(3).Percent);
    }

    [Test]
    public void Draw_LinearRamp_GoesFromTheFirstToTheLastRateWithoutRescaling()
    {
        var schedule = ArrivalSchedule.Draw(3, new RampUp(RampUpShape.Linear, 1, 3), double.PositiveInfinity);
        Assert.That(schedule.Select(offset => offset.TotalSeconds), Is.EqualTo(new[] { 1, 1.5, 1.5 + (1 / 3.0) }).Within(1e-6));
    }

    [Test]
    public void Draw_ExponentialRamp_GrowsByEqualRatios()
    {
        var schedule = ArrivalSchedule.Draw(3, new RampUp(RampUpShape.Exponential, 1, 4), double.PositiveInfinity);
        Assert.That(schedule.Select(offset => offset.TotalSeconds), Is.EqualTo(new[] { 1, 1.5, 1.75 }).Within(1e-6));
    }

    [TestCase(0)]
    [TestCase(-1)]
    [TestCase(double.NaN)]
    public void Draw_RateNotAboveZero_Throws(double rate) =>
        Assert.That(() => ArrivalSchedule.Draw(1, rate), Throws.TypeOf<ArgumentOutOfRangeException>());

    [TestCase(0, 1)]
    [TestCase(1, double.NaN)]
    [TestCase(1, double.PositiveInfinity)]
    public void RampUp_RateOutOfRange_Throws(double start, double end) =>
        Assert.That(() => new RampUp(RampUpShape.Linear, start, end), Throws.TypeOf<ArgumentOutOfRangeException>());
}
