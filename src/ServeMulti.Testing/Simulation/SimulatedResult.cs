using ServeMulti.Benchmarking;

namespace ServeMulti.Testing.Simulation;

/// <summary>Writes what a simulated run measured under the names of <c>vllm bench serve</c>.</summary>
internal static class SimulatedResult
{
    /// <summary>Returns the result of a run; the order of the samples is lost.</summary>
    /// <param name="samples">What was measured.</param>
    /// <param name="duration">The seconds that the run took.</param>
    /// <param name="tail">What the 99th percentiles are multiplied by.</param>
    /// <param name="more">Further metrics.</param>
    public static ResultDocument Describe(
        Samples samples,
        double duration,
        double tail = 1,
        params IEnumerable<KeyValuePair<string, double>> more
    )
    {
        // From the top down: each selection leaves the smaller ones in front of it.
        var p99 = Selection.Quantile(samples.Latency, 0.99);
        var p95 = Selection.Quantile(samples.Latency, 0.95);
        var p90 = Selection.Quantile(samples.Latency, 0.9);
        var median = Selection.Quantile(samples.Latency, 0.5);
        var firstP99 = Selection.Quantile(samples.FirstToken, 0.99);
        var firstP95 = Selection.Quantile(samples.FirstToken, 0.95);
        var firstP90 = Selection.Quantile(samples.FirstToken, 0.9);
        var firstMedian = Selection.Quantile(samples.FirstToken, 0.5);
        return ResultDocument.FromMetrics([
            new("num_prompts", samples.Count),
            new("completed", samples.Count),
            new("failed", 0),
            new("duration", duration),
            new("request_throughput", samples.Count / duration),
            new("mean_e2el_ms", 1000 * Mean(samples.Latency)),
            new("median_e2el_ms", 1000 * median),
            new("p90_e2el_ms", 1000 * p90),
            new("p95_e2el_ms", 1000 * p95),
            new("p99_e2el_ms", 1000 * Math.Max(p90, tail * p99)),
            new("mean_ttft_ms", 1000 * Mean(samples.FirstToken)),
            new("median_ttft_ms", 1000 * firstMedian),
            new("p90_ttft_ms", 1000 * firstP90),
            new("p95_ttft_ms", 1000 * firstP95),
            new("p99_ttft_ms", 1000 * tail * firstP99),
            .. more,
        ]);
    }

    private static double Mean(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (var value in values)
        {
            sum += value;
        }

        return sum / values.Length;
    }
}
