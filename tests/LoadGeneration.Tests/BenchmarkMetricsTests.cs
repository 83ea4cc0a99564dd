using ServeMulti.LoadGeneration.Metrics;
using ServeMulti.LoadGeneration.Requests;

namespace ServeMulti.LoadGeneration;

[TestFixture]
public sealed class BenchmarkMetricsTests
{
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(12.5);

    // A log with everything that the formulas treat in a way of its own: one token, none but one chunk, several tokens a chunk, a failure.
    private static readonly LoggedRequest[] Log = MakeLog();

    private static BenchmarkMetrics Measured => BenchmarkMetrics.From(Log.Select((request, index) => request.ToRecord(index)), Duration);

    private static LoggedRequest[] Good => [.. Log.Where(request => request.Ok)];

    [Test]
    public void From_Log_CountsCompletedAndFailed()
    {
        Assert.That((Measured.Completed, Measured.Failed), Is.EqualTo((Good.Length, Log.Length - Good.Length)));
    }

    [Test]
    public void From_Log_HasTheReferenceTimesToFirstToken() =>
        AssertDistribution(LatencyMetric.TimeToFirstToken, [.. Good.Select(request => request.Ttft)]);

    [Test]
    public void From_Log_HasTheReferenceTimesPerOutputToken() =>
        AssertDistribution(LatencyMetric.TimePerOutputToken, ReferenceFormulas.Tpots(Log));

    [Test]
    public void From_Log_HasTheReferenceInterTokenLatencies() =>
        AssertDistribution(LatencyMetric.InterTokenLatency, [.. Good.SelectMany(request => request.Itls)]);

    [Test]
    public void From_Log_HasTheReferenceEndToEndLatencies() =>
        AssertDistribution(LatencyMetric.EndToEndLatency, [.. Good.Select(request => request.Latency)]);

    [Test]
    public void From_Log_DividesRatesByTheWholeDuration()
    {
        var (input, output) = (Good.Sum(request => request.InputTokens), Good.Sum(request => request.Tokens));
        Assert.Multiple(() =>
        {
            Assert.That(Measured.RequestThroughput, Is.EqualTo(Good.Length / 12.5).Within(1e-12));
            Assert.That(Measured.OutputThroughput, Is.EqualTo(output / 12.5).Within(1e-12));
            Assert.That(Measured.TotalTokenThroughput, Is.EqualTo((input + output) / 12.5).Within(1e-9));
            Assert.That((Measured.TotalInputTokens, Measured.TotalOutputTokens), Is.EqualTo(((long)input, (long)output)));
        });
    }

    [Test]
    public void From_Log_HasTheReferencePeakOfTokensPerSecond() =>
        Assert.That(Measured.MaxOutputTokensPerSecond, Is.EqualTo(ReferenceFormulas.TokensPerSecond(Log).Max()).Within(1e-9));

    [TestCase(0.4, TestName = "From_RunOfLessThanASecond_HasNoPeakBelowItsMean")]
    [TestCase(1.5, TestName = "From_RunOfASecondAndAHalf_HasNoPeakBelowItsMean")]
    public void From_ShortRun_HasNoPeakBelowItsMean(double seconds)
    {
        // Half of the tokens at the beginning, half at the end.
        var metrics = BenchmarkMetrics.From([new LoggedRequest(0, 0, [seconds], 5, 80).ToRecord(0)], TimeSpan.FromSeconds(seconds));
        Assert.That(metrics.MaxOutputTokensPerSecond, Is.EqualTo(metrics.OutputThroughput).And.EqualTo(80 / seconds).Within(1e-9));
    }

    [Test]
    public void From_SeveralTokensAChunk_CountsTokensInThePeakAndInTheTimePerToken()
    {
        var record = new LoggedRequest(0, 0.06, [.. Enumerable.Repeat(0.04, 99)], 5, 400).ToRecord(0) with
        {
            ChunkTokens = [.. Enumerable.Repeat(4, 100)],
        };
        var metrics = BenchmarkMetrics.From([record], Duration);
        Assert.Multiple(() =>
        {
            Assert.That(metrics.MaxOutputTokensPerSecond, Is.EqualTo(100));
            Assert.That(metrics[LatencyMetric.TimePerOutputToken].MeanMs, Is.EqualTo(10).Within(1e-9));
            Assert.That(metrics[LatencyMetric.InterTokenLatency].MeanMs, Is.EqualTo(40).Within(1e-9));
            Assert.That(
                (metrics.TokensPerChunk, metrics.UnstreamedOutputTokens, metrics.RequestsWithoutTimePerToken),
                Is.EqualTo((4.0, 0L, 0))
            );
        });
    }

