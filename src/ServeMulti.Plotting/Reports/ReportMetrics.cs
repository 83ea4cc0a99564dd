using ServeMulti.Benchmarking;
using ServeMulti.Plotting.Figures;

namespace ServeMulti.Plotting.Reports;

/// <summary>Chooses the metrics that a report shows and compares.</summary>
internal static class ReportMetrics
{
    /// <summary>Returns the preferred metrics of the results, else others of known clients, and a host's own.</summary>
    public static IReadOnlyList<string> Of(ExperimentResults results, IReadOnlyList<string> preferred)
    {
        var runs = results.Runs;
        return MetricCatalog.Choose(
            runs.Keys.Where(key =>
                runs.Any(run =>
                    run[key].TryFindNumber(out _) && CasePoint.TryReadMeasured(run, key, out var value) && double.IsFinite(value)
                )
            ),
            key => runs.Select(run => CasePoint.TryReadMeasured(run, key, out var value) ? value : double.NaN),
            [.. runs.ServerKeys, .. runs.BenchmarkKeys, .. runs.Keys.Where(key => key.Contains(':', StringComparison.Ordinal))],
            preferred,
            [.. results.Directions.Keys]
        );
    }
}
