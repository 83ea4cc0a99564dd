using ServeMulti.Benchmarking;

namespace ServeMulti.Sla;

/// <summary>Estimates from the result of one run what load a server carried: where a search starts to look.</summary>
internal static class LoadEstimate
{
    /// <summary>The load variable that counts requests per second.</summary>
    public const string RequestRate = "request_rate";

    /// <summary>The load variable that counts requests in flight.</summary>
    public const string MaxConcurrency = "max_concurrency";

    /// <summary>Estimates the load: the throughput, or by Little's law the throughput times the mean end-to-end latency.</summary>
    /// <param name="document">The result of a run.</param>
    /// <param name="variable">The load variable: <c>request_rate</c> (req/s) or <c>max_concurrency</c> (requests in flight).</param>
    /// <param name="load">The estimate; it may be 0, infinite or NaN where the metrics are.</param>
    /// <returns>False where the result lacks <c>request_throughput</c> or, for <c>max_concurrency</c>, <c>mean_e2el_ms</c>.</returns>
    /// <exception cref="ArgumentException">The variable is neither of the two.</exception>
    public static bool TryFind(ResultDocument document, string variable, out double load)
    {
        ArgumentNullException.ThrowIfNull(document);
        if (variable is not (RequestRate or MaxConcurrency))
        {
            throw new ArgumentException($"'{variable}' is not a load variable; use {RequestRate} or {MaxConcurrency}.", nameof(variable));
        }

        var hasThroughput = document.TryFindMetric("request_throughput", out load);
        if (variable == RequestRate)
        {
            return hasThroughput;
        }

        var hasLatency = document.TryFindMetric("mean_e2el_ms", out var latencyMilliseconds);
        load = load * latencyMilliseconds / 1000;
        return hasThroughput && hasLatency;
    }
}
