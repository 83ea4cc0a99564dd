using OxyPlot;
using OxyPlot.Series;

namespace ServeMulti.Plotting.Figures;

/// <summary>Adds a curve to a model: its runs as faint dots, the intervals of its points, and the points joined by a line.</summary>
internal static class CurveSeries
{
    /// <summary>The axes of a curve, and the parts of it that are shown.</summary>
    internal sealed record Place(string XKey, string YKey)
    {
        public bool ShowsRuns { get; init; } = true;

        public bool ShowsErrorBars { get; init; } = true;

        public bool IsInLegend { get; init; }
    }

    public static void Add(
        PlotModel model,
        IReadOnlyList<CasePoint> points,
        string title,
        (OxyColor Color, MarkerType Marker, LineStyle Line) look,
        Place place
    )
    {
        if (place.ShowsRuns && points.Any(point => point.Raw.Count > 1))
        {
            var dots = new CurveDots
            {
                Curve = title,
                XAxisKey = place.XKey,
                YAxisKey = place.YKey,
                MarkerType = MarkerType.Circle,
                MarkerSize = 2,
                MarkerFill = OxyColor.FromAColor(90, look.Color),
                RenderInLegend = false,
            };
            dots.Points.AddRange(
                points.Where(point => point.Raw.Count > 1).SelectMany(point => point.Raw).Select(pair => new ScatterPoint(pair.X, pair.Y))
            );
            model.Series.Add(dots);
        }

        if (place.ShowsErrorBars)
        {
            model.Series.Add(
                new IntervalSeries
                {
                    Curve = title,
                    XAxisKey = place.XKey,
                    YAxisKey = place.YKey,
                    Color = OxyColor.FromAColor(170, look.Color),
                    Items = [.. points.Select(point => point.Interval)],
                    RenderInLegend = false,
                }
            );
        }

        var series = Line(title, look);
        (series.XAxisKey, series.YAxisKey, series.RenderInLegend) = (place.XKey, place.YKey, place.IsInLegend);
        var burst = CurveOrder.FindBurst(points);
        foreach (var point in points)
        {
            if (point == burst)
            {
                // A burst is not a rate, so no line joins it.
                series.Points.Add(DataPoint.Undefined);
            }

            series.Points.Add(new DataPoint(point.X.Mean, point.Y.Mean));
        }

        model.Series.Add(series);
    }

    /// <summary>Creates an empty line with markers.</summary>
    public static CurveLine Line(string title, (OxyColor Color, MarkerType Marker, LineStyle Line) look)
    {
        var isOutline = look.Marker is MarkerType.Plus or MarkerType.Cross or MarkerType.Star;
        return new CurveLine
        {
            Title = title,
            Curve = title,
            Color = look.Color,
            StrokeThickness = 1.8,
            LineStyle = look.Line,
            LineJoin = LineJoin.Round,
            MarkerType = look.Marker,
            MarkerSize = 4,
            MarkerFill = isOutline ? OxyColors.Transparent : look.Color,
            MarkerStroke = isOutline ? look.Color : FigureStyle.Paper,
            MarkerStrokeThickness = isOutline ? 1.6 : 0.8,
        };
    }

    /// <summary>Crosses out points with failed requests, because the remaining requests do not represent the requested load.</summary>
    public static void AddFailures(PlotModel model, IReadOnlyList<CasePoint> points, string curve, Place place, HashSet<string> named)
    {
        const string Title = "requests failed";
        var failed = points.Where(point => point.HasFailures).Select(point => new ScatterPoint(point.X.Mean, point.Y.Mean)).ToArray();
        if (failed.Length > 0)
        {
            var series = new CurveDots
            {
                Curve = curve,
                XAxisKey = place.XKey,
                YAxisKey = place.YKey,
                Title = Title,
                MarkerType = MarkerType.Cross,
                MarkerSize = 7,
                MarkerStroke = FigureStyle.Fail,
                MarkerStrokeThickness = 2,
                RenderInLegend = named.Add(Title),
            };
            series.Points.AddRange(failed);
            model.Series.Add(series);
        }
    }

    /// <summary>Returns the tooltips of the points of a curve.</summary>
    public static IEnumerable<FigurePoint> Hover(
        IReadOnlyList<CasePoint> points,
        string title,
        string xMetric,
        string yMetric,
        Place place
    ) =>
        points.Select(point => new FigurePoint(point.X.Mean, point.Y.Mean, Describe(point, title, xMetric, yMetric))
        {
            Curve = title,
            XAxisKey = place.XKey,
            YAxisKey = place.YKey,
        });

    public static string Describe(CasePoint point, string title, string xMetric, string yMetric) =>
        string.Join(
            '\n',
            (
                (string[])
                    [
                        title,
                        $"{xMetric}: {NumberText.Mean(point.X.Mean, point.X.FindHalfWidth())} {MetricText.Unit(xMetric)}".TrimEnd(),
                        $"{yMetric}: {NumberText.Mean(point.Y.Mean, point.Y.FindHalfWidth())} {MetricText.Unit(yMetric)}".TrimEnd(),
                        .. CurveOrder.DescribeLoad(point).Where(line => !line.StartsWith(xMetric + ":", StringComparison.Ordinal)),
                        point.Raw.Count == 1 ? "1 run" : $"{point.Raw.Count} runs",
                        .. point.Runs.SelectMany(run => run.Remarks).Select(remark => remark.ShortText).Distinct(),
                    ]
            ).Where(text => text.Length > 0)
        );
}