    [Test]
    public void From_HiddenTokens_TimesThoseThatArrived()
    {
        var record = new LoggedRequest(0, 1.06, [.. Enumerable.Repeat(0.01, 19)], 5, 120).ToRecord(0) with { UnstreamedTokens = 100 };
        var metrics = BenchmarkMetrics.From([record], Duration);
        Assert.That(metrics[LatencyMetric.TimePerOutputToken].MeanMs, Is.EqualTo(10).Within(1e-9));
        Assert.That((metrics.TokensPerChunk, metrics.UnstreamedOutputTokens, metrics.TotalOutputTokens), Is.EqualTo((1.0, 100L, 120L)));
    }

    [Test]
    public void From_TokensThatAreNotTimed_LeavesTheTimePerTokenOutAndSaysSo()
    {
        var known = new LoggedRequest(0, 0.1, [0.01, 0.01], 5, 3).ToRecord(0);
        var unknown = new LoggedRequest(0, 1.06, [.. Enumerable.Repeat(0.01, 19)], 5, 120).ToRecord(1) with { AreTokensTimed = false };
        var oneChunk = new LoggedRequest(0, 1.06, [], 5, 120).ToRecord(2);
        var metrics = BenchmarkMetrics.From([known, unknown, oneChunk], Duration, GoodputTargets.Parse("tpot:1000"));
        Assert.That(
            (metrics[LatencyMetric.TimePerOutputToken].Count, metrics.RequestsWithoutTimePerToken, metrics.GoodRequests),
            Is.EqualTo((1L, 2, 1))
        );
    }

    [TestCase(1, 0)]
    [TestCase(2, 0)]
    [TestCase(3, 1)]
    public void From_AnswerOfOneChunk_LacksATimeOnlyWhereMoreThanItsEndCameBehindIt(int tokens, int expected) =>
        Assert.That(
            BenchmarkMetrics.From([new LoggedRequest(0, 1, [], 5, tokens).ToRecord(0)], Duration).RequestsWithoutTimePerToken,
            Is.EqualTo(expected)
        );

    [Test]
    public void From_NoTargets_HasNoGoodput() => Assert.That(Measured.RequestGoodput, Is.Null);

    [Test]
    public void From_Targets_CountsRequestsWithinAllOfThem()
    {
        var targets = GoodputTargets.Parse("ttft:300 tpot:25 e2el:900");
        var metrics = BenchmarkMetrics.From(Log.Select((request, index) => request.ToRecord(index)), Duration, targets);
        var good = Good.Count(request =>
            request.Ttft <= 0.3
            && request is not { Tokens: > 1, Itls.Length: 0 }
            && (request.Tokens > 1 ? (request.Latency - request.Ttft) / (request.Tokens - request.TokensPerChunk) : 0) <= 0.025
            && request.Latency <= 0.9
        );
        Assert.That(metrics.RequestGoodput, Is.EqualTo(good / 12.5).Within(1e-12));
        Assert.That(good, Is.InRange(1, Good.Length - 1), "the targets must tell requests apart");
    }

    [Test]
    public void From_NothingCompleted_IsZeroEverywhere()
    {
        var metrics = BenchmarkMetrics.From([new LoggedRequest(0, 0.1, [], 5, 0, Ok: false).ToRecord(0)], Duration);
        Assert.Multiple(() =>
        {
            Assert.That((metrics.Completed, metrics.Failed, metrics.MaxConcurrentRequests), Is.EqualTo((0, 1, 0)));
            Assert.That(metrics.RequestThroughput, Is.Zero);
            Assert.That(metrics[LatencyMetric.TimeToFirstToken].MeanMs, Is.Zero);
            Assert.That(metrics[LatencyMetric.EndToEndLatency].PercentileMs(99), Is.Zero);
            Assert.That(metrics[LatencyMetric.EndToEndLatency].StandardDeviationMs, Is.Zero);
        });
    }

