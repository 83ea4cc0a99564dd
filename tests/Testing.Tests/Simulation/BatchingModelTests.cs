using ServeMulti.Sla;

namespace ServeMulti.Testing.Simulation;

public sealed class BatchingModelTests
{
    private static readonly BatchingModel Server = new();

    [Test]
    public void Capacity_IsThatOfFullBatches()
    {
        // A full step makes 32 tokens in 10 + 32 x 0.2 ms, besides 2 ms of prefill for each request of 64 tokens.
        var tokensPerSecond = 32 / (0.01 + (32 * 0.0002));

        Assert.That(Server.Capacity, Is.EqualTo(1 / ((64 / tokensPerSecond) + 0.002)).Within(2).Percent);
    }

    [Test]
    public void FindValue_OneInFlight_IsTheTimeOfItsSteps()
    {
        Assert.That(Server.FindValue("mean_e2el_ms", LoadVariable.MaxConcurrency, 1), Is.EqualTo(2 + (64 * 10.2)).Within(1).Percent);
        Assert.That(Server.FindValue("mean_ttft_ms", LoadVariable.MaxConcurrency, 1), Is.EqualTo(12.2).Within(0.1).Percent);
        Assert.That(Server.FindValue("request_throughput", LoadVariable.MaxConcurrency, 1), Is.EqualTo(1 / 0.6548).Within(1).Percent);
    }

    [Test]
    public void FindLargestLoad_IsTheEdgeOfTheLongRun()
    {
        var level = ServiceLevel.Parse("p99_ttft_ms<=200");

        var largest = Server.FindLargestLoad(level, LoadVariable.RequestRate);

        Assert.That(largest, Is.GreaterThan(0.3 * Server.Capacity).And.LessThan(Server.Capacity));
        Assert.That(Server.FindValue("p99_ttft_ms", LoadVariable.RequestRate, 0.98 * largest), Is.LessThanOrEqualTo(200));
        Assert.That(Server.FindValue("p99_ttft_ms", LoadVariable.RequestRate, 1.02 * largest), Is.GreaterThan(200));
    }

    [Test]
    public void Run_ARateAndALimitInFlight_CountsFromWhenARequestIsSent()
    {
        // Far beyond the capacity, one in flight: each waits at the client, and takes as long as alone.
        var samples = new Samples();
        Server.Run(rate: 1000, concurrency: 1, 2000, new ServerSpeed(1), new Draws(3), samples);

        Assert.That(SimulatedResult.Describe(samples, samples.Duration).TryFindMetric("p99_ttft_ms", out var wait));
        Assert.That(wait, Is.EqualTo(12.2).Within(0.1));
    }

    [Test]
    public void Properties_BadNumbers_AreRefused()
    {
        Assert.That(() => new BatchingModel { MaxSequences = 0 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new BatchingModel { StepSeconds = 0 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new BatchingModel { PrefillSeconds = -1 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new BatchingModel { MeanTokens = double.PositiveInfinity }, Throws.InstanceOf<ArgumentOutOfRangeException>());
    }
}
