using OxyPlot;
using OxyPlot.Annotations;
using ServeMulti.Plotting.Fonts;

namespace ServeMulti.Plotting.Figures;

/// <summary>Places labels next to points so that no label covers another label or a point. A label without room is left out; the tooltip of
/// its point contains it.</summary>
internal sealed class LabelPlaces
{
    private const double Gap = 7;

    private readonly AxisPlace _x;
    private readonly AxisPlace _y;
    private readonly List<OxyRect> _taken = [];

    public LabelPlaces(AxisPlace x, AxisPlace y, IEnumerable<(double X, double Y)> points)
    {
        (_x, _y) = (x, y);
        _taken.AddRange(points.Select(point => Place(point.X, point.Y)).Select(place => new OxyRect(place.X - 4, place.Y - 4, 8, 8)));
    }

    /// <summary>Keeps labels off a horizontal line and the text above it.</summary>
    public void AddLine(double y)
    {
        const double TextHeight = 18;
        _taken.Add(new OxyRect(0, _y.Pixels - _y.Of(y) - TextHeight, _x.Pixels, TextHeight + 2));
    }

    public bool TryAdd(
        PlotModel model,
        double x,
        double y,
        string text,
        OxyColor color,
        double weight = FontWeights.Normal,
        string? curve = null
    )
    {
        if (text.Length == 0)
        {
            return false;
        }

        var size = TextMetrics.Measure(text, FigureStyle.SmallSize, weight);
        var place = Place(x, y);
        foreach (var (dx, dy) in Candidates(size))
        {
            var box = new OxyRect(place.X + dx, place.Y + dy, size.Width, size.Height);
            if (
                box.Left >= 0
                && box.Right <= _x.Pixels
                && box.Top >= 0
                && box.Bottom <= _y.Pixels
                && !_taken.Any(taken => Overlaps(taken, box))
            )
            {
                _taken.Add(box);
                model.Annotations.Add(
                    new CurveLabel
                    {
                        Curve = curve,
                        XAxisKey = _x.Key,
                        YAxisKey = _y.Key,
                        TextPosition = new DataPoint(x, y),
                        Offset = new ScreenVector(dx, dy),
                        Text = PlainText.Of(text),
                        TextColor = color,
                        FontSize = FigureStyle.SmallSize,
                        FontWeight = weight,
                        TextHorizontalAlignment = HorizontalAlignment.Left,
                        TextVerticalAlignment = VerticalAlignment.Top,
                        StrokeThickness = 0,
                        Padding = new OxyThickness(0),
                        Layer = AnnotationLayer.AboveSeries,
                    }
                );
                return true;
            }
        }

        return false;
    }

    /// <summary>Positions next to a point, the nearest and most usual first.</summary>
    private static (double X, double Y)[] Candidates(OxySize size) =>
        [
            (Gap, -Gap - size.Height + 4),
            (Gap + 2, -size.Height / 2),
            (-size.Width / 2, -Gap - size.Height),
            (-Gap - 2 - size.Width, -size.Height / 2),
            (-size.Width / 2, Gap),
            (-Gap - size.Width, Gap - 4),
            (Gap, Gap - 4),
            (-Gap - size.Width, -Gap - size.Height + 4),
            (-size.Width / 2, -(3 * Gap) - size.Height),
            (-size.Width / 2, 3 * Gap),
            (-size.Width, -(5 * Gap) - size.Height),
            (0, -(5 * Gap) - size.Height),
        ];

    private ScreenPoint Place(double x, double y) => new(_x.Of(x), _y.Pixels - _y.Of(y));

    private static bool Overlaps(OxyRect a, OxyRect b) => a.Left < b.Right && b.Left < a.Right && a.Top < b.Bottom && b.Top < a.Bottom;
}
