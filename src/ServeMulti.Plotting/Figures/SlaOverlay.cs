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
    /// <param name="x">Its x axis.</param>
    /// <param name="y">Its y axis.</param>
    /// <returns>The tooltips of the marks.</returns>
    public IEnumerable<FigurePoint> AddBest(PlotModel model, IReadOnlyList<Curve> curves, AxisPlace x, AxisPlace y)
    {
        var best = _level is null
            ? []
            : curves.Select(curve => LargestLoad.Find(curve.Points, _level, _answers)).OfType<LargestLoad>().ToArray();
        // Different load variables have no common order. Equal loads share one label.
        var largest = best.Length > 0 && best.All(other => other.Variable == best[0].Variable) ? best.Max(other => other.Load) : double.NaN;
        foreach (var mark in best)
        {
            model.Annotations.Add(
                new PointAnnotation
                {
                    XAxisKey = x.Key,
                    YAxisKey = y.Key,
                    X = mark.Point.X.Mean,
                    Y = mark.Point.Y.Mean,
                    Shape = MarkerType.Circle,
                    Size = 8,
                    Fill = OxyColors.Transparent,
                    Stroke = FigureStyle.Ink,
                    StrokeThickness = mark.Load == largest ? 2 : 1,
                    Layer = AnnotationLayer.AboveSeries,
                }
            );
        }

        if (best.FirstOrDefault(mark => mark.Load == largest) is { } first)
        {
            var labels = new LabelPlaces(
                x,
                y,
                [
                    .. curves.SelectMany(curve => curve.Points).Select(point => (point.X.Mean, point.Y.Mean)),
                    (first.Point.X.Mean, first.Point.Y.Mean),
                ]
            );
            foreach (var target in YTargets.Where(target => target >= y.Range.Low && target <= y.Range.High))
            {
                labels.AddLine(target);
            }

            labels.TryAdd(model, first.Point.X.Mean, first.Point.Y.Mean, first.Label, FigureStyle.Ink, FontWeights.Bold);
        }

        return best.Select(mark => new FigurePoint(
            mark.Point.X.Mean,
            mark.Point.Y.Mean,
            $"{mark.Label}\nwithin {_level!.Text}\n{string.Join('\n', CurveOrder.DescribeLoad(mark.Point))}"
        )
        {
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
}
