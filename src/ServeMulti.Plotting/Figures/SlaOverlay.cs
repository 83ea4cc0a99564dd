using OxyPlot;
using OxyPlot.Annotations;
using ServeMulti.Sla;

namespace ServeMulti.Plotting.Figures;

/// <summary>The limits of an SLA in a figure: lines, the side that passes, and the largest load that meets all criteria.</summary>
internal sealed class SlaOverlay
{
    private readonly ServiceLevel? _level;
    private readonly IReadOnlyDictionary<string, SlaSearchResult> _answers;
    private readonly IReadOnlyList<ThresholdCriterion> _xCriteria;
    private readonly IReadOnlyList<ThresholdCriterion> _yCriteria;

    private SlaOverlay(ServiceLevel? level, string xMetric, string yMetric, IReadOnlyDictionary<string, SlaSearchResult> answers)
    {
        (_level, _answers) = (level, answers);
        ThresholdCriterion[] drawn = level is null
            ? []
            : [.. level.OfType<ThresholdCriterion>().Where(criterion => double.IsFinite(criterion.Target))];
        _xCriteria = [.. drawn.Where(criterion => criterion.Metric == xMetric)];
        _yCriteria = [.. drawn.Where(criterion => criterion.Metric == yMetric)];
    }

    public IEnumerable<double> XTargets => _xCriteria.Select(criterion => criterion.Target);

    public IEnumerable<double> YTargets => _yCriteria.Select(criterion => criterion.Target);

    public static SlaOverlay Of(MetricFigureOptions options, (string X, string Y) metrics, IReadOnlyList<CasePoint> points) =>
        new(points.Count > 0 ? options.ServiceLevel : null, metrics.X, metrics.Y, options.Answers);

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

    /// <summary>Marks the largest load of each curve that meets the SLA: the answer of a search, else the largest load that was
    /// tried.</summary>
    /// <param name="model">The model.</param>
    /// <param name="curves">The curves of a panel.</param>
    /// <param name="nameOf">Returns the name of a curve, with which its mark is hidden.</param>
    /// <param name="x">Its x axis.</param>
    /// <param name="y">Its y axis.</param>
    /// <param name="labels">The places of labels in the panel.</param>
    /// <returns>The tooltips of the marks, those of the largest load first.</returns>
    public IEnumerable<FigurePoint> AddBest(
        PlotModel model,
        IReadOnlyList<Curve> curves,
        Func<Curve, string> nameOf,
        AxisPlace x,
        AxisPlace y,
        LabelPlaces labels
    )
    {
        Mark[] best = _level is null
            ? []
            :
            [
                .. curves
                    .Select(curve => (curve, Load: LargestLoad.Find(curve.Points, _level, _answers)))
                    .Where(pair => pair.Load is not null)
                    .Select(pair => Mark.Of(pair.Load!, nameOf(pair.curve), x, y)),
            ];
        foreach (var target in YTargets.Where(target => target >= y.Range.Low && target <= y.Range.High))
        {
            labels.AddLine(target);
        }

        // Different load variables have no common order. Equal loads share one label.
        var largest =
            best.Length > 0 && best.All(other => other.Found.Variable == best[0].Found.Variable)
                ? best.Max(other => other.Found.Load)
                : double.NaN;
        foreach (var mark in best)
        {
            model.Annotations.Add(
                new CurveMark
                {
                    Curve = mark.Curve,
                    XAxisKey = x.Key,
                    YAxisKey = y.Key,
                    X = mark.X,
                    Y = mark.Y,
                    Shape = MarkerType.Circle,
                    Size = 8,
                    Fill = OxyColors.Transparent,
                    Stroke = FigureStyle.Ink,
                    StrokeThickness = mark.Found.Load == largest ? 2 : 1,
                    Layer = AnnotationLayer.AboveSeries,
                }
            );
        }

        if (best.FirstOrDefault(mark => mark.Found.Load == largest) is { } first)
        {
            labels.TryAdd(model, first.X, first.Y, first.Found.Label, FigureStyle.Ink, FontWeights.Bold, first.Curve);
        }

        return best.OrderBy(mark => mark.Found.Load == largest ? 0 : 1)
            .Select(mark => new FigurePoint(mark.X, mark.Y, mark.Describe(_level!))
            {
                Curve = mark.Curve,
                XAxisKey = x.Key,
                YAxisKey = y.Key,
            });
    }

    public static void AddLimit(
        PlotModel model,
        string xKey,
        string yKey,
        ThresholdCriterion criterion,
        LineAnnotationType type,
        ValueRange range
    )
    {
        var isHorizontal = type == LineAnnotationType.Horizontal;
        var (low, high) = criterion.IsLowerLimit ? (criterion.Target, range.High) : (range.Low, criterion.Target);
        if (low < high)
        {
            var side = new RectangleAnnotation
            {
                XAxisKey = xKey,
                YAxisKey = yKey,
                Fill = OxyColor.FromAColor(22, FigureStyle.Pass),
                Layer = AnnotationLayer.BelowAxes,
            };
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

        model.Annotations.Add(
            new LineAnnotation
            {
                XAxisKey = xKey,
                YAxisKey = yKey,
                Type = type,
                X = criterion.Target,
                Y = criterion.Target,
                Color = FigureStyle.Pass,
                StrokeThickness = 1.5,
                LineStyle = LineStyle.Dash,
                Text = PlainText.Of(
                    criterion.Text.Replace("<=", " ≤ ", StringComparison.Ordinal).Replace(">=", " ≥ ", StringComparison.Ordinal)
                ),
                TextColor = FigureStyle.Pass,
                FontSize = FigureStyle.SmallSize,
                TextLinePosition = 0.99,
                TextHorizontalAlignment = HorizontalAlignment.Right,
                TextVerticalAlignment = VerticalAlignment.Bottom,
                TextMargin = 3,
                Layer = AnnotationLayer.BelowSeries,
            }
        );
    }

    /// <summary>A largest load at its place in a panel.</summary>
    private sealed record Mark(LargestLoad Found, string Curve, double X, double Y)
    {
        public static Mark Of(LargestLoad found, string curve, AxisPlace x, AxisPlace y)
        {
            var (below, next) = (found.Point, found.Next);
            return next is { } above
                ? new(
                    found,
                    curve,
                    x.Between(below.X.Mean, above.Point.X.Mean, above.Share),
                    y.Between(below.Y.Mean, above.Point.Y.Mean, above.Share)
                )
                : new(found, curve, below.X.Mean, below.Y.Mean);
        }

        public string Describe(ServiceLevel level) =>
            string.Join(
                '\n',
                new[]
                {
                    Curve,
                    Found.Label,
                    $"within {level.Text}",
                    Found.Next is { } next
                        ? $"on the line between the measured {string.Join(", ", CurveOrder.DescribeLoad(Found.Point))} and {string.Join(", ", CurveOrder.DescribeLoad(next.Point))}"
                        : string.Join('\n', CurveOrder.DescribeLoad(Found.Point)),
                }.Where(line => line.Length > 0)
            );
    }
}
