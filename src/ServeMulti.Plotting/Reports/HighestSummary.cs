using ServeMulti.Plotting.Figures;
using ServeMulti.Plotting.Runs;

namespace ServeMulti.Plotting.Reports;

/// <summary>Summarizes results in which configurations cannot be compared: one configuration, or a load scan. It names the highest
/// throughput without failed requests.</summary>
internal sealed class HighestSummary(ExperimentResults results)
{
    private const string Metric = "request_throughput";
    private const int MostBars = 20;
    private const int MostNamed = 4;

    private readonly CaseLabels _labels = new(results.Runs);
    private readonly IReadOnlyList<string> _loads = VaryingKeys.Of(results.Runs, ["request_rate", "max_concurrency"]);

    /// <summary>Summarizes the results.</summary>
    /// <param name="hasRuns">Whether a run has a result.</param>
    /// <param name="hasLoads">Whether the runs are those of a search or of a scan.</param>
    public SummaryAnswer Summarize(bool hasRuns, bool hasLoads)
    {
        var rows = Rows().ToArray();
        // Workloads are never ranked against each other.
        (string Name, CasePoint Point)[] highest =
        [
            .. rows.GroupBy(row => _labels.WorkloadWithoutLoads(row.Point.Runs[0])).Select(group => group.MaxBy(row => row.Point.Y.Mean)),
        ];
        string[] sentences =
        [
            .. highest switch
            {
                [] => [],
                [var only] =>
                [
                    $"The highest {MetricText.Name(Metric)} that was measured without failed requests is {Value(only.Point)}: {Describe(only)}.",
                ],
                _ => new[] { Sentence(highest) },
            },
            !hasRuns ? "No run has a result."
            : hasLoads
                ? "These are runs at different loads, of a search or a load scan without an answer, so no configuration is called best."
            : "There is only one server configuration, so there is no comparison.",
        ];
        return new SummaryAnswer
        {
            Sentences = sentences,
            Bars = rows.Length < 2 ? null : Bars(rows),
            Choices = results.Commands.Values.Select(one => (one.Serve, one.Endpoint)).Distinct().Count() == 1 ? [Only()] : [],
        };
    }

    private string Sentence((string Name, CasePoint Point)[] highest)
    {
        var named = highest.Take(MostNamed).Select(row => $"{Value(row.Point)} ({Describe(row)})");
        var more = highest.Length > MostNamed ? SummaryText.Invariant($"; and on {highest.Length - MostNamed} more") : "";
        return $"The highest {MetricText.Name(Metric)} that was measured without failed requests, on each workload: {string.Join("; ", named)}{more}.";
    }

    private static string Value(CasePoint point) => $"{NumberText.Mean(point.Y.Mean, point.Y.FindHalfWidth())} {MetricText.Unit(Metric)}";

    /// <summary>Returns the loads that vary.</summary>
    private string Load(CasePoint point) =>
        string.Join(", ", _loads.Where(key => !point.Runs[0][key].IsEmpty).Select(key => $"{key}={GroupValue.Of(point.Runs[0][key])}"));

    private string Describe((string Name, CasePoint Point) row) =>
        string.Join(", ", new[] { row.Name, Load(row.Point) }.Where(text => text.Length > 0)) is { Length: > 0 } known
            ? known
            : row.Point.Case;

    private LaunchChoice Only()
    {
        var commands = results.Commands.Values.First();
        return new(
            "The only configuration",
            commands,
            results.Commands.Values.Select(one => one.Bench).Distinct().Count() == 1 ? commands.Bench?.ToString() : null
        );
    }

    /// <summary>Returns the best case of each configuration on each workload, whatever its load.</summary>
    private IEnumerable<(string Name, CasePoint Point)> Rows() =>
        CasePoint
            .Of(
                results.Runs.GroupBy(run => run.Case).Where(group => !FailedShare.IsTooLarge(group)).SelectMany(group => group),
                (Metric, FigureScale.Linear),
                (Metric, FigureScale.Linear),
                out _
            )
            .GroupBy(point =>
                string.Join(
                    ", ",
                    new[] { _labels.ConfigurationOf(point.Runs[0]), _labels.WorkloadWithoutLoads(point.Runs[0]) }.Where(text =>
                        text.Length > 0
                    )
                )
            )
            .Select(group => (group.Key, group.MaxBy(point => point.Y.Mean)!));

    private BarChart Bars((string Name, CasePoint Point)[] rows)
    {
        var latency = DefaultMetrics.FindLatency(results.Runs);
        var isByWorkload = rows.Select(row => _labels.ConfigurationOf(row.Point.Runs[0])).Distinct().Count() == 1;
        rows = isByWorkload ? rows : [.. rows.OrderByDescending(row => row.Point.Y.Mean)];
        string[] others = latency is null ? [] : [MetricText.Name(latency)];
        return new BarChart(
            $"The highest {MetricText.Title(Metric)} of each at any load, without failed requests; the lines are 95 % intervals of means",
            [MetricText.Name(Metric), "at", .. others],
            [
                .. rows.Take(MostBars)
                    .Select(row => new BarRow(
                        row.Name,
                        row.Point.Y.Mean,
                        row.Point.Y.Mean - row.Point.Y.FindHalfWidth(),
                        row.Point.Y.Mean + row.Point.Y.FindHalfWidth(),
                        [
                            Value(row.Point),
                            Load(row.Point) is { Length: > 0 } load ? load : "–",
                            .. others.Select(_ => LatencyOf(row.Point, latency!)),
                        ],
                        ""
                    )),
            ],
            Math.Max(0, rows.Length - MostBars)
        )
        {
            Subject = isByWorkload ? "workload" : "configuration",
        };
    }

    private static string LatencyOf(CasePoint point, string metric)
    {
        double[] values =
        [
            .. point.Runs.Select(run => CasePoint.TryReadMeasured(run, metric, out var value) ? value : double.NaN).Where(double.IsFinite),
        ];
        return values.Length == 0
            ? "–"
            : $"{NumberText.Mean(values.Average(), Statistics.SampleSummary.Of(values).FindHalfWidth())} {MetricText.Unit(metric)}";
    }
}