    [Test]
    public void From_Failures_CountsThemByReasonMostFrequentFirst()
    {
        RequestFailure[] failures =
        [
            new(RequestFailureReason.TimedOut, "t"),
            Status(503),
            Status(503),
            Status(404),
            new(RequestFailureReason.Refused, "r"),
            Status(503),
        ];
        var records = failures.Select(
            (failure, index) => new LoggedRequest(index, 0.1, [], 1, 0).ToRecord(index) with { Failure = failure }
        );
        var counts = BenchmarkMetrics.From(records, Duration).Failures;
        Assert.That(counts[0], Is.EqualTo(KeyValuePair.Create("http_503", 3)));
        Assert.That(counts.Skip(1).Select(count => count.Key), Is.EquivalentTo(["timeout", "http_404", "refused"]));
    }

    [Test]
    public void From_OpenRequest_LeavesItOut()
    {
        var open = new LoggedRequest(0, 0.1, [], 1, 1).ToRecord(0) with { End = null };
        Assert.That(BenchmarkMetrics.From([open], Duration) is { Completed: 0, Failed: 0 });
    }

    [Test]
    public void MaxConcurrentRequests_RequestsThatOnlyTouch_DoNotOverlap()
    {
        RequestRecord[] records =
        [
            new LoggedRequest(0, 1, [], 1, 1).ToRecord(0),
            new LoggedRequest(1, 1, [], 1, 1).ToRecord(1),
            new LoggedRequest(1.5, 1, [], 1, 1).ToRecord(2),
        ];
        Assert.That(BenchmarkMetrics.From(records, Duration).MaxConcurrentRequests, Is.EqualTo(2));
    }

    [Test]
    public void SendLag_LateRequest_CountsFromTheIntendedStart()
    {
        var late = new LoggedRequest(2, 0.1, [0.2], 1, 2).ToRecord(0) with
        {
            IntendedStart = TimeSpan.FromSeconds(1.5),
            Scheduled = TimeSpan.FromSeconds(1),
        };
        var metrics = BenchmarkMetrics.From([late], Duration);
        Assert.Multiple(() =>
        {
            Assert.That(metrics.SendLag.MaxMs, Is.EqualTo(500));
            Assert.That(metrics.TimeToFirstTokenFromIntended.MeanMs, Is.EqualTo(600));
            Assert.That(metrics.LatencyFromIntended.MeanMs, Is.EqualTo(800));
            Assert.That(metrics[LatencyMetric.ClientQueueTime].MeanMs, Is.EqualTo(500));
            Assert.That(metrics[LatencyMetric.EndToEndLatencyIncludingClientQueue].MeanMs, Is.EqualTo(1300));
        });
    }

    private static void AssertDistribution(LatencyMetric metric, IReadOnlyList<double> seconds)
    {
        List<double> expected = [.. seconds.Select(value => value * 1000)];
        var actual = Measured[metric];
        Assert.Multiple(() =>
        {
            Assert.That(actual.Count, Is.EqualTo(expected.Count));
            Assert.That(actual.MeanMs, Is.EqualTo(ReferenceFormulas.Mean(expected)).Within(1e-3));
            Assert.That(actual.MedianMs, Is.EqualTo(ReferenceFormulas.Percentile(expected, 50)).Within(1e-3));
            Assert.That(actual.StandardDeviationMs, Is.EqualTo(ReferenceFormulas.PopulationDeviation(expected)).Within(1e-3));
            foreach (var percentile in new[] { 0, 25, 90, 99, 99.9, 100 })
            {
                Assert.That(
                    actual.PercentileMs(percentile),
                    Is.EqualTo(ReferenceFormulas.Percentile(expected, percentile)).Within(1e-3),
                    $"p{percentile}"
                );
            }
        });
    }

    private static RequestFailure Status(int code) => new(RequestFailureReason.HttpStatus, "no") { StatusCode = code };

    private static LoggedRequest[] MakeLog()
    {
        var random = new Random(7);
        List<LoggedRequest> log =
        [
            new(0.0, 0.2, [], 10, 1),
            new(0.3, 0.25, [], 10, 5),
            new(0.4, 0.1, [0.03, 0.03], 7, 9),
            new(0.5, 0.05, [0.01], 3, 2, Ok: false),
        ];
        for (var i = 0; i < 60; i++)
        {
            var gaps = Enumerable.Range(0, random.Next(1, 40)).Select(_ => 0.01 + (random.NextDouble() * 0.03)).ToArray();
            log.Add(new(1 + (i * 0.15), 0.05 + (random.NextDouble() * 0.5), gaps, random.Next(1, 500), gaps.Length + 1));
        }

        return [.. log];
    }
}
