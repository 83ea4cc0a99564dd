using OxyPlot;
using OxyPlot.Axes;
using ServeMulti.Plotting.Fonts;
using ServeMulti.Plotting.Runs;

namespace ServeMulti.Plotting.Figures;

/// <summary>Builds one figure of one metric against another.</summary>
internal sealed class MetricFigureBuilder
{
    /// <summary>The number of colours.</summary>
    private const int MostByColor = 8;
    private const double EndLabelWidth = 110;

    private readonly RunSet _runs;
    private readonly RunGroup _group;
    private readonly MetricFigureOptions _options;
    private readonly (string X, string Y) _metrics;
    private readonly RunIdentity _identity;
    private readonly CurveKeys _curves;
    private readonly List<FigurePoint> _points = [];
    private readonly List<double> _bursts = [];
    private int _notDrawn;
    private CurvePanels? _spread;

    public MetricFigureBuilder(RunSet runs, RunGroup group, MetricFigureOptions options, (string X, string Y) metrics, RunIdentity identity)
    {
        (_runs, _group, _options, _metrics, _identity) = (runs, group, options, metrics, identity);
        _curves = new CurveKeys(group.Runs, options.CurveBy ?? [], runs.Keys);
    }

    /// <exception cref="InvalidInputException">A key is missing.</exception>
    public Figure Build()
    {
        var rows = RunGroup.By(_group.Runs, _options.RowBy, "row by", _runs.Keys);
        var columns = RunGroup.By(_group.Runs, _options.ColumnBy, "column by", _runs.Keys);
        var cells = rows.Select(row => columns.Select(column => Curves(row, column)).ToArray()).ToArray();
        _spread = CurvePanels.TrySpread(cells, NameOf);
        cells = _spread?.Cells ?? cells;
        var all = cells.SelectMany(row => row).SelectMany(cell => cell).SelectMany(curve => curve.Points).ToArray();
        var sla = SlaOverlay.Of(_options, _metrics, all);
        var (rangeX, rangeY) = (
            Range(all, sla.XTargets, point => point.X.Mean, pair => pair.X, _options.XScale),
            Range(all, sla.YTargets, point => point.Y.Mean, pair => pair.Y, _options.YScale)
        );

        var model = FigureStyle.CreateModel(Title(), Subtitle());
        var grid = new PanelGrid(
            model,
            _spread is null ? Headings(columns, _options.ColumnBy) : [.. cells[0].Select(_spread.HeadingOf)],
            _spread is null ? Headings(rows, _options.RowBy) : [.. cells.Select(_ => "")],
            _options.PanelHeight
        );
        grid.AddAxes(
            _ => Axes.Value(AxisPosition.Bottom, MetricText.Title(_metrics.X), _options.XScale, rangeX),
            _ => Axes.Value(AxisPosition.Left, MetricText.Title(_metrics.Y), _options.YScale, rangeY)
        );
        var named = new HashSet<string>(StringComparer.Ordinal);
        var marks = new List<string>();
        for (var row = 0; row < cells.Length; row++)
        {
            for (var column = 0; column < cells[row].Length; column++)
            {
                if (_spread is not null)
                {
                    grid.AddPanelHeading((column, row), _spread.HeadingOf(cells[row][column]), rangeX.Middle(_options.XScale), rangeY.High);
                    if (cells[row][column].Length == 0)
                    {
                        continue;
                    }

                    _spread.AddOthers(model, cells[row][column], PanelGrid.XKey(column), PanelGrid.YKey(row));
                }

                sla.AddLimits(model, PanelGrid.XKey(column), PanelGrid.YKey(row), rangeX, rangeY);
                foreach (var curve in cells[row][column])
                {
                    AddCurve(model, curve, column, row, named);
                }

                AxisPlace x = new(PanelGrid.XKey(column), rangeX, _options.XScale, grid.PanelWidth);
                AxisPlace y = new(PanelGrid.YKey(row), rangeY, _options.YScale, grid.PanelHeight);
                var labels = new LabelPlaces(
                    x,
                    y,
                    cells[row][column].SelectMany(curve => curve.Points).Select(point => (point.X.Mean, point.Y.Mean))
                );
                FigurePoint[] best = [.. sla.AddBest(model, cells[row][column], NameOf, x, y, labels)];
                AddEndLabels(model, cells[row][column], labels);
                _points.AddRange(best);
                marks.AddRange(best.Take(1).Select(mark => $"Largest load: {mark.Text.Replace("\n", ", ", StringComparison.Ordinal)}."));
            }
        }

        grid.AddLegend(_curves.Title);
        grid.FitTitle();
        return new Figure(Name(), model, grid.Width, grid.Height)
        {
            Points = _points,
            Description = FigureWords.Join([Describe(cells), .. marks]),
        };
    }

    /// <summary>Where colours and markers repeat, names at the ends of curves tell them apart. A name without room is in the legend, and in
    /// the tooltips.</summary>
    private void AddEndLabels(PlotModel model, Curve[] curves, LabelPlaces labels)
    {
        if (curves.Length <= MostByColor && _spread is null)
        {
            return;
        }

        foreach (var curve in curves)
        {
            var name = _curves.Describe(curve.Group);
            var (color, _, _) = LookOf(curve);
            var end = curve.Points[^1];
            labels.TryAdd(
                model,
                end.X.Mean,
                end.Y.Mean,
                TextMetrics.Shorten(name, EndLabelWidth, FigureStyle.SmallSize),
                color,
                curve: name
            );
        }
    }

