using ServeMulti.Benchmarking;
using ServeMulti.Plotting.Runs;

namespace ServeMulti.Plotting.Figures;

/// <summary>Chooses the default metrics: throughput and latency, if the results have them.</summary>
internal static class DefaultMetrics
{
    private static readonly string[] Throughputs = ["request_throughput", "output_throughput", "total_token_throughput"];

    private static readonly string[] Latencies =
    [
        "p99_e2el_ms",
        "p99_ttft_ms",
        "mean_e2el_ms",
        "mean_ttft_ms",
        "median_e2el_ms",
        "median_ttft_ms",
        "p99_tpot_ms",
        "mean_tpot_ms",
        "median_tpot_ms",
        "p99_e2el",
        "median_e2el",
        "p99_ttft",
        "median_ttft",
    ];

    /// <summary>Finds the most informative latency of the runs; null if they have none.</summary>
    public static string? FindLatency(RunSet runs) =>
        Find(runs, Latencies, key => MetricCatalog.TryFind(key) is { Direction: MetricDirection.LowerIsBetter, Unit: "ms" or "s" });

    /// <summary>Chooses the metrics of a figure.</summary>
    /// <param name="runs">The runs.</param>
    /// <param name="x">The requested metric of the x axis; optional.</param>
    /// <param name="y">The requested metric of the y axis; optional.</param>
    /// <exception cref="InvalidInputException">The runs have no metrics to draw.</exception>
    public static (string X, string Y) Choose(RunSet runs, string? x, string? y)
    {
        y ??= FindLatency(runs);
        var throughput = Find(runs, Throughputs, key => MetricCatalog.DirectionOf(key) == MetricDirection.HigherIsBetter, except: y);
        var load = RunIdentity.FindLoad(runs) is { } found && found != y ? found : null;
        if (x is null && y is null)
        {
            // Without a latency: throughput against the offered load.
            (x, y) = (load, throughput);
        }

        x ??= throughput ?? load;
        y ??= throughput == x ? null : throughput;
        x ??= FindNumber(runs, y) ?? FindKey(runs, Throughputs, y);
        y ??= FindNumber(runs, x) ?? FindKey(runs, Latencies, x);
        return x is not null && y is not null
            ? (x, y)
            : throw new InvalidInputException(
                $"The runs have fewer than two metrics to draw; their keys are: {string.Join(", ", runs.Keys)}."
            );
    }

    private static string? Find(RunSet runs, string[] preferred, Func<string, bool> isOne, string? except = null) =>
        preferred
            .Concat(runs.Keys.Where(isOne))
            .FirstOrDefault(key =>
                key != except && runs.Any(run => CasePoint.TryReadMeasured(run, key, out var value) && double.IsFinite(value))
            );

    /// <summary>If nothing was measured, the figure reports that for the usual metrics.</summary>
    private static string? FindKey(RunSet runs, string[] preferred, string? except) =>
        preferred.FirstOrDefault(key => key != except && runs.Any(run => run.Has(key)));

    private static string? FindNumber(RunSet runs, string? except) =>
        runs.Keys.FirstOrDefault(key =>
            key != except
            && key != "run_number"
            && MetricCatalog.TryFind(key) is not { IsSetting: true }
            && runs.Any(run => run[key].TryFindNumber(out var value) && double.IsFinite(value))
        );
}
