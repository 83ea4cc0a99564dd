using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Series;
using ServeMulti.Benchmarking;
using ServeMulti.Plotting.Runs;

namespace ServeMulti.Plotting.Figures;

/// <summary>Builds a Pareto figure: one column of panels per workload, and a separate row for cases whose number of GPUs is not
/// known.</summary>
internal sealed class ParetoFigureBuilder
{
    private const string OnFrontier = ", on the frontier";

    private readonly RunSet _runs;
    private readonly ParetoFigureOptions _options;
    private readonly TokenRates _rates;
    private readonly IReadOnlyList<string> _labelBy;
    private readonly string[] _panelBy;
    private readonly CurveKeys _keys;
    private readonly double _burst;
    private readonly List<FigurePoint> _hover = [];
    private readonly HashSet<string> _named = new(StringComparer.Ordinal);

    public ParetoFigureBuilder(RunSet runs, ParetoFigureOptions options)
    {
        (_runs, _options) = (runs, options);
        _burst = Burst.FindStart(runs.Select(Rate));
        _rates = new TokenRates(options.UserCountKey, options.GpuCountKey);
        var identity = new RunIdentity(runs);
        var labels =
            options.LabelBy
            ??
            [
                RunIdentity.FindLoad(runs) ?? "max_concurrency",
                .. identity.Configuration.Except([.. options.GroupBy, "num_gpus"]),
                "gpu_count",
            ];
        _labelBy = [.. labels.Distinct().Where(key => runs.Select(run => Label(run, key)).Distinct().Skip(1).Any())];
        string[] workload = [.. identity.Workload.Except(options.GroupBy)];
        _panelBy = FigurePanels.Count(runs, workload) <= FigurePanels.Most ? workload : [];
        _keys = new CurveKeys(runs.ToArray(), _panelBy.Length == 0 ? [.. options.GroupBy, .. workload] : options.GroupBy, runs.Keys);
    }

    private bool XIsHigher => IsHigher(_options.XMetric, _options.XHigherIsBetter);

    private bool YIsHigher => IsHigher(_options.YMetric, _options.YHigherIsBetter);

    public Figure Build()
    {
        var columns = RunGroup.By(_runs, _panelBy, "panel by", _runs.Keys);
        var all = Points(_runs);
        if (all.Count == 0)
        {
            throw new InvalidInputException(
                _options.XMetric is null || _options.YMetric is null
                    ? $"The number of users is not known: no run has a value above 0 for {_options.UserCountKey} or max_concurrent_requests."
                    : $"No run has both {_options.XMetric} and {_options.YMetric}."
            );
        }

        // Throughput per server and throughput per GPU never share a panel.
        bool[] rows = _options.YMetric is null ? [.. all.Select(point => point.HasGpus).Distinct().OrderDescending()] : [true];
        var rangeX = ValueRange.Around(all.Select(point => point.X), FigureScale.Linear);
        ValueRange[] ranges =
        [
            .. rows.Select(row => ValueRange.Around(all.Where(point => IsInRow(point, row)).Select(point => point.Y), FigureScale.Linear)),
        ];
        var model = FigureStyle.CreateModel(Title(rows), Subtitle(all));
        var grid = new PanelGrid(
            model,
            [.. columns.Select(column => RunGroup.Describe(_panelBy, column.Values))],
            [.. rows.Select(_ => "")],
            rows.Length * columns.Count == 1 ? null : 290,
            columns.Count switch
            {
                1 => null,
                2 => 380,
                _ => 300,
            }
        );
        grid.AddAxes(
            _ => Axes.Value(AxisPosition.Bottom, XTitle, FigureScale.Linear, rangeX),
            row => Axes.Value(AxisPosition.Left, YTitle(rows[row]), FigureScale.Linear, ranges[row])
        );
        for (var row = 0; row < rows.Length; row++)
        {
            for (var column = 0; column < columns.Count; column++)
            {
                var groups = _keys
                    .Split(columns[column].Runs)
                    .Select(group => (Group: group, Points: Points(group.Runs).Where(point => IsInRow(point, rows[row])).ToArray()))
                    .Where(pair => pair.Points.Length > 0)
                    .ToArray();
                var panel = new Panel(PanelGrid.XKey(column), PanelGrid.YKey(row), rows[row]);
                var labels = new LabelPlaces(
                    new(panel.XKey, rangeX, FigureScale.Linear, grid.PanelWidth),
                    new(panel.YKey, ranges[row], FigureScale.Linear, grid.PanelHeight),
                    groups.SelectMany(pair => pair.Points).Select(point => (point.X, point.Y))
                );
                foreach (var (group, points) in groups)
                {
                    AddGroup(model, panel, group, points, labels);
                }
            }
        }

        grid.AddLegend(_keys.Title);
        grid.FitTitle();
        var named = _hover.Where(point => point.Text.Contains(OnFrontier, StringComparison.Ordinal)).ToArray();
        return new Figure(_options.Name, model, grid.Width, grid.Height)
        {
            Points = _hover,
            Description = FigureWords.Join(
                $"{FigureWords.Count(all.Count, "case")} in {FigureWords.Count(rows.Length * columns.Count, "panel")}, {named.Length} of them on a frontier.",
                Describe("The highest throughput of a server or GPU", named.MaxBy(point => point.Y)),
                Describe("The highest throughput of a user", named.MaxBy(point => point.X))
            ),
        };
    }

