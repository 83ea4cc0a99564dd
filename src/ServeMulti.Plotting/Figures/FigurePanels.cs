using ServeMulti.Plotting.Runs;

namespace ServeMulti.Plotting.Figures;

/// <summary>Separates workloads that must not share a panel: a workload that no key of a figure separates gets its own columns, else rows,
/// else figures.</summary>
internal static class FigurePanels
{
    /// <summary>The largest number of panels in a row; with more, each workload gets its own figure.</summary>
    public const int Most = 4;

    public static MetricFigureOptions Arrange(MetricFigureOptions options, RunSet runs, RunIdentity identity)
    {
        HashSet<string> told = [.. options.FigureBy, .. options.RowBy, .. options.ColumnBy];
        string[] workload = [.. identity.Workload.Where(key => !told.Contains(key) && options.CurveBy?.Contains(key) != true)];
        options = options with { CurveBy = options.CurveBy ?? [.. identity.Configuration.Where(key => !told.Contains(key))] };
        if (workload.Length == 0)
        {
            return options;
        }

        // Many curves of one panel are spread over several, which leaves no columns for workloads.
        var isFew =
            Count(runs, workload) <= Most
            && (options.ColumnBy.Count + options.RowBy.Count > 0 || Count(runs, options.CurveBy) <= CurvePanels.MostInOne);
        return isFew && options.ColumnBy.Count == 0 ? options with { ColumnBy = workload }
            : isFew && options.RowBy.Count == 0 ? options with { RowBy = workload }
            : options with { FigureBy = [.. options.FigureBy, .. workload] };
    }

    /// <summary>Counts the combinations of values.</summary>
    public static int Count(IReadOnlyCollection<RunValues> runs, IReadOnlyList<string> keys) =>
        runs.Select(run => string.Join('\n', keys.Select(key => GroupValue.Of(run[key]).ToString()))).Distinct().Count();
}
