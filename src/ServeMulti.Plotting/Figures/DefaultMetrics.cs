using ServeMulti.Benchmarking;
using ServeMulti.Plotting.Runs;

namespace ServeMulti.Plotting.Figures;

/// <summary>Chooses what to draw where nobody says: throughput and latency, as far as the results have them.</summary>
internal static class DefaultMetrics
{
    private static readonly string[] Throughputs = ["request_throughput", "output_throughput", "total_token_throughput"];

    private static readonly string[] Latencies =
    [
        "p99_e2el_ms", "p99_ttft_ms", "mean_e2el_ms", "mean_ttft_ms", "median_e2el_ms", "median_ttft_ms", "p99_tpot_ms", "mean_tpot_ms", "median_tpot_ms", "p99_e2el", "median_e2el", "p99_ttft", "median_ttft",
    ];

    /// <summary>Finds the latency that says most of the runs; null where they have none.</summary>
    public static string? FindLatency(RunSet runs) => Find(runs, Latencies, key => MetricCatalog.TryFind(key) is { Direction: MetricDirection.LowerIsBetter, Unit: "ms" or "s" });

    /// <summary>Chooses the metrics of a figure.</summary>
    /// <param name="runs">The runs.</param>
    /// <param name="x">The metric along the x axis, where somebody says it.</param>
    /// <param name="y">The metric along the y axis, where somebody says it.</param>
    /// <exception cref="InvalidInputException">The runs have nothing to draw.</exception>
    public static (string X, string Y) Choose(RunSet runs, string? x, string? y)
    {
        y ??= FindLatency(runs);
        var throughput = Find(runs, Throughputs, key => MetricCatalog.DirectionOf(key) == MetricDirection.HigherIsBetter, except: y);
        var load = RunIdentity.FindLoad(runs) is { } found && found != y ? found : null;
        if (x is null && y is null)
        {
            // No latency: throughput against what was offered.
            (x, y) = (load, throughput);
        }

        x ??= throughput ?? load;
        y ??= throughput == x ? null : throughput;
        x ??= FindNumber(runs, y) ?? FindKey(runs, Throughputs, y);
        y ??= FindNumber(runs, x) ?? FindKey(runs, Latencies, x);
        return x is not null && y is not null ? (x, y) : throw new InvalidInputException($"The runs have no two numbers to draw against each other; they have: {string.Join(", ", runs.Keys)}.");
    }

    private static string? Find(RunSet runs, string[] preferred, Func<string, bool> isOne, string? except = null) =>
        preferred.Concat(runs.Keys.Where(isOne)).FirstOrDefault(key => key != except && runs.Any(run => CasePoint.TryReadMeasured(run, key, out var value) && double.IsFinite(value)));

    /// <summary>Where nothing was measured, the figure says so of the usual metrics.</summary>
    private static string? FindKey(RunSet runs, string[] preferred, string? except) => preferred.FirstOrDefault(key => key != except && runs.Any(run => run.Has(key)));

    private static string? FindNumber(RunSet runs, string? except) =>
        runs.Keys.FirstOrDefault(key => key != except && key != "run_number" && MetricCatalog.TryFind(key) is not { IsSetting: true } && runs.Any(run => run[key].TryFindNumber(out var value) && double.IsFinite(value)));
}
