using ServeMulti.Simulation.Engine;

namespace ServeMulti.Simulation.Tests.Engine;

public sealed class CostModelTests
{
    private static readonly EngineOptions Noisy = new()
    {
        StepBaseMicroseconds = 10_000,
        Noise = 0.2,
        Seed = 7,
    };

    [Test]
    public void NextStep_WithoutNoise_IsBasePlusShares()
    {
        var costs = new CostModel(
            new EngineOptions
            {
                StepBaseMicroseconds = 5000,
                PrefillMicrosecondsPerToken = 2,
                DecodeMicrosecondsPerSequence = 30,
            }
        );

        Assert.That(costs.NextStep(100, 10), Is.EqualTo(TimeSpan.FromMicroseconds(5500)));
    }

    [Test]
    public void NextStep_WithNoise_KeepsTheMeanAndHasTheDeviation()
    {
        var costs = new CostModel(Noisy);
        double[] milliseconds = [.. Enumerable.Range(0, 20_000).Select(_ => costs.NextStep(0, 0).TotalMilliseconds)];

        var mean = milliseconds.Average();
        var deviation = Math.Sqrt(milliseconds.Average(value => (value - mean) * (value - mean)));

        Assert.That(mean, Is.EqualTo(10).Within(1).Percent);
        Assert.That(deviation, Is.EqualTo(2).Within(5).Percent);
        Assert.That(milliseconds, Has.All.GreaterThan(0));
    }

    [Test]
    public void NextStep_SameSeed_GivesTheSameCosts()
    {
        var first = Draw(Noisy);
        var second = Draw(Noisy);

        Assert.That(second, Is.EqualTo(first));
    }

    [Test]
    public void NextStep_OtherSeed_GivesOtherCosts() => Assert.That(Draw(Noisy with { Seed = 8 }), Is.Not.EqualTo(Draw(Noisy)));

    private static TimeSpan[] Draw(EngineOptions options)
    {
        var costs = new CostModel(options);
        return [.. Enumerable.Range(0, 20).Select(_ => costs.NextStep(1, 1))];
    }
}