    private string Describe(string what, FigurePoint? point) =>
        point is null || _options.XMetric is not null || _options.YMetric is not null
            ? ""
            : $"{what}: {point.Text.Replace("\n", ", ", StringComparison.Ordinal)}.";

    private static bool IsHigher(string? metric, bool? isSaid) =>
        isSaid ?? (metric is null || MetricCatalog.DirectionOf(metric) == MetricDirection.HigherIsBetter);

    private bool IsInRow(ParetoPoint point, bool hasGpus) => _options.YMetric is not null || point.HasGpus == hasGpus;

    private string XTitle => _options.XMetric is { } metric ? MetricText.Title(metric) : "output throughput per user (tokens/s)";

    private string YTitle(bool hasGpus) =>
        _options.YMetric is { } metric ? MetricText.Title(metric)
        : hasGpus ? "output throughput per GPU (tokens/s)"
        : "output tokens/s per server, GPUs not known";

    private string Title(bool[] rows)
    {
        var server = rows.Contains(true)
            ? rows.Contains(false)
                ? "per GPU or server"
                : "per GPU"
            : "per server";
        return _options.XMetric is null && _options.YMetric is null
            ? $"Pareto frontier of output throughput {server} and per user"
            : $"Pareto frontier of {Name(_options.YMetric, $"output throughput {server}")} and {Name(_options.XMetric, "output throughput per user")}";
    }

    private static string Name(string? metric, string other) => metric is null ? other : MetricText.Name(metric);

    private string Subtitle(List<ParetoPoint> drawn)
    {
        var lines = new List<string>();
        if (_labelBy.Count > 0)
        {
            lines.Add($"labels: {string.Join(", ", _labelBy)}");
        }

        var bursts = _runs.Where(IsBurst).ToArray();
        if (bursts.Length > 0)
        {
            lines.Add(Burst.Describe(bursts.Select(Rate), _burst));
        }

        var left = _runs.Where(run => !IsBurst(run)).Select(run => run.Case).Distinct().Count() - drawn.Count;
        if (left > 0)
        {
            lines.Add(
                $"{left} {(left == 1 ? "case is" : "cases are")} left out: {(_options.XMetric is null ? $"no {_options.UserCountKey} and no max_concurrent_requests" : "a value is missing or not finite")}"
            );
        }

        var failed = drawn.Count(point => point.HasFailures);
        if (failed > 0)
        {
            lines.Add($"{failed} {(failed == 1 ? "case" : "cases")} with failed requests cannot be on a frontier");
        }

        return string.Join('\n', lines);
    }

    private List<ParetoPoint> Points(IReadOnlyList<RunValues> runs)
    {
        var points = new List<ParetoPoint>();
        foreach (var group in runs.Where(run => !IsBurst(run)).GroupBy(run => run.Case))
        {
            var values = group
                .Select(run => (Run: run, X: Read(run, _options.XMetric, _rates.PerUser), Y: Read(run, _options.YMetric, _rates.PerGpu)))
                .Where(value => value.X is not null && value.Y is not null)
                .ToArray();
            if (values.Length > 0)
            {
                var hasFailures = FailedShare.IsTooLarge(group);
                points.Add(
                    new ParetoPoint(
                        values[0].Run,
                        values.Average(value => value.X!.Value),
                        values.Average(value => value.Y!.Value),
                        values.Length,
                        _rates.Gpus(values[0].Run) is not null,
                        hasFailures
                    )
                );
            }
        }

        return points;
    }

    /// <summary>The burst at the start of a search is not a load for production, so it is left out.</summary>
    private bool IsBurst(RunValues run) => Rate(run) is var rate && rate >= _burst && double.IsFinite(rate);

    private static double Rate(RunValues run) => run.TryFindNumber("request_rate", out var rate) ? rate : double.NaN;

    private static double? Read(RunValues run, string? metric, Func<RunValues, double?> rate) =>
        metric is null ? rate(run)
        : CasePoint.TryReadMeasured(run, metric, out var value) && double.IsFinite(value) ? value
        : null;

