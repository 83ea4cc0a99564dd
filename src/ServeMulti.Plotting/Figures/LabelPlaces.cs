using OxyPlot;
using OxyPlot.Annotations;
using ServeMulti.Plotting.Export;

namespace ServeMulti.Plotting.Figures;

/// <summary>Finds room for labels beside points, so that none hides another or a point. A label without room is left out; pointing at its point tells it.</summary>
internal sealed class LabelPlaces
{
    private const double Gap = 7;

    private readonly ValueRange _x;
    private readonly ValueRange _y;
    private readonly double _width;
    private readonly double _height;
    private readonly List<OxyRect> _taken = [];

    public LabelPlaces(ValueRange x, ValueRange y, double width, double height, IEnumerable<(double X, double Y)> points)
    {
        (_x, _y, _width, _height) = (x, y, width, height);
        _taken.AddRange(points.Select(point => Place(point.X, point.Y)).Select(place => new OxyRect(place.X - 4, place.Y - 4, 8, 8)));
    }

    public bool TryAdd(PlotModel model, double x, double y, string text, OxyColor color)
    {
        if (text.Length == 0)
        {
            return false;
        }

        var size = TextMetrics.Measure(text, FigureStyle.SmallSize, FontWeights.Normal);
        var place = Place(x, y);
        (double X, double Y)[] candidates =
        [
            (Gap, -Gap - size.Height + 4),
            (Gap + 2, -size.Height / 2),
            (-size.Width / 2, -Gap - size.Height),
            (-Gap - 2 - size.Width, -size.Height / 2),
            (-size.Width / 2, Gap),
            (-Gap - size.Width, Gap - 4),
        ];
        foreach (var (dx, dy) in candidates)
        {
            var box = new OxyRect(place.X + dx, place.Y + dy, size.Width, size.Height);
            if (box.Left >= 0 && box.Right <= _width && box.Top >= 0 && box.Bottom <= _height && !_taken.Any(taken => Overlaps(taken, box)))
            {
                _taken.Add(box);
                model.Annotations.Add(new TextAnnotation
                {
                    XAxisKey = PanelGrid.XKey(0),
                    YAxisKey = PanelGrid.YKey(0),
                    TextPosition = new DataPoint(x, y),
                    Offset = new ScreenVector(dx, dy),
                    Text = PlainText.Of(text),
                    TextColor = color,
                    FontSize = FigureStyle.SmallSize,
                    TextHorizontalAlignment = HorizontalAlignment.Left,
                    TextVerticalAlignment = VerticalAlignment.Top,
                    StrokeThickness = 0,
                    Padding = new OxyThickness(0),
                    Layer = AnnotationLayer.AboveSeries,
                });
                return true;
            }
        }

        return false;
    }

    private ScreenPoint Place(double x, double y) =>
        new((x - _x.Low) / (_x.High - _x.Low) * _width, (1 - ((y - _y.Low) / (_y.High - _y.Low))) * _height);

    private static bool Overlaps(OxyRect a, OxyRect b) => a.Left < b.Right && b.Left < a.Right && a.Top < b.Bottom && b.Top < a.Bottom;
}