    private string Describe(Curve[][][] cells)
    {
        (string Curve, CasePoint Point)[] points =
        [
            .. cells
                .SelectMany(row => row)
                .SelectMany(cell => cell)
                .SelectMany(curve => curve.Points, (curve, point) => (_curves.Describe(curve.Group), point)),
        ];
        return FigureWords.Join(
            $"{FigureWords.Count(cells.Sum(row => row.Sum(cell => cell.Length)), "curve")} of {FigureWords.Count(points.Length, "case")} in {FigureWords.Count(cells.Sum(row => row.Count(cell => cell.Length > 0)), "panel")}.",
            FigureWords.Range(_metrics.X, points.Select(pair => pair.Point.X.Mean)),
            FigureWords.Range(_metrics.Y, points.Select(pair => pair.Point.Y.Mean)),
            FigureWords.Best(_metrics.X, points, point => point.X.Mean),
            FigureWords.Best(_metrics.Y, points, point => point.Y.Mean)
        );
    }

    private string NameOf(Curve curve) => _curves.Describe(curve.Group);

    private (OxyColor Color, MarkerType Marker, LineStyle Line) LookOf(Curve curve) => _spread?.Look(curve) ?? _curves.Look(curve.Group);

    private static ValueRange Range(
        CasePoint[] points,
        IEnumerable<double> targets,
        Func<CasePoint, double> mean,
        Func<(double X, double Y), double> raw,
        FigureScale scale
    )
    {
        var range = ValueRange.Around(points.SelectMany(point => point.Raw.Select(raw).Append(mean(point))), scale);
        // A distant target would compress the measurements into a corner.
        double[] near =
        [
            .. targets.Where(target => ValueRange.CanShow(target, scale) && target > range.Low / 3 && target < range.High * 2),
        ];
        return near.Length == 0
            ? range
            : ValueRange.Around(
                points.SelectMany(point => point.Raw.Select(raw).Append(mean(point))).Concat(near.Select(target => target * 1.04)),
                scale
            );
    }

    private static string[] Headings(IReadOnlyList<RunGroup> groups, IReadOnlyList<string> keys) =>
        [.. groups.Select(group => RunGroup.Describe(keys, group.Values))];

    private string Name() => string.Concat([_options.Name, .. _options.FigureBy.Zip(_group.Values, (key, value) => $"-{key}={value}")]);

    private string Title() => $"{MetricText.Capital(MetricText.Name(_metrics.Y))} against {MetricText.Name(_metrics.X)}";

    private string Subtitle()
    {
        var lines = new List<string>();
        if (_options.FigureBy.Count > 0)
        {
            lines.Add(RunGroup.Describe(_options.FigureBy, _group.Values));
        }

        if (_notDrawn > 0)
        {
            lines.Add(
                $"{_notDrawn} {(_notDrawn == 1 ? "case is" : "cases are")} not drawn: no finite {_metrics.X} and {_metrics.Y} that the axes can show"
            );
        }

        if (_bursts.Count > 0)
        {
            lines.Add(Burst.Describe(_bursts, 0));
        }

        return string.Join('\n', lines);
    }

    private Curve[] Curves(RunGroup row, RunGroup column)
    {
        var inRow = row.Runs.ToHashSet();
        var inCell = column.Runs.Where(inRow.Contains).ToArray();
        var curves = new List<Curve>();
        foreach (
            var (group, joined) in _curves
                .Split(inCell)
                .SelectMany(group => _identity.Split(group.Runs), (group, joined) => (group, joined))
        )
        {
            var points = CasePoint.Of(joined, (_metrics.X, _options.XScale), (_metrics.Y, _options.YScale), out var notDrawn);
            _notDrawn += notDrawn;
            var sorted = WithoutBurst(CurveOrder.Sort(points));
            if (sorted.Count > 0)
            {
                curves.Add(new Curve(group with { Runs = joined }, sorted));
            }
        }

        return [.. curves];
    }

    /// <summary>The burst at the start of a search is not a rate, and would compress all other points into a corner.</summary>
    private IReadOnlyList<CasePoint> WithoutBurst(IReadOnlyList<CasePoint> points)
    {
        if (
            CurveOrder.FindBurst(points) is not { } burst
            || !burst.Runs[0].TryFindNumber("request_rate", out var start)
            || !double.IsFinite(start)
        )
        {
            return points;
        }

        bool IsBurst(CasePoint point) =>
            point.Runs[0].TryFindNumber("request_rate", out var rate) && rate >= start && double.IsFinite(rate);
        _bursts.AddRange(points.Where(IsBurst).Select(point => point.Runs[0].TryFindNumber("request_rate", out var rate) ? rate : 0));
        return [.. points.Where(point => !IsBurst(point))];
    }

    private void AddCurve(PlotModel model, Curve curve, int column, int row, HashSet<string> named)
    {
        var title = _curves.Describe(curve.Group);
        var place = new CurveSeries.Place(PanelGrid.XKey(column), PanelGrid.YKey(row))
        {
            ShowsRuns = _options.ShowsRuns,
            ShowsErrorBars = _options.ShowsErrorBars,
            IsInLegend = _curves.Keys.Count > 0 && named.Add(title),
        };
        CurveSeries.Add(model, curve.Points, title, LookOf(curve), place);
        CurveSeries.AddFailures(model, curve.Points, title, place, named);
        _points.AddRange(CurveSeries.Hover(curve.Points, title, _metrics.X, _metrics.Y, place));
    }
}

/// <summary>The points of one curve, in the order in which they are joined.</summary>
internal sealed record Curve(RunGroup Group, IReadOnlyList<CasePoint> Points);