    private void AddGroup(PlotModel model, Panel panel, RunGroup group, ParetoPoint[] points, LabelPlaces labels)
    {
        var (color, marker, line) = _keys.Look(group);
        var title = _keys.Keys.Count > 0 ? _keys.Describe(group) : "";
        var whole = points.Where(point => !point.HasFailures).ToArray();
        var frontier = ParetoFrontier
            .Find([.. whole.Select(point => (point.X, point.Y))], XIsHigher, YIsHigher)
            .Select(place => whole[place])
            .OrderBy(point => point.X)
            .ThenBy(point => point.Y)
            .ToArray();
        Scatter(
            model,
            panel,
            MarkerType.Circle,
            OxyColor.FromAColor(80, _keys.Keys.Count > 0 ? color : FigureStyle.Faint),
            "",
            whole.Except(frontier)
        );
        Scatter(model, panel, MarkerType.Cross, FigureStyle.Fail, "requests failed", points.Where(point => point.HasFailures));
        var isOutline = marker is MarkerType.Plus or MarkerType.Cross or MarkerType.Star;
        var series = new LineSeries
        {
            XAxisKey = panel.XKey,
            YAxisKey = panel.YKey,
            Title = title,
            Color = color,
            StrokeThickness = 1.8,
            LineStyle = line,
            MarkerType = marker,
            MarkerSize = 4.5,
            MarkerFill = isOutline ? OxyColors.Transparent : color,
            MarkerStroke = isOutline ? color : FigureStyle.Paper,
            MarkerStrokeThickness = 1,
            RenderInLegend = title.Length > 0 && _named.Add(title),
        };
        series.Points.AddRange(frontier.Select(point => new DataPoint(point.X, point.Y)));
        model.Series.Add(series);
        foreach (var point in frontier.DistinctBy(point => (point.X, point.Y)))
        {
            labels.TryAdd(
                model,
                point.X,
                point.Y,
                string.Join(", ", _labelBy.Select(key => Label(point.Run, key).ToString())),
                _keys.Keys.Count > 0 ? color : FigureStyle.Ink
            );
        }

        _hover.AddRange(
            points.Select(point => new FigurePoint(point.X, point.Y, Hover(title, point, panel.HasGpus, frontier.Contains(point)))
            {
                XAxisKey = panel.XKey,
                YAxisKey = panel.YKey,
            })
        );
    }

    private void Scatter(PlotModel model, Panel panel, MarkerType marker, OxyColor color, string title, IEnumerable<ParetoPoint> points)
    {
        var series = new ScatterSeries
        {
            XAxisKey = panel.XKey,
            YAxisKey = panel.YKey,
            Title = title,
            MarkerType = marker,
            MarkerSize = marker == MarkerType.Cross ? 5 : 3,
            MarkerFill = color,
            MarkerStroke = marker == MarkerType.Cross ? color : OxyColors.Automatic,
            MarkerStrokeThickness = marker == MarkerType.Cross ? 1.6 : 0,
        };
        series.Points.AddRange(points.Select(point => new ScatterPoint(point.X, point.Y)));
        if (series.Points.Count > 0)
        {
            series.RenderInLegend = title.Length > 0 && _named.Add(title);
            model.Series.Add(series);
        }
    }

    private GroupValue Label(RunValues run, string key) =>
        key == "gpu_count" && _rates.Gpus(run) is { } gpus ? GroupValue.Of(Results.ResultCell.From(gpus)) : GroupValue.Of(run[key]);

    private string Hover(string title, ParetoPoint point, bool hasGpus, bool isOnFrontier) =>
        string.Join(
            '\n',
            (
                (string[])
                    [
                        title,
                        $"{_options.XMetric ?? "tokens/s per user"}: {NumberText.Value(point.X)}",
                        $"{_options.YMetric ?? (hasGpus ? "tokens/s per GPU" : "tokens/s per server")}: {NumberText.Value(point.Y)}",
                        .. (_options.LabelBy ?? ["max_concurrency", "request_rate", .. _labelBy])
                            .Distinct()
                            .Where(key => !Label(point.Run, key).IsNone)
                            .Select(key => $"{key}: {Label(point.Run, key)}"),
                        $"{point.RunCount} {(point.RunCount == 1 ? "run" : "runs")}{(isOnFrontier ? OnFrontier : "")}{(point.HasFailures ? ", requests failed" : "")}",
                    ]
            ).Where(line => line.Length > 0)
        );

    private sealed record Panel(string XKey, string YKey, bool HasGpus);

    private sealed record ParetoPoint(RunValues Run, double X, double Y, int RunCount, bool HasGpus, bool HasFailures);
}
