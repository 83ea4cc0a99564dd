using ServeMulti.LoadGeneration.Metrics;
using ServeMulti.LoadGeneration.Requests;

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
        var load = new ClientLoad { ProcessorShare = share, SteadyDispatchDelayMs = dispatchMs };
        Assert.That(load.IsBottleneckOf(Run(latencySeconds: 1, Enumerable.Repeat(sendLagMs, 100))), Is.EqualTo(expected));
    }

    [Test]
    public void IsBottleneckOf_FastAnswers_IgnoresDelaysThatAreSmallInThemselves() =>
        Assert.That(
            new ClientLoad { SteadyDispatchDelayMs = 9 }.IsBottleneckOf(Run(latencySeconds: 0.02, Enumerable.Repeat(8.0, 100))),
            Is.False
        );

    [Test]
    public void IsBottleneckOf_HiccupOfTheMachine_IsNoLimitOfTheClient()
    {
        // 300 requests, 15 of them held up by as much as 150 ms, and caught up with: 5 % of all.
        var run = Run(
            latencySeconds: 0.1,
            Enumerable.Range(0, 300).Select(request => request is >= 100 and < 115 ? 150.0 - (10 * (request - 100)) : 0.1)
        );
        Assert.That((run.SendLag.PercentileMs(99), run.SteadySendLagMs), Is.EqualTo((120.0, 0.1)).Within(1));
        Assert.That(
            new ClientLoad { DispatchDelay = LatencyDistribution.From([TimeSpan.FromMilliseconds(200)]) }.IsBottleneckOf(run),
            Is.False
        );
    }

    [Test]
    public void IsBottleneckOf_RequestsThatAreSentEverLater_IsALimit()
    {
        // Late in four of ten parts only, but never again on time.
        var run = Run(latencySeconds: 1, Enumerable.Range(0, 100).Select(request => request < 60 ? 0 : 10.0 * (request - 60)));
        Assert.That((run.SteadySendLagMs, run.SendLagGrowthMs), Is.EqualTo((0.0, 150.0)));
        Assert.That(new ClientLoad().IsBottleneckOf(run), Is.True);
        Assert.That(
            new ClientLoad().IsBottleneckOf(
                Run(latencySeconds: 1.6, Enumerable.Range(0, 100).Select(request => request < 60 ? 0 : 10.0 * (request - 60)))
            ),
            Is.False,
            "a tenth of the median is 160 ms"
        );
    }

    [Test]
    public void IsBottleneckOf_LatencyOfWhichSomeAreSlow_ComparesLikeWithLike()
    {
        // Lags of 1 in 20 requests beside the slowest 1 in 20 answers: 40 ms beside 1 s, not beside 100 ms.
        var requests = Enumerable
            .Range(0, 200)
            .Select(place => Request(place, latencySeconds: place % 20 == 0 ? 1 : 0.1, sendLagMs: place % 20 == 10 ? 40 : 0));
        Assert.That(new ClientLoad().IsBottleneckOf(BenchmarkMetrics.From(requests, TimeSpan.FromSeconds(2))), Is.False);
    }

    [TestCase("client_limit", nameof(RequestFailureReason.ClientLimit), true)]
    [TestCase("refused", nameof(RequestFailureReason.Refused), false)]
    public void IsBottleneckOf_RequestThatFailed_WeighsWhoseLimitItWas(string name, string reason, bool expected)
    {
        var request = new LoggedRequest(1, 1, [], 1, 1).ToRecord(0);
        var metrics = BenchmarkMetrics.From(
            [request, request with { Failure = new(Enum.Parse<RequestFailureReason>(reason), name) }],
            TimeSpan.FromSeconds(2)
        );
        Assert.That(metrics.Failures, Is.EqualTo(new[] { KeyValuePair.Create(name, 1) }));
        Assert.That(new ClientLoad().IsBottleneckOf(metrics), Is.EqualTo(expected));
    }

    private static BenchmarkMetrics Run(double latencySeconds, IEnumerable<double> sendLagsMs) =>
        BenchmarkMetrics.From(sendLagsMs.Select((lag, place) => Request(place, latencySeconds, lag)), TimeSpan.FromSeconds(2));

    private static RequestRecord Request(int place, double latencySeconds, double sendLagMs)
    {
        var request = new LoggedRequest(1, latencySeconds, [], 1, 1).ToRecord(place);
        return request with { IntendedStart = request.ActualStart - TimeSpan.FromMilliseconds(sendLagMs) };
    }
}
