using OxyPlot;
using OxyPlot.Annotations;
using OxyPlot.Axes;
using ServeMulti.Plotting.Runs;
using ServeMulti.Sla;

namespace ServeMulti.Plotting.Figures;

/// <summary>Draws metrics against the load: the curves of a load scan, or of the loads that a search tried. Pure.</summary>
public static class LoadFigures
{
    private static readonly string[] Preferred = ["request_throughput", "p99_ttft_ms", "p99_tpot_ms", "p99_e2el_ms"];

    /// <summary>Returns the load variable with the most values; null if no variable has two values.</summary>
    /// <param name="runs">The runs.</param>
    public static LoadVariable? FindVariable(RunSet runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        return RunIdentity.FindLoad(runs) is { } name ? LoadVariable.Parse(name) : null;
    }

    /// <summary>Draws the figure.</summary>
    /// <param name="runs">The runs.</param>
    /// <param name="options">The options; null: the defaults.</param>
    /// <exception cref="InvalidInputException">All runs have the same load, or no run has a requested metric or key.</exception>
    public static Figure Draw(RunSet runs, LoadFigureOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(runs);
        var chosen = options ?? new LoadFigureOptions();
        var variable =
            chosen.Variable
            ?? FindVariable(runs)
            ?? throw new InvalidInputException(
                "All runs have the same load: at least two values of request_rate or max_concurrency are needed."
            );
        var metrics = chosen.Metrics is { } asked ? [.. asked] : MetricsOf(runs);
        string[] problems =
        [
            .. metrics
                .Append(variable.Name)
                .Where(key => !runs.Any(run => run.Has(key)))
                .Select(key => KeyText.Missing(key, "figure", runs.Keys)),
        ];
        if (problems.Length > 0 || metrics.Length == 0)
        {
            throw new InvalidInputException(
                problems.Length > 0 ? problems : ["The runs have none of the default metrics; name the metrics to draw."]
            );
        }

        return new LoadFigureBuilder(runs, variable, metrics, chosen).Build();
    }

    /// <summary>Returns the metrics that are drawn by default.</summary>
    internal static string[] MetricsOf(RunSet runs) =>
        [.. Preferred.Where(metric => runs.Any(run => CasePoint.TryReadMeasured(run, metric, out _)))];

    private sealed class LoadFigureBuilder(RunSet runs, LoadVariable variable, string[] metrics, LoadFigureOptions options)
    {
        private readonly RunIdentity _identity = new(runs);
        private readonly List<FigurePoint> _hover = [];
        private CurvePanels? _spread;
        private readonly HashSet<string> _named = new(StringComparer.Ordinal);

        public Figure Build()
        {
            var curveBy = options.CurveBy ?? _identity.Configuration;
            string[] workload = [.. _identity.Workload.Except(curveBy)];
            var isFew = FigurePanels.Count(runs, workload) <= FigurePanels.Most;
            var columns = RunGroup.By(runs, isFew ? workload : [], "column by", runs.Keys);
            var keys = new CurveKeys([.. runs], isFew ? curveBy : [.. curveBy, .. workload], runs.Keys);
            double[] all =
            [
                .. runs.Select(run => run.TryFindNumber(variable.Name, out var load) ? load : double.NaN)
                    .Where(load => double.IsFinite(load) && load > 0),
            ];
            var burst = Burst.FindStart(all);
            double[] loads = [.. all.Where(load => load < burst)];
            var scale = loads.Length > 0 && loads.Max() / loads.Min() > 20 ? FigureScale.Logarithmic : FigureScale.Linear;
            var x = ValueRange.Around(loads, scale);
            var cells = metrics
                .Select(metric => columns.Select(column => Curves(keys, column.Runs, metric, scale, burst)).ToArray())
                .ToArray();
            _spread = CurvePanels.TrySpread(cells, curve => keys.Describe(curve.Group));
            cells = _spread?.Cells ?? cells;
            var ranges = _spread is not null
                ? [.. cells.Select(_ => RangeOf(metrics[0], [.. cells.SelectMany(row => row).SelectMany(curves => curves)]))]
                : cells.Select((row, index) => RangeOf(metrics[index], [.. row.SelectMany(curves => curves)])).ToArray();
            var model = FigureStyle.CreateModel($"Metrics against {MetricText.Name(variable.Name)}", Burst.Describe(all, burst));
            var grid = new PanelGrid(
                model,
                _spread is null
                    ? [.. columns.Select(column => isFew ? RunGroup.Describe(workload, column.Values) : "")]
                    : [.. cells[0].Select(_spread.HeadingOf)],
                [.. cells.Select(_ => "")],
                metrics.Length == 1 ? null : 220
            );
            grid.AddAxes(
                _ => Axes.Value(AxisPosition.Bottom, MetricText.Title(variable.Name), scale, x),
                row => Axes.Value(AxisPosition.Left, MetricText.Title(MetricOf(row)), FigureScale.Linear, ranges[row])
            );
            for (var row = 0; row < cells.Length; row++)
            {
                for (var column = 0; column < cells[row].Length; column++)
                {
                    if (_spread is not null)
                    {
                        grid.AddPanelHeading((column, row), _spread.HeadingOf(cells[row][column]), x.Middle(scale), ranges[row].High);
                        if (cells[row][column].Length == 0)
                        {
                            continue;
                        }

                        _spread.AddOthers(model, cells[row][column], PanelGrid.XKey(column), PanelGrid.YKey(row));
                    }

                    AddPanel(model, keys, (column, row), cells[row][column], ranges[row], x);
                }
            }

            grid.AddLegend(keys.Title);
            grid.FitTitle();
            return new Figure(options.Name, model, grid.Width, grid.Height)
            {
                Points = _hover,
                Description = FigureWords.Join([
                    $"{FigureWords.Count((_spread is null ? cells[0] : cells.SelectMany(row => row)).Sum(cell => cell.Length), "curve")}, {FigureWords.Count(cells.Sum(row => row.Count(cell => cell.Length > 0)), "panel")}.",
                    FigureWords.Range(variable.Name, loads),
                    .. metrics.Select(
                        (metric, row) => Describe(metric, _spread is null ? cells[row] : [.. cells.SelectMany(one => one)], keys)
                    ),
                ]),
            };
        }

