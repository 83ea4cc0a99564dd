using OxyPlot;
using OxyPlot.Annotations;
using OxyPlot.Axes;
using ServeMulti.Benchmarking;
using ServeMulti.Plotting.Fonts;

namespace ServeMulti.Plotting.Figures;

/// <summary>Builds the figure of configurations against a baseline: a column per metric, a row per configuration, a point per
/// workload.</summary>
internal sealed class ComparisonFigureBuilder(ComparedConfigurations compared, string name)
{
    private const double NameWidth = 260;
    private const double PointHeight = 15;

    /// <summary>An interval that is wider than this many of the largest differences runs out of the panel.</summary>
    private const double MostSpread = 2;

    private readonly List<FigurePoint> _hover = [];

    public Figure Build()
    {
        var metrics = compared.Metrics;
        var hasIntervals = metrics.SelectMany(compared.Of).Any(change => change.Low is not null);
        var model = FigureStyle.CreateModel(
            $"Configurations against {compared.Baseline}",
            hasIntervals
                ? "difference of the geometric means with its 95 % interval, each on its own; an interval that holds 0 separates nothing"
                : "difference of single runs: no intervals, so nothing is separated"
        );
        var height = Math.Max(90, compared.Configurations.Count * ((compared.Workloads.Count * PointHeight) + 14));
        var grid = new PanelGrid(model, [.. metrics.Select(_ => "")], [""], height, metrics.Count == 1 ? 520 : 300);
        grid.AddAxes(column => XAxis(metrics[column]), _ => YAxis());
        for (var column = 0; column < metrics.Count; column++)
        {
            model.Annotations.Add(
                new LineAnnotation
                {
                    XAxisKey = PanelGrid.XKey(column),
                    YAxisKey = PanelGrid.YKey(0),
                    Type = LineAnnotationType.Vertical,
                    X = 0,
                    Color = FigureStyle.Ink,
                    LineStyle = LineStyle.Solid,
                    StrokeThickness = 1,
                    Layer = AnnotationLayer.BelowSeries,
                }
            );
            AddPoints(model, column);
        }

        grid.AddLegend(compared.WorkloadTitle);
        grid.FitTitle();
        var names = compared.Configurations.Max(one => TextMetrics.Width(NameOf(one), FigureStyle.SmallSize, FontWeights.Normal));
        return new Figure(name, model, Math.Ceiling(grid.Width + Math.Max(0, names - 40)), grid.Height)
        {
            Points = _hover,
            Description = FigureWords.Join([
                $"{FigureWords.Count(compared.Configurations.Count, "configuration")} against {compared.Baseline} on {FigureWords.Count(compared.Workloads.Count, "workload")}.",
                .. metrics.Select(Describe),
            ]),
        };
    }

    private string Describe(string metric)
    {
        var best = (
            from workload in compared.Workloads
            from one in compared.Configurations
            where !compared.HasFailures(one) && compared.Find(metric, workload, one) is not null
            let change = compared.Find(metric, workload, one)!
            orderby change.Gain descending
            select $"{one}{(workload.Length > 0 ? $" on {workload}" : "")} with {change}"
        ).FirstOrDefault();
        return best is null ? "" : $"{MetricText.Capital(MetricText.Name(metric))}: the best difference is that of {best}.";
    }

    private string NameOf(string configuration) =>
        TextMetrics.Shorten(
            configuration + (compared.HasFailures(configuration) ? " (requests failed)" : ""),
            NameWidth,
            FigureStyle.SmallSize
        );

    private Axis XAxis(string metric)
    {
        var changes = compared.Of(metric).ToArray();
        var most = MostSpread * Math.Max(1, changes.Max(change => Math.Abs(change.Percent)));
        var range = ValueRange.Around(
            changes
                .SelectMany(change => new[] { change.Percent, change.Low ?? 0, change.High ?? 0 })
                .Select(value => Math.Clamp(value, -most, most))
                .Append(0),
            FigureScale.Linear
        );
        var better = MetricCatalog.DirectionOf(metric) switch
        {
            MetricDirection.HigherIsBetter => ", higher is better",
            MetricDirection.LowerIsBetter => ", lower is better",
            _ => "",
        };
        return Axes.Value(AxisPosition.Bottom, $"{MetricText.Name(metric)}: difference in %{better}", FigureScale.Linear, range);
    }

    private LinearAxis YAxis()
    {
        var count = compared.Configurations.Count;
        var axis = new LinearAxis
        {
            Minimum = -0.5,
            Maximum = count - 0.5,
            MajorStep = 1,
            MinorStep = 1,
        };
        Axes.Style(axis, AxisPosition.Left, "");
        (axis.MajorGridlineStyle, axis.TickStyle) = (LineStyle.None, TickStyle.None);
        // The first is at the top, where the axis has its largest values.
        axis.LabelFormatter = value =>
            Math.Abs(value - Math.Round(value)) < 1e-6 && count - 1 - (int)Math.Round(value) is >= 0 and var index && index < count
                ? PlainText.Of(NameOf(compared.Configurations[index]))
                : "";
        return axis;
    }

    private void AddPoints(PlotModel model, int column)
    {
        var (metric, xKey, yKey) = (compared.Metrics[column], PanelGrid.XKey(column), PanelGrid.YKey(0));
        var workloads = compared.Workloads;
        foreach (var (workload, place) in workloads.Select((workload, place) => (workload, place)))
        {
            var style = FigureStyle.Curve([place]);
            var line = CurveSeries.Line(workload, (style.Color, style.Marker, LineStyle.None));
            (line.XAxisKey, line.YAxisKey, line.RenderInLegend) = (xKey, yKey, column == 0 && workloads.Count > 1);
            var intervals = new List<PointInterval>();
            foreach (var (configuration, index) in compared.Configurations.Select((one, index) => (one, index)))
            {
                if (compared.Find(metric, workload, configuration) is not { } change)
                {
                    continue;
                }

                var middle = compared.Configurations.Count - 1 - index + 0.4 - ((place + 0.5) * 0.8 / workloads.Count);
                line.Points.Add(new DataPoint(change.Percent, middle));
                intervals.Add(
                    change is { Low: { } low, High: { } high }
                        ? new PointInterval((low + high) / 2, middle, (high - low) / 2, null)
                        : new PointInterval(change.Percent, middle, null, null)
                );
                _hover.Add(
                    new FigurePoint(
                        change.Percent,
                        middle,
                        string.Join(
                            '\n',
                            new[]
                            {
                                $"{configuration} against {compared.Baseline}",
                                workload,
                                $"{metric}: {change}",
                                compared.HasFailures(configuration) ? "requests failed" : "",
                            }.Where(text => text.Length > 0)
                        )
                    )
                    {
                        XAxisKey = xKey,
                        YAxisKey = yKey,
                        Curve = workload,
                    }
                );
            }

            model.Series.Add(
                new IntervalSeries
                {
                    Curve = workload,
                    XAxisKey = xKey,
                    YAxisKey = yKey,
                    Color = style.Color,
                    Items = intervals,
                    RenderInLegend = false,
                }
            );
            model.Series.Add(line);
        }
    }
}
