using OxyPlot;
using OxyPlot.Annotations;
using ServeMulti.Benchmarking;
using ServeMulti.Plotting.Export;
using ServeMulti.Plotting.Runs;
using ServeMulti.Sla;

namespace ServeMulti.Plotting.Figures;

/// <summary>The limits of an SLA in a figure: lines, the side that passes, and the best point that meets all criteria.</summary>
internal sealed class SlaOverlay
{
    private readonly ServiceLevel? _level;
    private readonly IReadOnlyList<ThresholdCriterion> _xCriteria;
    private readonly IReadOnlyList<ThresholdCriterion> _yCriteria;

    private SlaOverlay(ServiceLevel? level, string xMetric, string yMetric)
    {
        _level = level;
        ThresholdCriterion[] drawn = level is null ? [] : [.. level.OfType<ThresholdCriterion>().Where(criterion => double.IsFinite(criterion.Target))];
        _xCriteria = [.. drawn.Where(criterion => criterion.Metric == xMetric)];
        _yCriteria = [.. drawn.Where(criterion => criterion.Metric == yMetric)];
    }

    public IEnumerable<double> XTargets => _xCriteria.Select(criterion => criterion.Target);

    public IEnumerable<double> YTargets => _yCriteria.Select(criterion => criterion.Target);

    public static SlaOverlay Of(MetricFigureOptions options, IReadOnlyList<CasePoint> points) =>
        new(points.Count > 0 ? options.ServiceLevel : null, options.XMetric, options.YMetric);

    /// <summary>Draws the limits into one panel.</summary>
    public void AddLimits(PlotModel model, string xKey, string yKey, ValueRange x, ValueRange y)
    {
        foreach (var criterion in _yCriteria)
        {
            AddLimit(model, xKey, yKey, criterion, LineAnnotationType.Horizontal, y);
        }

        foreach (var criterion in _xCriteria)
        {
            AddLimit(model, xKey, yKey, criterion, LineAnnotationType.Vertical, x);
        }
    }

    /// <summary>Marks the best point of each curve that meets the SLA: the one with the largest load, else the largest x.</summary>
    /// <param name="model">The model.</param>
    /// <param name="curves">The curves of a panel.</param>
    /// <param name="xKey">The key of its x axis.</param>
    /// <param name="yKey">The key of its y axis.</param>
    /// <param name="x">What its x axis shows, how, and how wide it is.</param>
    /// <returns>What the marks say when they are pointed at.</returns>
    public IEnumerable<FigurePoint> AddBest(PlotModel model, IReadOnlyList<Curve> curves, string xKey, string yKey, (ValueRange Range, FigureScale Scale, double Pixels) x)
    {
        if (_level is null)
        {
            return [];
        }

        var best = curves.Select(curve => curve.Points.Where(IsMet).MaxBy(LoadOf)).OfType<CasePoint>().ToArray();
        foreach (var point in best)
        {
            var isOverallBest = point == best.MaxBy(LoadOf);
            model.Annotations.Add(new PointAnnotation
            {
                XAxisKey = xKey,
                YAxisKey = yKey,
                X = point.X.Mean,
                Y = point.Y.Mean,
                Shape = MarkerType.Circle,
                Size = 8,
                Fill = OxyColors.Transparent,
                Stroke = FigureStyle.Ink,
                StrokeThickness = isOverallBest ? 2 : 1,
                Text = isOverallBest ? Label(point) : "",
                TextColor = FigureStyle.Ink,
                FontSize = FigureStyle.SmallSize,
                FontWeight = FontWeights.Bold,
                TextHorizontalAlignment = HasRoomToTheRight(point, x) ? HorizontalAlignment.Left : HorizontalAlignment.Right,
                TextVerticalAlignment = VerticalAlignment.Top,
                TextMargin = 6,
                Layer = AnnotationLayer.AboveSeries,
            });
        }

        return best.Select(point => new FigurePoint(point.X.Mean, point.Y.Mean, $"largest load that meets {_level.Text}: {DescribeLoad(point)}\n{string.Join('\n', CurveOrder.DescribeLoad(point))}") { XAxisKey = xKey, YAxisKey = yKey });
    }

    private static string Label(CasePoint point) => $"best tried: {DescribeLoad(point)}";