        private static string Describe(string metric, Curve[][] cells, CurveKeys keys)
        {
            (string Curve, CasePoint Point)[] points =
            [
                .. cells.SelectMany(cell => cell).SelectMany(curve => curve.Points, (curve, point) => (keys.Describe(curve.Group), point)),
            ];
            return FigureWords.Join(
                FigureWords.Range(metric, points.Select(pair => pair.Point.Y.Mean)),
                FigureWords.Best(metric, points, point => point.Y.Mean)
            );
        }

        /// <summary>The panels of one metric may be in several rows.</summary>
        private string MetricOf(int row) => metrics[_spread is null ? row : 0];

        private ValueRange RangeOf(string metric, Curve[] curves) =>
            ValueRange.Around(
                curves.SelectMany(curve => curve.Points).SelectMany(point => point.Raw).Select(pair => pair.Y).Concat(Near(metric, curves)),
                FigureScale.Linear
            );

        private Curve[] Curves(CurveKeys keys, IReadOnlyList<RunValues> inColumn, string metric, FigureScale scale, double burst) =>
            [
                .. keys.Split(inColumn)
                    .SelectMany(group => _identity.Split(group.Runs), (group, joined) => group with { Runs = joined })
                    .Select(group => new Curve(
                        group,
                        [
                            .. CasePoint
                                .Of(group.Runs, (variable.Name, scale), (metric, FigureScale.Linear), out _)
                                .Where(point => point.X.Mean < burst)
                                .OrderBy(point => point.X.Mean),
                        ]
                    ))
                    .Where(curve => curve.Points.Count > 0),
            ];

        private IEnumerable<double> Near(string metric, Curve[] curves)
        {
            var highest = curves.SelectMany(curve => curve.Points).Select(point => point.Y.Mean).DefaultIfEmpty(0).Max();
            return Criteria(metric).Select(criterion => criterion.Target * 1.04).Where(target => target < highest * 2);
        }

        private IEnumerable<ThresholdCriterion> Criteria(string metric) =>
            (options.ServiceLevel?.OfType<ThresholdCriterion>() ?? []).Where(criterion =>
                criterion.Metric == metric && double.IsFinite(criterion.Target)
            );

        private void AddPanel(PlotModel model, CurveKeys keys, (int Column, int Row) at, Curve[] curves, ValueRange y, ValueRange x)
        {
            var (column, row) = at;
            foreach (var criterion in Criteria(MetricOf(row)))
            {
                SlaOverlay.AddLimit(model, PanelGrid.XKey(column), PanelGrid.YKey(row), criterion, LineAnnotationType.Horizontal, y);
            }

            if (MetricOf(row) == "request_throughput" && variable == LoadVariable.RequestRate)
            {
                AddOffered(model, at, x, y);
            }

            foreach (var curve in curves)
            {
                var title = keys.Describe(curve.Group);
                var place = new CurveSeries.Place(PanelGrid.XKey(column), PanelGrid.YKey(row))
                {
                    ShowsErrorBars = options.ShowsErrorBars,
                    ShowsRuns = options.ShowsRuns,
                    IsInLegend = keys.Keys.Count > 0 && _named.Add(title),
                };
                CurveSeries.Add(model, curve.Points, title, _spread?.Look(curve) ?? keys.Look(curve.Group), place);
                CurveSeries.AddFailures(model, curve.Points, title, place, _named);
                _hover.AddRange(CurveSeries.Hover(curve.Points, title, variable.Name, MetricOf(row), place));
            }
        }

        /// <summary>A server that keeps up is on this line, because it achieves the offered rate. A server below it does not keep
        /// up.</summary>
        private static void AddOffered(PlotModel model, (int Column, int Row) at, ValueRange x, ValueRange y) =>
            model.Annotations.Add(
                new FunctionAnnotation
                {
                    XAxisKey = PanelGrid.XKey(at.Column),
                    YAxisKey = PanelGrid.YKey(at.Row),
                    Type = FunctionAnnotationType.EquationX,
                    Equation = load => load,
                    MinimumX = x.Low,
                    MaximumX = Math.Min(x.High, y.High),
                    Resolution = 200,
                    Color = FigureStyle.Faint,
                    LineStyle = LineStyle.Dot,
                    StrokeThickness = 1.2,
                    Text = "offered",
                    TextColor = FigureStyle.Faint,
                    FontSize = FigureStyle.SmallSize,
                    TextLinePosition = 0.9,
                    TextHorizontalAlignment = HorizontalAlignment.Right,
                    TextVerticalAlignment = VerticalAlignment.Bottom,
                    TextOrientation = AnnotationTextOrientation.Horizontal,
                    Layer = AnnotationLayer.BelowSeries,
                }
            );
    }
}
