using ServeMulti.Plotting.Runs;

namespace ServeMulti.Plotting.Figures;

/// <summary>Draws configurations against one of them: by how much each metric differs on each workload, with the 95 % interval of the
/// difference. Workloads share the scale, because the differences are relative. Pure.</summary>
public static class ComparisonFigures
{
    private const int MostMetrics = 3;

    private static readonly string[] Preferred = ["request_throughput", "output_throughput", "p99_ttft_ms", "p99_e2el_ms"];

    /// <summary>Draws the figure. With one workload, the configuration with the best first metric is at the top, and those with failed
    /// requests are at the bottom.</summary>
    /// <param name="runs">The runs.</param>
    /// <param name="options">The options; null: the defaults.</param>
    /// <exception cref="InvalidInputException">No run has a requested metric or key, there are no two configurations that can be compared,
    /// or none is called as the requested baseline.</exception>
    public static Figure Draw(RunSet runs, ComparisonFigureOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(runs);
        var chosen = options ?? new ComparisonFigureOptions();
        string[] metrics = chosen.Metrics is { } asked
            ? [.. asked]
            : [.. Preferred.Where(metric => runs.Any(run => CasePoint.TryReadMeasured(run, metric, out _))).Take(MostMetrics)];
        string[] problems =
        [
            .. metrics
                .Where(metric => !runs.Any(run => run.Has(metric)))
                .Select(metric => KeyText.Missing(metric, "comparison", runs.Keys)),
        ];
        if (problems.Length > 0 || metrics.Length == 0)
        {
            throw new InvalidInputException(
                problems.Length > 0 ? problems : ["The runs have none of the default metrics; name the metrics to compare."]
            );
        }

        return new ComparisonFigureBuilder(
            new ComparedConfigurations(
                runs,
                metrics,
                chosen.ConfigurationBy ?? VaryingKeys.Of(runs, runs.ServerKeys),
                chosen.WorkloadBy ?? VaryingKeys.Of(runs, runs.BenchmarkKeys),
                chosen.Baseline
            ),
            chosen.Name
        ).Build();
    }
}