    private static bool HasRoomToTheRight(CasePoint point, (ValueRange Range, FigureScale Scale, double Pixels) x)
    {
        Func<double, double> spread = x.Scale switch { FigureScale.Logarithmic => Math.Log, FigureScale.SquareRoot => Math.Sqrt, _ => value => value };
        var share = (spread(point.X.Mean) - spread(x.Range.Low)) / (spread(x.Range.High) - spread(x.Range.Low));
        return (share * x.Pixels) + 16 + TextMetrics.Width(Label(point), FigureStyle.SmallSize, FontWeights.Bold) < x.Pixels;
    }

    private static double LoadOf(CasePoint point) =>
        point.Runs[0].TryFindNumber("request_rate", out var rate) && double.IsFinite(rate) ? rate
        : point.Runs[0].TryFindNumber("max_concurrency", out var concurrency) ? concurrency
        : point.X.Mean;

    private static string DescribeLoad(CasePoint point) =>
        point.Runs[0].TryFindNumber("request_rate", out var rate) && double.IsFinite(rate) ? $"{NumberText.Value(rate)} req/s"
        : point.Runs[0].TryFindNumber("max_concurrency", out var concurrency) ? $"{NumberText.Tick(concurrency)} in flight"
        : NumberText.Value(point.X.Mean);

    private static ResultDocument ToDocument(RunValues run, RunSetKeys keys) =>
        ResultDocument.FromMetrics(keys.Names.Select(key => KeyValuePair.Create(key, run.TryFindNumber(key, out var value) ? value : double.NaN)).Where(pair => !double.IsNaN(pair.Value)));

    public static void AddLimit(PlotModel model, string xKey, string yKey, ThresholdCriterion criterion, LineAnnotationType type, ValueRange range)
    {
        var isHorizontal = type == LineAnnotationType.Horizontal;
        var (low, high) = criterion.IsLowerLimit ? (criterion.Target, range.High) : (range.Low, criterion.Target);
        if (low < high)
        {
            var side = new RectangleAnnotation { XAxisKey = xKey, YAxisKey = yKey, Fill = OxyColor.FromAColor(22, FigureStyle.Pass), Layer = AnnotationLayer.BelowAxes };
            if (isHorizontal)
            {
                (side.MinimumY, side.MaximumY) = (Math.Max(low, range.Low), Math.Min(high, range.High));
            }
            else
            {
                (side.MinimumX, side.MaximumX) = (Math.Max(low, range.Low), Math.Min(high, range.High));
            }

            model.Annotations.Add(side);
        }

        model.Annotations.Add(new LineAnnotation
        {
            XAxisKey = xKey,
            YAxisKey = yKey,
            Type = type,
            X = criterion.Target,
            Y = criterion.Target,
            Color = FigureStyle.Pass,
            StrokeThickness = 1.5,
            LineStyle = LineStyle.Dash,
            Text = PlainText.Of(criterion.Text.Replace("<=", " ≤ ", StringComparison.Ordinal).Replace(">=", " ≥ ", StringComparison.Ordinal)),
            TextColor = FigureStyle.Pass,
            FontSize = FigureStyle.SmallSize,
            TextLinePosition = 0.99,
            TextHorizontalAlignment = HorizontalAlignment.Right,
            TextVerticalAlignment = VerticalAlignment.Bottom,
            TextMargin = 3,
            Layer = AnnotationLayer.BelowSeries,
        });
    }

    private bool IsMet(CasePoint point)
    {
        var isRate = point.Runs[0].TryFindNumber("request_rate", out var rate) && double.IsFinite(rate) && !point.Runs[0].TryFindNumber("max_concurrency", out _);
        var keys = new RunSetKeys([.. _level!.Select(criterion => criterion.Metric), .. RunSetKeys.Judged]);
        return _level!.Judge(point.Runs.Select(run => ToDocument(run, keys)), null, isRate ? rate : null).Kind == SlaVerdictKind.Met;
    }

    /// <summary>The fields that a verdict looks at beside the criteria.</summary>
    private sealed record RunSetKeys(IReadOnlyList<string> Names)
    {
        public static readonly string[] Judged = ["completed", "failed", "num_prompts", "duration", "request_throughput", "mean_e2el_ms", "request_rate"];
    }
}
