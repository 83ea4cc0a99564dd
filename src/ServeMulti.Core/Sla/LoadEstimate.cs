using ServeMulti.Benchmarking;

namespace ServeMulti.Sla;

/// <summary>Estimates from the result of one run what load a server carried: where a search starts to look.</summary>
internal static class LoadEstimate
{
    /// <summary>Estimates the load: the throughput, or by Little's law the throughput times the mean end-to-end latency.</summary>
    /// <param name="document">The result of a run.</param>
    /// <param name="variable">The load variable: <c>request_rate</c> (req/s) or <c>max_concurrency</c> (requests in flight).</param>
    /// <param name="load">The estimate; it may be 0, infinite or NaN if the metrics are.</param>
    /// <returns>False if the result lacks <c>request_throughput</c> or, for <c>max_concurrency</c>, <c>mean_e2el_ms</c>.</returns>
    /// <exception cref="ArgumentException">The variable is neither of the two.</exception>
    public static bool TryFind(ResultDocument document, string variable, out double load)
    {
        ArgumentNullException.ThrowIfNull(document);
        if (variable is not (ResultKeys.RequestRate or ResultKeys.MaxConcurrency))
        {
            throw new ArgumentException(
                $"'{variable}' is not a load variable; use {ResultKeys.RequestRate} or {ResultKeys.MaxConcurrency}.",
                nameof(variable)
            );
        }

        var hasThroughput = document.TryFindMetric(ResultKeys.RequestThroughput, out load);
        if (variable == ResultKeys.RequestRate)
        {
            return hasThroughput;
        }

        var hasLatency = document.TryFindMetric(ResultKeys.MeanEndToEndLatency, out var latencyMilliseconds);
        load = load * latencyMilliseconds / 1000;
        return hasThroughput && hasLatency;
    }
}
