using ServeMulti.LoadGeneration.Requests;

namespace ServeMulti.LoadGeneration.Metrics;

/// <summary>Adds up the records of a run as its requests end, so that nothing of a request has to be kept.</summary>
/// <param name="goodput">What makes a request a good one; null: goodput is not computed.</param>
/// <param name="origin">From where seconds are counted.</param>
/// <remarks>Not safe for several threads at once.</remarks>
internal sealed class MetricsAccumulator(GoodputTargets? goodput, TimeSpan origin)
{
    private readonly Dictionary<LatencyMetric, LatencySample> _latencies = Enum.GetValues<LatencyMetric>()
        .ToDictionary(metric => metric, _ => new LatencySample());
    private readonly Dictionary<string, int> _failures = [];
    private readonly List<double> _tokensPerSecond = [];
    private readonly LatencySample _sendLag = new();
    private readonly DelayCourse _sendLagCourse = new();
    private readonly LatencySample _firstTokenFromIntended = new();
    private readonly LatencySample _latencyFromIntended = new();
    private int _completed;
    private int _failed;
    private int _good;
    private int _countedByChunks;
    private int _withRefusedCounts;
    private int _resends;
    private long _inputTokens;
    private long _outputTokens;
    private long _unstreamedTokens;
    private long _countedTokens;
    private long _countedChunks;
    private int _withoutTokenTime;

    public void Add(RequestRecord request)
    {
        _sendLag.Add(request.SendLag);
        _sendLagCourse.Add(request.Index, request.SendLag.TotalMilliseconds);
        _resends += request.Resends;
        if (request.Failure is { } failure)
        {
            _failed++;
            _failures[failure.CountedAs] = _failures.GetValueOrDefault(failure.CountedAs) + 1;
        }
        else
        {
            AddCompleted(request);
        }
    }

    public BenchmarkMetrics ToMetrics(TimeSpan duration, int peakConcurrency)
    {
        var latencies = _latencies.ToDictionary(entry => entry.Key, entry => entry.Value.ToDistribution());
        var failures = _failures.OrderByDescending(entry => entry.Value).ThenBy(entry => entry.Key, StringComparer.Ordinal);
        return new(latencies, [.. failures])
        {
            Duration = duration,
            Completed = _completed,
            Failed = _failed,
            TotalInputTokens = _inputTokens,
            TotalOutputTokens = _outputTokens,
            RequestsWithCountedTokens = _countedByChunks,
            RequestsWithRefusedCounts = _withRefusedCounts,
            Resends = _resends,
            MaxTokensInOneSecond = _tokensPerSecond.Count == 0 ? 0 : _tokensPerSecond.Max(),
            UnstreamedOutputTokens = _unstreamedTokens,
            RequestsWithoutTimePerToken = _withoutTokenTime,
            TokensPerChunk = _countedChunks == 0 ? null : (double)_countedTokens / _countedChunks,
            MaxConcurrentRequests = peakConcurrency,
            GoodRequests = goodput is null ? null : _good,
            SendLag = _sendLag.ToDistribution(),
            SteadySendLagMs = _sendLagCourse.SteadyMs,
            SendLagGrowthMs = _sendLagCourse.GrowthMs,
            TimeToFirstTokenFromIntended = _firstTokenFromIntended.ToDistribution(),
            LatencyFromIntended = _latencyFromIntended.ToDistribution(),
        };
    }

    private void AddCompleted(RequestRecord request)
    {
        _completed++;
        _inputTokens += request.InputTokens;
        _outputTokens += request.OutputTokens;
        _countedByChunks += request.AreOutputTokensCounted ? 1 : 0;
        _withRefusedCounts += request.AreCountsRefused ? 1 : 0;
        _good += goodput?.AreMetBy(request) == true ? 1 : 0;
        AddLatencies(request, request.Latency ?? TimeSpan.Zero);
        if (request.FirstToken is { } firstToken)
        {
            AddTokens(request, firstToken);
        }
    }

    private void AddLatencies(RequestRecord request, TimeSpan latency)
    {
        _latencies[LatencyMetric.EndToEndLatency].Add(latency);
        _latencies[LatencyMetric.ClientQueueTime].Add(request.QueueTime);
        _latencies[LatencyMetric.EndToEndLatencyIncludingClientQueue].Add(request.QueueTime + request.SendLag + latency);
        _latencyFromIntended.Add(request.SendLag + latency);
    }

    private void AddTokens(RequestRecord request, TimeSpan firstToken)
    {
        var timeToFirst = firstToken - request.ActualStart;
        _latencies[LatencyMetric.TimeToFirstToken].Add(timeToFirst);
        _firstTokenFromIntended.Add(request.SendLag + timeToFirst);
        if (request.TimePerOutputToken is not null)
        {
            var rest = (request.Latency ?? timeToFirst) - timeToFirst;
            _latencies[LatencyMetric.TimePerOutputToken].Add(rest.TotalMilliseconds / request.TokensAfterFirstChunk);
        }

        CountTokens(request);
        var arrival = firstToken;
        CountTokens(arrival, request.TokensOf(0));
        for (var i = 0; i < request.InterTokenTimes.Count; i++)
        {
            _latencies[LatencyMetric.InterTokenLatency].Add(request.InterTokenTimes[i]);
            arrival += request.InterTokenTimes[i];
            CountTokens(arrival, request.TokensOf(i + 1));
        }
    }

    private void CountTokens(RequestRecord request)
    {
        _unstreamedTokens += request.UnstreamedTokens;
        _withoutTokenTime += request.LacksTimePerOutputToken ? 1 : 0;
        if (!request.AreOutputTokensCounted && (request.AreTokensTimed || request.Chunks == 1))
        {
            _countedTokens += request.StreamedTokens;
            _countedChunks += request.Chunks;
        }
    }

    private void CountTokens(TimeSpan arrival, double tokens)
    {
        var second = Math.Max(0, (int)(arrival - origin).TotalSeconds);
        while (_tokensPerSecond.Count <= second)
        {
            _tokensPerSecond.Add(0);
        }

        _tokensPerSecond[second] += tokens;
    }
}
