using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Series;
using ServeMulti.Plotting.Runs;

namespace ServeMulti.Plotting.Figures;

/// <summary>Builds a Pareto figure.</summary>
internal sealed class ParetoFigureBuilder
{
    private readonly RunSet _runs;
    private readonly ParetoFigureOptions _options;
    private readonly TokenRates _rates;
    private readonly IReadOnlyList<string> _labelBy;

    public ParetoFigureBuilder(RunSet runs, ParetoFigureOptions options)
    {
        (_runs, _options) = (runs, options);
        _rates = new TokenRates(options.UserCountKey, options.GpuCountKey);
        _labelBy = [.. options.LabelBy.Where(key => runs.Select(run => Label(run, key)).Distinct().Skip(1).Any())];
    }

    private bool XIsHigher => _options.XHigherIsBetter ?? !(_options.XMetric is { } metric && MetricText.IsLatency(metric));

    private bool YIsHigher => _options.YHigherIsBetter ?? !(_options.YMetric is { } metric && MetricText.IsLatency(metric));

    public Figure Build()
    {
        var keys = new CurveKeys(_runs.ToArray(), _options.GroupBy, _runs.Keys);
        var groups = keys.Split(_runs.ToArray()).Select(group => (Group: group, Points: Points(group.Runs))).Where(pair => pair.Points.Count > 0).ToArray();
        var all = groups.SelectMany(pair => pair.Points).ToArray();
        if (all.Length == 0)
        {
            throw new InvalidInputException(_options.XMetric is null || _options.YMetric is null
                ? $"No run tells how many users it had: none has a value above 0 for {_options.UserCountKey} or max_concurrent_requests."
                : $"No run has both {_options.XMetric} and {_options.YMetric}.");
        }

        var (rangeX, rangeY) = (ValueRange.Around(all.Select(point => point.X), FigureScale.Linear), ValueRange.Around(all.Select(point => point.Y), FigureScale.Linear));
        var model = FigureStyle.CreateModel(Title, Subtitle(all.Length));
        var grid = new PanelGrid(model, [""], [""], null);
        grid.AddAxes(_ => Axes.Value(AxisPosition.Bottom, XTitle, FigureScale.Linear, rangeX), _ => Axes.Value(AxisPosition.Left, YTitle, FigureScale.Linear, rangeY));
        var labels = new LabelPlaces(rangeX, rangeY, grid.PanelWidth, grid.PanelHeight, all.Select(point => (point.X, point.Y)));
        var hover = new List<FigurePoint>();
        foreach (var (group, points) in groups)
        {
            AddGroup(model, keys, group, points, labels, hover);
        }

        grid.AddLegend(string.Join(", ", keys.Keys));
        grid.FitTitle();
        return new Figure(_options.Name, model, grid.Width, grid.Height) { Points = hover };
    }

    private string XTitle => _options.XMetric is { } metric ? MetricText.Title(metric) : "output throughput per user (tokens/s)";

    private string YTitle => _options.YMetric is { } metric ? MetricText.Title(metric) : "output throughput per GPU (tokens/s)";

    private string Title => _options.XMetric is null && _options.YMetric is null
        ? "Pareto frontier of output throughput per GPU and per user"
        : $"Pareto frontier of {Name(_options.YMetric, "output throughput per GPU")} and {Name(_options.XMetric, "output throughput per user")}";

    private static string Name(string? metric, string other) => metric is null ? other : MetricText.Name(metric);

    private string Subtitle(int drawn)
    {
        var lines = new List<string>();
        if (_labelBy.Count > 0)
        {
            lines.Add($"labels: {string.Join(", ", _labelBy)}");
        }

        var left = _runs.Select(run => run.Case).Distinct().Count() - drawn;
        if (left > 0)
        {
            lines.Add($"{left} {(left == 1 ? "case is" : "cases are")} left out: {(_options.XMetric is null ? $"no {_options.UserCountKey} and no max_concurrent_requests" : "a value is missing or not finite")}");
        }

        return string.Join('\n', lines);
    }

