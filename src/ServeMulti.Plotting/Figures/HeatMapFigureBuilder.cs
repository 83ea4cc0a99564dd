using OxyPlot;
using OxyPlot.Annotations;
using OxyPlot.Axes;
using OxyPlot.Series;
using ServeMulti.Plotting.Fonts;
using ServeMulti.Plotting.Runs;

namespace ServeMulti.Plotting.Figures;

/// <summary>Builds one heat map: a panel per combination of the other keys, all with one scale of colours.</summary>
internal sealed class HeatMapFigureBuilder(
    string name,
    string title,
    (string X, string Y) pair,
    string label,
    IReadOnlyList<HeatMapPanel> panels
)
{
    private const string ColorKey = "colour";
    private const double ScaleRoom = 96;
    private const double MostWidth = 1000;

    /// <summary>The width of a cell in which "not measured" has room.</summary>
    private const double NamedWidth = 70;

    // Colours of texts in cells, which differ from those of other texts because the colours of cells are the same on a dark page.
    private static readonly OxyColor DarkText = OxyColor.FromRgb(0x10, 0x10, 0x10);
    private static readonly OxyColor LightText = OxyColor.FromRgb(0xfd, 0xfd, 0xfd);

    private static readonly OxyPalette Palette = OxyPalette.Interpolate(
        64,
        OxyColor.FromRgb(0xf1, 0xf6, 0xd2),
        OxyColor.FromRgb(0x8f, 0xcf, 0xb8),
        OxyColor.FromRgb(0x3f, 0x9d, 0xbd),
        OxyColor.FromRgb(0x28, 0x5c, 0xa4),
        OxyColor.FromRgb(0x11, 0x1f, 0x5c)
    );

    private readonly GroupValue[] _columns = [.. panels.SelectMany(panel => panel.Cells.Keys).Select(key => key.X).Distinct().Order()];
    private readonly GroupValue[] _rows = [.. panels.SelectMany(panel => panel.Cells.Keys).Select(key => key.Y).Distinct().Order()];
    private readonly List<FigurePoint> _hover = [];

    public Figure Build()
    {
        var means = panels.SelectMany(panel => panel.Cells.Values).Select(Mean).ToArray();
        var (low, high) = (means.Min(), means.Max());
        var cellWidth = Math.Clamp(MostWidth / panels.Count / _columns.Length, 8, 92);
        var cellHeight = Math.Clamp(640.0 / _rows.Length, 8, 44);
        var hasGaps = cellWidth < NamedWidth && panels.Any(panel => panel.Cells.Count < _columns.Length * _rows.Length);
        var model = FigureStyle.CreateModel(
            $"{MetricText.Capital(title)} by {pair.X} and {pair.Y}",
            string.Join('\n', new[] { label, hasGaps ? "– and an empty cell: not measured" : "" }.Where(line => line.Length > 0))
        );
        var grid = new PanelGrid(
            model,
            [.. panels.Select(panel => panel.Held)],
            [""],
            Math.Max(150, cellHeight * _rows.Length),
            Math.Max(300, cellWidth * _columns.Length)
        );
        grid.AddAxes(
            _ => CategoryAxis.Create(AxisPosition.Bottom, pair.X, [.. _columns.Select(value => value.ToString())], grid.PanelWidth),
            _ => CategoryAxis.Create(AxisPosition.Left, pair.Y, [.. _rows.Select(value => value.ToString())], grid.PanelHeight)
        );
        // If all values are equal, the scale needs a width all the same.
        var margin = high > low ? 0 : Math.Max(Math.Abs(low) * 0.01, 1e-9);
        model.Axes.Add(ColorAxis(low - margin, high + margin, grid.PanelHeight));
        var (width, height) = (grid.PanelWidth / _columns.Length, grid.PanelHeight / _rows.Length);
        for (var column = 0; column < panels.Count; column++)
        {
            AddCells(model, column, (low - margin, high + margin), (width, height));
        }

        grid.FitTitle();
        return new Figure(name, model, grid.Width + ScaleRoom, grid.Height)
        {
            Points = _hover,
            Description = FigureWords.Join(
                $"{FigureWords.Count(means.Length, "cell")} in {FigureWords.Count(panels.Count, "panel")}.",
                $"The lowest: {Text(Cells().MinBy(cell => Mean(cell.Values)))}.",
                $"The highest: {Text(Cells().MaxBy(cell => Mean(cell.Values)))}."
            ),
        };
    }

    private IEnumerable<(string Held, GroupValue X, GroupValue Y, CaseValue[] Values)> Cells() =>
        panels.SelectMany(panel => panel.Cells, (panel, cell) => (panel.Held, cell.Key.X, cell.Key.Y, cell.Value));

    private string Text((string Held, GroupValue X, GroupValue Y, CaseValue[] Values) cell) =>
        $"{NumberText.Value(Mean(cell.Values))} at {pair.X}={cell.X}, {pair.Y}={cell.Y}{(cell.Held.Length > 0 ? $", {cell.Held}" : "")}";

    private static double Mean(CaseValue[] cell) => cell.Average(value => value.Value);

    private LinearColorAxis ColorAxis(double low, double high, double length)
    {
        var axis = new LinearColorAxis
        {
            Key = ColorKey,
            Palette = Palette,
            Minimum = low,
            Maximum = high,
            AxisDistance = 14,
            PositionTier = 1,
        };
        Axes.Style(axis, AxisPosition.Right, TextMetrics.Shorten(title, length, FigureStyle.TextSize));
        (axis.MajorGridlineStyle, axis.AxislineStyle) = (LineStyle.None, LineStyle.None);
        // The library takes the length of the ticks for the width of the scale.
        (axis.MajorTickSize, axis.TicklineColor) = (20, OxyColors.Transparent);
        axis.LabelFormatter = NumberText.Tick;
        axis.ClipTitle = false;
        return axis;
    }

    private void AddCells(PlotModel model, int column, (double Low, double High) scale, (double Width, double Height) size)
    {
        var (xKey, yKey) = (PanelGrid.XKey(column), PanelGrid.YKey(0));
        var cells = new RectangleBarSeries
        {
            XAxisKey = xKey,
            YAxisKey = yKey,
            StrokeThickness = 1,
            StrokeColor = FigureStyle.Paper,
            RenderInLegend = false,
        };
        model.Series.Add(cells);
        foreach (var ((x, y), values) in panels[column].Cells)
        {
            var (place, row) = (Array.IndexOf(_columns, x), Array.IndexOf(_rows, y));
            var mean = Mean(values);
            var color = Palette.Colors[(int)Math.Round((mean - scale.Low) / (scale.High - scale.Low) * (Palette.Colors.Count - 1))];
            cells.Items.Add(new RectangleBarItem(place - 0.5, row - 0.5, place + 0.5, row + 0.5) { Color = color });
            var text = values.Length == 1 ? values[0].Text : NumberText.Mean(mean, null);
            AddText(
                model,
                (column, place, row),
                Fit(text, size) + (values.Any(value => value.HasFailures) ? "\nfailures" : ""),
                FigureStyle.Contrast(color, LightText) >= 4.5 ? LightText : DarkText,
                size
            );
            _hover.Add(new FigurePoint(place, row, Describe(x, y, panels[column].Held, values)) { XAxisKey = xKey, YAxisKey = yKey });
        }

        foreach (var (x, y) in _columns.SelectMany(x => _rows, (x, y) => (x, y)).Where(cell => !panels[column].Cells.ContainsKey(cell)))
        {
            AddText(
                model,
                (column, Array.IndexOf(_columns, x), Array.IndexOf(_rows, y)),
                size is { Width: >= NamedWidth, Height: >= 30 } ? "not\nmeasured" : "–",
                FigureStyle.Faint,
                size
            );
        }
    }

    private static void AddText(
        PlotModel model,
        (int Column, int Place, int Row) at,
        string text,
        OxyColor color,
        (double Width, double Height) size
    )
    {
        if (size is { Width: >= 44, Height: >= 16 })
        {
            model.Annotations.Add(
                new TextAnnotation
                {
                    XAxisKey = PanelGrid.XKey(at.Column),
                    YAxisKey = PanelGrid.YKey(0),
                    TextPosition = new DataPoint(at.Place, at.Row),
                    Text = PlainText.Of(text),
                    TextColor = color,
                    FontSize = FigureStyle.SmallSize,
                    StrokeThickness = 0,
                    TextHorizontalAlignment = HorizontalAlignment.Center,
                    TextVerticalAlignment = VerticalAlignment.Middle,
                    Layer = AnnotationLayer.AboveSeries,
                }
            );
        }
    }

    /// <summary>Writes an interval on a line of its own, and leaves it out where there is no room.</summary>
    private static string Fit(string text, (double Width, double Height) size)
    {
        var end = text.IndexOfAny(['±', '(']);
        var mean = end < 0 ? text : text[..end].TrimEnd();
        return end < 0 || size.Height < 36 || size.Width < 70 ? mean : $"{mean}\n{text[end..]}";
    }

    private string Describe(GroupValue x, GroupValue y, string held, CaseValue[] values) =>
        string.Join(
            '\n',
            (
                (string[])
                    [
                        $"{pair.X}={x}, {pair.Y}={y}",
                        held,
                        .. values.Select(value => $"{title}: {value.Text}{(value.HasFailures ? " (requests failed)" : "")}"),
                    ]
            ).Where(line => line.Length > 0)
        );
}
