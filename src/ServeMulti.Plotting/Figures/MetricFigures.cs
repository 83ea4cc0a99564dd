using ServeMulti.Plotting.Runs;

namespace ServeMulti.Plotting.Figures;

/// <summary>Draws one metric against another, such as latency against throughput: one point per case, with curves, panels and figures by
/// keys. Pure.</summary>
/// <example>
/// <code>
/// var runs = await RunSet.ReadAsync("results/20261124_061013");
/// var figures = MetricFigures.Draw(runs, new MetricFigureOptions { CurveBy = ["max_num_seqs"], YScale = FigureScale.Logarithmic });
/// FigureExporter.Save(figures.Figures[0], "throughput.svg");
/// </code>
/// </example>
public static class MetricFigures
{
    /// <summary>Draws figures.</summary>
    /// <param name="runs">The runs.</param>
    /// <param name="options">The options; null: the defaults.</param>
    /// <returns>
    /// One figure per combination of the values of <see cref="MetricFigureOptions.FigureBy"/>. A requested key that no run of a
    /// figure has is a problem of that figure only.
    /// </returns>
    /// <exception cref="InvalidInputException">No run has a requested metric or a key of <see cref="MetricFigureOptions.FigureBy"/>; the
    /// message lists the existing keys. Or an option is out of range.</exception>
    public static FigureSet Draw(RunSet runs, MetricFigureOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(runs);
        var chosen = options ?? new MetricFigureOptions();
        if (chosen.PanelHeight is { } height && !(height is >= 100 and < 10_000))
        {
            throw new InvalidInputException(
                FormattableString.Invariant($"The panel height is {height}: it must be from 100 to below 10000 pixels.")
            );
        }

        Require(runs, [.. new[] { chosen.XMetric, chosen.YMetric }.OfType<string>()], runs.Keys);
        var metrics = DefaultMetrics.Choose(runs, chosen.XMetric, chosen.YMetric);
        var identity = new RunIdentity(runs);
        chosen = FigurePanels.Arrange(chosen, runs, identity);
        var figures = new List<Figure>();
        var problems = new List<string>();
        foreach (var group in RunGroup.By(runs, chosen.FigureBy, "figure by", runs.Keys))
        {
            var where = RunGroup.Describe(chosen.FigureBy, group.Values);
            try
            {
                figures.Add(new MetricFigureBuilder(runs, group, chosen, metrics, identity).Build());
            }
            catch (InvalidInputException exception)
            {
                problems.AddRange(exception.Problems.Select(problem => where.Length > 0 ? $"Figure {where}: {problem}" : problem));
            }
        }

        return figures.Count > 0 ? new FigureSet(figures, problems) : throw new InvalidInputException(problems);
    }

    private static void Require(RunSet runs, string[] metrics, IReadOnlyList<string> known)
    {
        string[] problems =
        [
            .. metrics
                .Where(metric => !runs.Any(run => run.Has(metric) || TokenRates.Derive(run, metric) is not null))
                .Select(metric => KeyText.Missing(metric, "figure", known)),
        ];
        if (problems.Length > 0)
        {
            throw new InvalidInputException(problems);
        }
    }
}
