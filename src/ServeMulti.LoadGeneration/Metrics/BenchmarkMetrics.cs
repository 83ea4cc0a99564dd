using ServeMulti.LoadGeneration.Requests;

namespace ServeMulti.LoadGeneration.Metrics;

/// <summary>What a run measured, computed from the records of its requests. Immutable.</summary>
/// <remarks>
/// The formulas are those of <c>vllm bench serve</c>: only completed requests count, except in <see cref="Failed"/>; rates divide by the
/// time from the start of the sending to the last answer. Three differ on purpose: <see cref="MaxConcurrentRequests"/> is the true number
/// at one instant, where vLLM counts every request that touched the same second; <see cref="MaxOutputTokensPerSecond"/> counts tokens,
/// where vLLM counts chunks; and the time per output token divides by the tokens that came after the first chunk, where vLLM divides by all
/// tokens but one, hidden ones included.
/// </remarks>
internal sealed class BenchmarkMetrics
{
    private readonly IReadOnlyDictionary<LatencyMetric, LatencyDistribution> _latencies;

    internal BenchmarkMetrics(
        IReadOnlyDictionary<LatencyMetric, LatencyDistribution> latencies,
        IReadOnlyList<KeyValuePair<string, int>> failures
    )
    {
        _latencies = latencies;
        Failures = failures;
    }

    /// <summary>Gets the time from the start of the sending, before the first gap, to the last answer.</summary>
    public TimeSpan Duration { get; internal init; }

    /// <summary>Gets the number of requests that were answered in full.</summary>
    public int Completed { get; internal init; }

    /// <summary>Gets the number of requests that were not.</summary>
    public int Failed { get; internal init; }

    /// <summary>Gets the number of failed requests by reason, under the names of <see cref="RequestFailure.CountedAs"/>, most frequent
    /// first.</summary>
    public IReadOnlyList<KeyValuePair<string, int>> Failures { get; }

    /// <summary>Gets the number of tokens of the prompts.</summary>
    public long TotalInputTokens { get; internal init; }

    /// <summary>Gets the number of generated tokens.</summary>
    public long TotalOutputTokens { get; internal init; }

    /// <summary>Gets the number of completed requests for whose tokens the server gave no count, so that the chunks of its stream were
    /// counted.</summary>
    public int RequestsWithCountedTokens { get; internal init; }

    /// <summary>Gets the number of completed requests for which the server gave a count of tokens that cannot be true: below 0, 0 beside
    /// text,
    /// or more than 16 times what was requested. It is not used.</summary>
    public int RequestsWithRefusedCounts { get; internal init; }

    /// <summary>Gets how many times a request was sent again because a kept connection was closed before a byte was answered.</summary>
    public int Resends { get; internal init; }

    /// <summary>Gets the completed requests per second.</summary>
    public double RequestThroughput => PerSecond(Completed);

    /// <summary>Gets the good requests per second; null if no targets were given.</summary>
    public double? RequestGoodput => GoodRequests is int good ? PerSecond(good) : null;

    /// <summary>Gets the generated tokens per second.</summary>
    public double OutputThroughput => PerSecond(TotalOutputTokens);

    /// <summary>Gets the tokens of prompts and answers per second.</summary>
    public double TotalTokenThroughput => PerSecond(TotalInputTokens + TotalOutputTokens);

    /// <summary>
    /// Gets the most tokens that arrived within one second, counted in seconds from the first request; not below
    /// <see cref="OutputThroughput"/>, which a run of less than a second can exceed.
    /// </summary>
    public double MaxOutputTokensPerSecond => Math.Max(MaxTokensInOneSecond, OutputThroughput);

    /// <summary>Gets the number of generated tokens that the server counted and that are known never to have arrived, such as hidden
    /// reasoning; there may be more.</summary>
    public long UnstreamedOutputTokens { get; internal init; }

    /// <summary>
    /// Gets the mean number of tokens in a chunk of the streams, which is what the inter-token latency lies between; null if the server
    /// counted no tokens.
    /// </summary>
    public double? TokensPerChunk { get; internal init; }

    /// <summary>Gets the number of completed requests whose time per output token is unknown, because it is not known which tokens arrived
    /// when.</summary>
    public int RequestsWithoutTimePerToken { get; internal init; }

    /// <summary>Gets the largest number of requests that were open at the same instant.</summary>
    public int MaxConcurrentRequests { get; internal init; }

    /// <summary>Gets the number of completed requests within their targets; null if no targets were given.</summary>
    public int? GoodRequests { get; internal init; }

    /// <summary>Gets how much later than intended requests were sent: the client's own lag, failed requests included.</summary>
    public LatencyDistribution SendLag { get; internal init; } = LatencyDistribution.Empty;

    /// <summary>Gets the send lag that lasted, in milliseconds: the median over ten parts of the run of each part's 99th percentile. A
    /// single hiccup does not move it.</summary>
    public double SteadySendLagMs { get; internal init; }

    /// <summary>
    /// Gets by how many milliseconds the least send lag of the last quarter of the requests is above that of the first: more than 0 means
    /// that requests were sent more slowly than intended. 0 if there are fewer than 20 requests.
    /// </summary>
    public double SendLagGrowthMs { get; internal init; }

    /// <summary>Gets the time from the intended start to the first token.</summary>
    public LatencyDistribution TimeToFirstTokenFromIntended { get; internal init; } = LatencyDistribution.Empty;

    /// <summary>Gets the time from the intended start to the last token.</summary>
    public LatencyDistribution LatencyFromIntended { get; internal init; } = LatencyDistribution.Empty;

    /// <summary>Gets how a latency is distributed over the completed requests.</summary>
    /// <param name="metric">Which latency.</param>
    public LatencyDistribution this[LatencyMetric metric] => _latencies[metric];

    /// <summary>Computes the metrics of a run.</summary>
    /// <param name="requests">The records of its requests, in any order; open ones are left out.</param>
    /// <param name="duration">The time from the start of the sending to the last answer.</param>
    /// <param name="goodput">What makes a request a good one; null: goodput is not computed.</param>
    public static BenchmarkMetrics From(IEnumerable<RequestRecord> requests, TimeSpan duration, GoodputTargets? goodput = null)
    {
        ArgumentNullException.ThrowIfNull(requests);
        var closed = requests.Where(request => request.End is not null).ToArray();
        var completed = closed.Where(request => request.IsCompleted).ToArray();
        var origin = completed.Length == 0 ? TimeSpan.Zero : completed.Min(request => request.ActualStart);
        var accumulator = new MetricsAccumulator(goodput, origin);
        foreach (var request in closed)
        {
            accumulator.Add(request);
        }

        return accumulator.ToMetrics(duration, Concurrency.Peak(completed));
    }

    internal double MaxTokensInOneSecond { private get; init; }

    private double PerSecond(double count) => Duration > TimeSpan.Zero ? count / Duration.TotalSeconds : 0;
}
