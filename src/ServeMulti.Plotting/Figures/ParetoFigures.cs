using ServeMulti.Benchmarking;
using ServeMulti.Plotting.Runs;

namespace ServeMulti.Plotting.Figures;

/// <summary>Draws the Pareto frontier of cases per workload: tokens/s per user against tokens/s per GPU, or any two metrics.
/// Pure.</summary>
public static class ParetoFigures
{
    /// <summary>Draws the figure.</summary>
    /// <param name="runs">The runs; a case is represented by the means of its runs.</param>
    /// <param name="options">The options; null: the defaults.</param>
    /// <exception cref="InvalidInputException">No run has a requested key, no case has both values, or the direction of a metric is not
    /// known; the message says what is missing.</exception>
    public static Figure Draw(RunSet runs, ParetoFigureOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(runs);
        var chosen = options ?? new ParetoFigureOptions();
        if (chosen.GroupBy.Count == 0 && runs.ServerKeys.Contains(RunSet.Experiment))
        {
            // Experiments are compared, not joined: each has its own frontier.
            chosen = chosen with
            {
                GroupBy = [RunSet.Experiment],
            };
        }

        string[] needed =
        [
            .. new[] { chosen.XMetric ?? "output_throughput", chosen.YMetric ?? "output_throughput", chosen.GpuCountKey }
                .OfType<string>()
                .Distinct(),
        ];
        string[] problems =
        [
            .. needed.Where(key => !runs.Any(run => run.Has(key))).Select(key => KeyText.Missing(key, "Pareto", runs.Keys)),
            .. FindUndirected(chosen.XMetric, chosen.XHigherIsBetter),
            .. FindUndirected(chosen.YMetric, chosen.YHigherIsBetter),
        ];
        return problems.Length > 0 ? throw new InvalidInputException(problems) : new ParetoFigureBuilder(runs, chosen).Build();
    }

    private static string[] FindUndirected(string? metric, bool? higherIsBetter) =>
        metric is null || higherIsBetter is not null || MetricCatalog.DirectionOf(metric) != MetricDirection.Unknown
            ? []
            :
            [
                $"It is not known whether higher or lower values of {metric} are better: add --higher-is-better {metric} or --lower-is-better {metric} (in a program, XHigherIsBetter or YHigherIsBetter).",
            ];
}
