using ServeMulti.Plotting.Runs;

namespace ServeMulti.Plotting.Figures;

/// <summary>Draws heat maps over two swept parameters: a cell per pair of values, with what was measured there. Pure.</summary>
public static class HeatMapFigures
{
    private const int MostPanels = 4;
    private const int MostFigures = 12;

    /// <summary>Draws figures: one per pair of parameters, workload and metric. Cases that differ in another parameter or in the load have
    /// panels of their own.</summary>
    /// <param name="runs">The runs.</param>
    /// <param name="options">The options; null: the defaults.</param>
    /// <returns>The figures; none if fewer than two numeric parameters vary.</returns>
    /// <exception cref="InvalidInputException">No run has a requested metric or parameter.</exception>
    public static FigureSet Draw(RunSet runs, HeatMapFigureOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(runs);
        var chosen = options ?? new HeatMapFigureOptions();
        string[] missing =
        [
            .. new[] { chosen.XParameter, chosen.YParameter }.OfType<string>().Where(key => !runs.Any(run => run.Has(key))),
        ];
        if (missing.Length > 0)
        {
            throw new InvalidInputException([.. missing.Select(key => KeyText.Missing(key, "heat map", runs.Keys))]);
        }

        var identity = new RunIdentity(runs);
        var figures = new List<Figure>();
        var problems = new List<string>();
        foreach (var measure in CaseMeasure.Choose(runs, chosen.Metrics, chosen.Answers, "heat map"))
        {
            foreach (var (x, y) in Pairs(runs, identity, chosen))
            {
                foreach (var workload in RunGroup.By(runs, identity.Workload, "workload", runs.Keys))
                {
                    var inWorkload = workload.Runs.ToHashSet();
                    var own = measure with { Values = [.. measure.Values.Where(value => inWorkload.Contains(value.Run))] };
                    Add(own, (x, y), RunGroup.Describe(identity.Workload, workload.Values));
                }
            }
        }

        if (figures.Count > MostFigures)
        {
            problems.Add($"{figures.Count - MostFigures} more heat maps are left out.");
            figures.RemoveRange(MostFigures, figures.Count - MostFigures);
        }

        return new FigureSet(figures, problems);

        void Add(CaseMeasure measure, (string X, string Y) pair, string label)
        {
            string[] others =
            [
                .. identity.Configuration.Where(key => key != pair.X && key != pair.Y),
                .. measure.IsAnswer ? [] : VaryingKeys.Of([.. measure.Values.Select(value => value.Run)], RunIdentity.Loads),
            ];
            var panels = HeatMapPanel.Split(measure.Values, pair, others);
            foreach (var part in panels.Chunk(MostPanels))
            {
                string[] parts = [chosen.Name, measure.Key, pair.X, pair.Y, label, panels.Count > MostPanels ? part[0].Held : ""];
                figures.Add(
                    new HeatMapFigureBuilder(
                        string.Join('-', parts.Where(text => text.Length > 0)),
                        measure.Title,
                        pair,
                        string.Join(", ", new[] { label, measure.Scope }.Where(text => text.Length > 0)),
                        part
                    ).Build()
                );
            }
        }
    }

    private static IEnumerable<(string X, string Y)> Pairs(RunSet runs, RunIdentity identity, HeatMapFigureOptions options)
    {
        if (options is { XParameter: { } x, YParameter: { } y })
        {
            return [(x, y)];
        }

        string[] numeric = [.. identity.Configuration.Where(key => runs.All(run => run[key].IsEmpty || run[key].TryFindNumber(out _)))];
        return from first in Enumerable.Range(0, numeric.Length)
            from second in Enumerable.Range(first + 1, numeric.Length - first - 1)
            let pair = (X: options.XParameter ?? numeric[first], Y: options.YParameter ?? numeric[second])
            where pair.X != pair.Y && IsCrossed(runs, pair.X, pair.Y)
            select pair;
    }

    /// <summary>Parameters that always change together fill only a diagonal, which a heat map does not make clearer.</summary>
    private static bool IsCrossed(RunSet runs, string x, string y)
    {
        var (columns, rows, cells) = (FigurePanels.Count(runs, [x]), FigurePanels.Count(runs, [y]), FigurePanels.Count(runs, [x, y]));
        return cells > Math.Max(columns, rows);
    }
}
