using ServeMulti.Benchmarking;
using ServeMulti.Plotting.Runs;

namespace ServeMulti.Plotting.Figures;

/// <summary>Draws which cases no other case of their workload beats: tokens/s per user against tokens/s per GPU, or any two metrics. Pure.</summary>
public static class ParetoFigures
{
    /// <summary>Draws the figure.</summary>
    /// <param name="runs">The runs; those of a case count with their means.</param>
    /// <param name="options">What to show; null: the defaults.</param>
    /// <exception cref="InvalidInputException">No run has a key that is asked for, or no case has both values, or nothing says which values of a metric are better; the message says what is missing.</exception>
    public static Figure Draw(RunSet runs, ParetoFigureOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(runs);
        var chosen = options ?? new ParetoFigureOptions();
        string[] needed = [.. new[] { chosen.XMetric ?? "output_throughput", chosen.YMetric ?? "output_throughput", chosen.GpuCountKey }.OfType<string>().Distinct()];
        string[] problems =
        [
            .. needed.Where(key => !runs.Any(run => run.Has(key))).Select(key => KeyText.Missing(key, "Pareto", runs.Keys)),
            .. FindUndirected(chosen.XMetric, chosen.XHigherIsBetter), .. FindUndirected(chosen.YMetric, chosen.YHigherIsBetter),
        ];
        return problems.Length > 0 ? throw new InvalidInputException(problems) : new ParetoFigureBuilder(runs, chosen).Build();
    }

    private static string[] FindUndirected(string? metric, bool? higherIsBetter) =>
        metric is null || higherIsBetter is not null || MetricCatalog.DirectionOf(metric) != MetricDirection.Unknown ? []
        : [$"Which values of {metric} are better is not known: say --higher-is-better {metric} or --lower-is-better {metric} (in a program XHigherIsBetter or YHigherIsBetter)."];
}
