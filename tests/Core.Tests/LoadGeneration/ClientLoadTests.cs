namespace ServeMulti.LoadGeneration;

[TestFixture]
public sealed class ClientLoadTests
{
    [TestCase(0.5, 5, 5, false, TestName = "nothing much")]
    [TestCase(0.95, 0, 0, true, TestName = "no processor time left")]
    [TestCase(0.1, 150, 0, true, TestName = "late beyond a tenth of the latency")]
    [TestCase(0.1, 0, 150, true, TestName = "threads late beyond a tenth of the latency")]
    [TestCase(0.1, 50, 50, false, TestName = "late, but small beside the latency")]
    public void IsBottleneckOf_Run_WeighsDelaysAgainstWhatIsMeasured(double share, double sendLagMs, double dispatchMs, bool expected)
    {
        var load = new ClientLoad { ProcessorShare = share, DispatchDelay = LatencyDistribution.From([TimeSpan.FromMilliseconds(dispatchMs)]) };
        Assert.That(load.IsBottleneckOf(Run(latencySeconds: 1, sendLagMs)), Is.EqualTo(expected));
    }

    [Test]
    public void IsBottleneckOf_FastAnswers_IgnoresDelaysThatAreSmallInThemselves() =>
        Assert.That(new ClientLoad().IsBottleneckOf(Run(latencySeconds: 0.02, sendLagMs: 8)), Is.False);

    [TestCase("client_limit", RequestFailureReason.ClientLimit, true)]
    [TestCase("refused", RequestFailureReason.Refused, false)]
    public void IsBottleneckOf_RequestThatFailed_WeighsWhoseLimitItWas(string name, RequestFailureReason reason, bool expected)
    {
        var request = new LoggedRequest(1, 1, [], 1, 1).ToRecord(0);
        var metrics = BenchmarkMetrics.From([request, request with { Failure = new(reason, name) }], TimeSpan.FromSeconds(2));
        Assert.That(metrics.Failures, Is.EqualTo(new[] { KeyValuePair.Create(name, 1) }));
        Assert.That(new ClientLoad().IsBottleneckOf(metrics), Is.EqualTo(expected));
    }

    private static BenchmarkMetrics Run(double latencySeconds, double sendLagMs)
    {
        var request = new LoggedRequest(1, latencySeconds, [], 1, 1).ToRecord(0);
        return BenchmarkMetrics.From([request with { IntendedStart = request.ActualStart - TimeSpan.FromMilliseconds(sendLagMs) }], TimeSpan.FromSeconds(2));
    }
}