    private List<ParetoPoint> Points(IReadOnlyList<RunValues> runs)
    {
        var points = new List<ParetoPoint>();
        foreach (var group in runs.GroupBy(run => run.Case))
        {
            var values = group.Select(run => (Run: run, X: Read(run, _options.XMetric, _rates.PerUser), Y: Read(run, _options.YMetric, _rates.PerGpu))).Where(value => value.X is not null && value.Y is not null).ToArray();
            if (values.Length > 0)
            {
                points.Add(new ParetoPoint(values[0].Run, values.Average(value => value.X!.Value), values.Average(value => value.Y!.Value), values.Length));
            }
        }

        return points;
    }

    private static double? Read(RunValues run, string? metric, Func<RunValues, double?> rate) =>
        metric is null ? rate(run) : CasePoint.TryReadMeasured(run, metric, out var value) && double.IsFinite(value) ? value : null;

    private void AddGroup(PlotModel model, CurveKeys keys, RunGroup group, List<ParetoPoint> points, LabelPlaces labels, List<FigurePoint> hover)
    {
        var (color, marker, line) = keys.Look(group);
        var title = keys.Keys.Count > 0 ? keys.Describe(group) : "";
        var frontier = ParetoFrontier.Find([.. points.Select(point => (point.X, point.Y))], XIsHigher, YIsHigher).Select(place => points[place]).OrderBy(point => point.X).ThenBy(point => point.Y).ToArray();
        var rest = new ScatterSeries { XAxisKey = PanelGrid.XKey(0), YAxisKey = PanelGrid.YKey(0), MarkerType = MarkerType.Circle, MarkerSize = 3, MarkerFill = OxyColor.FromAColor(80, keys.Keys.Count > 0 ? color : FigureStyle.Faint), RenderInLegend = false };
        rest.Points.AddRange(points.Except(frontier).Select(point => new ScatterPoint(point.X, point.Y)));
        model.Series.Add(rest);
        var series = new LineSeries
        {
            XAxisKey = PanelGrid.XKey(0),
            YAxisKey = PanelGrid.YKey(0),
            Title = title,
            Color = color,
            StrokeThickness = 1.8,
            LineStyle = line,
            MarkerType = marker,
            MarkerSize = 4.5,
            MarkerFill = marker is MarkerType.Plus or MarkerType.Cross or MarkerType.Star ? OxyColors.Transparent : color,
            MarkerStroke = marker is MarkerType.Plus or MarkerType.Cross or MarkerType.Star ? color : FigureStyle.Paper,
            MarkerStrokeThickness = 1,
            RenderInLegend = title.Length > 0,
        };
        series.Points.AddRange(frontier.Select(point => new DataPoint(point.X, point.Y)));
        model.Series.Add(series);
        foreach (var point in frontier.DistinctBy(point => (point.X, point.Y)))
        {
            labels.TryAdd(model, point.X, point.Y, string.Join(", ", _labelBy.Select(key => Label(point.Run, key).ToString())), keys.Keys.Count > 0 ? color : FigureStyle.Ink);
        }

        hover.AddRange(points.Select(point => new FigurePoint(point.X, point.Y, Hover(title, point, frontier.Contains(point))) { XAxisKey = PanelGrid.XKey(0), YAxisKey = PanelGrid.YKey(0) }));
    }

    private GroupValue Label(RunValues run, string key) =>
        key == "gpu_count" && !run.Has(key) && _rates.Gpus(run) is { } gpus ? GroupValue.Of(Results.ResultCell.From(gpus)) : GroupValue.Of(run[key]);

    private string Hover(string title, ParetoPoint point, bool isOnFrontier) => string.Join('\n', ((string[])
    [
        title,
        $"{_options.XMetric ?? "tokens/s per user"}: {NumberText.Value(point.X)}",
        $"{_options.YMetric ?? "tokens/s per GPU"}: {NumberText.Value(point.Y)}",
        .. _options.LabelBy.Where(key => !Label(point.Run, key).IsNone).Select(key => $"{key}: {Label(point.Run, key)}"),
        $"{point.RunCount} {(point.RunCount == 1 ? "run" : "runs")}{(isOnFrontier ? ", on the frontier" : "")}",
    ]).Where(line => line.Length > 0));

    private sealed record ParetoPoint(RunValues Run, double X, double Y, int RunCount);
}
