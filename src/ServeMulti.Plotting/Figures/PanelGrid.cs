using OxyPlot;
using OxyPlot.Annotations;
using OxyPlot.Axes;
using OxyPlot.Legends;
using OxyPlot.Series;
using ServeMulti.Plotting.Fonts;

namespace ServeMulti.Plotting.Figures;

/// <summary>Rows and columns of panels in one model: the panels of a column share their x axis, those of a row their y axis.</summary>
internal sealed class PanelGrid
{
    private const double ColumnGap = 22;
    private const double RowGap = 26;
    private const double LegendWidth = 300;
    private const double AxisRoom = 84;
    private const double LegendRoom = 64;
    private const double HighestLegend = 480;
    private const int MostLines = 6;
    private const int MostTitleLines = 2;

    private readonly PlotModel _model;
    private readonly IReadOnlyList<string> _columns;
    private readonly IReadOnlyList<string> _rows;
    private readonly double _panelHeight;
    private readonly double _panelWidth;
    private double _legendWidth;
    private double _legendHeight;
    private double _axisWidth;
    private double _axisHeight;

    /// <param name="model">The model.</param>
    /// <param name="columns">The heading of each column; empty: none.</param>
    /// <param name="rows">The heading of each row; empty: none.</param>
    /// <param name="panelHeight">The height of a panel in pixels; null: by the number of panels.</param>
    /// <param name="panelWidth">The width of a panel in pixels; null: by its height.</param>
    public PanelGrid(
        PlotModel model,
        IReadOnlyList<string> columns,
        IReadOnlyList<string> rows,
        double? panelHeight,
        double? panelWidth = null
    )
    {
        _model = model;
        _panelHeight =
            panelHeight
            ?? (
                rows.Count * columns.Count == 1 ? 380
                : rows.Count > 3 || columns.Count > 3 ? 200
                : 250
            );
        _panelWidth = panelWidth ?? Math.Max(columns.Count == 1 ? 520 : 240, _panelHeight * 1.4);
        _columns = [.. columns.Select(heading => Fit(heading, _panelWidth, FigureStyle.TextSize, FontWeights.Bold))];
        _rows = [.. rows.Select(heading => Fit(heading, _panelHeight, FigureStyle.TextSize, FontWeights.Bold))];
    }

    public double Height => Math.Ceiling(Math.Max(PanelsHeight + 62 + _axisHeight, _legendHeight + LegendRoom) + HeadRoom);

    public double Width =>
        Math.Ceiling(
            AxisRoom
                + _axisWidth
                + (_columns.Count * _panelWidth)
                + ((_columns.Count - 1) * ColumnGap)
                + _legendWidth
                + 30
                + (HasRowHeadings ? 8 + HeadingHeight(_rows) : 0)
        );

    private double PanelsHeight => (_rows.Count * _panelHeight) + ((_rows.Count - 1) * RowGap);

    public double PanelWidth => _panelWidth;

    public double PanelHeight => _panelHeight;

    private bool HasColumnHeadings => _columns.Any(heading => heading.Length > 0);

    private bool HasRowHeadings => _rows.Any(heading => heading.Length > 0);

    private double HeadRoom
    {
        get
        {
            var lines =
                TextMetrics.Measure(_model.Title, FigureStyle.TitleSize, FontWeights.Bold).Height
                + TextMetrics.Measure(_model.Subtitle, FigureStyle.TextSize, FontWeights.Normal).Height;
            return lines + 30 + (HasColumnHeadings ? 8 + HeadingHeight(_columns) : 0);
        }
    }

    private static double HeadingHeight(IReadOnlyList<string> headings) =>
        headings.Max(heading => TextMetrics.Measure(heading, FigureStyle.TextSize, FontWeights.Bold).Height);

    public static string XKey(int column) => $"x{column}";

    public static string YKey(int row) => $"y{row}";

    /// <summary>Adds one axis per column and per row, and the headings.</summary>
    /// <param name="createX">Creates the x axis of a column.</param>
    /// <param name="createY">Creates the y axis of a row.</param>
    public void AddAxes(Func<int, Axis> createX, Func<int, Axis> createY)
    {
        for (var column = 0; column < _columns.Count; column++)
        {
            var (start, end) = Span(column, _columns.Count, ColumnGap, _panelWidth);
            var axis = createX(column);
            _axisHeight = Math.Max(_axisHeight, WrapTitle(axis, _panelWidth));
            Add(axis, XKey(column), start, end);
        }

        for (var row = 0; row < _rows.Count; row++)
        {
            var (start, end) = Span(_rows.Count - 1 - row, _rows.Count, RowGap, _panelHeight);
            var axis = createY(row);
            _axisWidth = Math.Max(_axisWidth, WrapTitle(axis, _panelHeight));
            Add(axis, YKey(row), start, end);
        }

        for (var column = 0; HasColumnHeadings && column < _columns.Count; column++)
        {
            var (start, end) = Span(column, _columns.Count, ColumnGap, _panelWidth);
            Add(Axes.Heading(AxisPosition.Top, _columns[column]), $"heading-{XKey(column)}", start, end);
        }

        for (var row = 0; HasRowHeadings && row < _rows.Count; row++)
        {
            var (start, end) = Span(_rows.Count - 1 - row, _rows.Count, RowGap, _panelHeight);
            Add(Axes.Heading(AxisPosition.Right, _rows[row]), $"heading-{YKey(row)}", start, end);
        }

        if (_rows.Count * _columns.Count > 1)
        {
            AddFrames();
        }
    }

    /// <summary>Adds a heading above one panel that is not in the first row, or clears the place of a panel that is empty.</summary>
    public void AddPanelHeading((int Column, int Row) at, string heading, double middle, double top)
    {
        if (heading.Length == 0)
        {
            _model.Annotations.Add(
                new RectangleAnnotation
                {
                    XAxisKey = XKey(at.Column),
                    YAxisKey = YKey(at.Row),
                    Fill = FigureStyle.Paper,
                    Stroke = FigureStyle.Paper,
                    StrokeThickness = 2,
                    Layer = AnnotationLayer.BelowSeries,
                }
            );
        }
        else if (at.Row > 0)
        {
            _model.Annotations.Add(
                new TextAnnotation
                {
                    XAxisKey = XKey(at.Column),
                    YAxisKey = YKey(at.Row),
                    Text = PlainText.Of(TextMetrics.Shorten(heading, _panelWidth, FigureStyle.TextSize, FontWeights.Bold)),
                    TextPosition = new DataPoint(middle, top),
                    TextHorizontalAlignment = HorizontalAlignment.Center,
                    TextVerticalAlignment = VerticalAlignment.Middle,
                    Offset = new ScreenVector(0, -RowGap / 2),
                    TextColor = FigureStyle.Ink,
                    FontSize = FigureStyle.TextSize,
                    FontWeight = FontWeights.Bold,
                    StrokeThickness = 0,
                    Padding = new OxyThickness(0),
                    ClipByXAxis = false,
                    ClipByYAxis = false,
                }
            );
        }
    }

    /// <summary>Adds a legend to the right of the panels; long names are wrapped.</summary>
    public void AddLegend(string title)
    {
        var shown = _model.Series.Where(series => series.RenderInLegend && !string.IsNullOrEmpty(series.Title)).ToArray();
        if (shown.Length == 0)
        {
            return;
        }

        foreach (var series in shown)
        {
            series.Title = PlainText.Of(Fit(series.Title, LegendWidth, FigureStyle.SmallSize));
        }

        var heading = Fit(title, LegendWidth, FigureStyle.SmallSize, FontWeights.Bold);
        _model.Legends.Add(
            new Legend
            {
                LegendPlacement = LegendPlacement.Outside,
                LegendPosition = LegendPosition.RightTop,
                LegendOrientation = LegendOrientation.Vertical,
                LegendTitle = heading.Length > 0 ? PlainText.Of(heading) : null,
                LegendTitleFontSize = FigureStyle.SmallSize,
                LegendTitleFontWeight = FontWeights.Bold,
                LegendFontSize = FigureStyle.SmallSize,
                LegendTextColor = FigureStyle.Ink,
                LegendTitleColor = FigureStyle.Ink,
                LegendBorderThickness = 0,
                LegendSymbolLength = 26,
                LegendSymbolMargin = 6,
                LegendPadding = 4,
                LegendMargin = 14,
                LegendLineSpacing = 5,
                LegendColumnSpacing = 12,
            }
        );
        MeasureLegend(heading, shown);
    }

    /// <summary>Wraps title and subtitle to the width of the figure; called last, when the width is known.</summary>
    public void FitTitle()
    {
        var width = Width - 40;
        _model.Title = Fit(_model.Title, width, FigureStyle.TitleSize, FontWeights.Bold);
        _model.Subtitle = _model.Subtitle is null
            ? null
            : string.Join('\n', _model.Subtitle.Split('\n').Select(line => Fit(line, width, FigureStyle.TextSize)));
    }

    /// <summary>Wraps text to at most about six lines: longer text would leave no room for the panels, and is whole in the tooltips.</summary>
    private static string Fit(string text, double width, double fontSize, double weight = FontWeights.Normal) =>
        TextMetrics.Wrap(TextMetrics.Shorten(text, MostLines * width, fontSize, weight), width, fontSize, weight);

    /// <summary>Wraps the title of an axis to its length, because the library would cut it.</summary>
    /// <returns>The room that the lines after the first one take.</returns>
    private static double WrapTitle(Axis axis, double length)
    {
        if (string.IsNullOrEmpty(axis.Title))
        {
            return 0;
        }

        axis.Title = TextMetrics.Wrap(
            TextMetrics.Shorten(axis.Title, MostTitleLines * 0.9 * length, axis.TitleFontSize),
            length,
            axis.TitleFontSize
        );
        axis.ClipTitle = false;
        return (axis.Title.Count(character => character == '\n') * TextMetrics.LineHeight * axis.TitleFontSize);
    }

    private void MeasureLegend(string heading, Series[] shown)
    {
        var texts = shown.Select(series => TextMetrics.Measure(series.Title, FigureStyle.SmallSize, FontWeights.Normal)).ToArray();
        var title = TextMetrics.Measure(heading, FigureStyle.SmallSize, FontWeights.Bold);
        // A legend that is too long continues in another column.
        var height = title.Height + texts.Sum(text => text.Height + 5) + 24;
        var highest = Math.Max(HighestLegend, PanelsHeight);
        var legendColumns = (int)Math.Ceiling(height / highest);
        _legendWidth = Math.Max(title.Width + 8, legendColumns * (texts.Max(text => text.Width) + 26 + 6 + 12 + 8)) + 14;
        // Names of several lines fill columns unevenly.
        _legendHeight = legendColumns == 1 ? height : (height / legendColumns) + texts.Max(text => text.Height) + 24;
    }

    private void AddFrames()
    {
        for (var row = 0; row < _rows.Count; row++)
        {
            for (var column = 0; column < _columns.Count; column++)
            {
                _model.Annotations.Add(
                    new RectangleAnnotation
                    {
                        XAxisKey = XKey(column),
                        YAxisKey = YKey(row),
                        Fill = OxyColors.Transparent,
                        Stroke = FigureStyle.Frame,
                        StrokeThickness = 1,
                        Layer = AnnotationLayer.BelowSeries,
                    }
                );
            }
        }
    }

    private static (double Start, double End) Span(int index, int count, double gap, double size)
    {
        var whole = (count * size) + ((count - 1) * gap);
        var start = index * (size + gap) / whole;
        return (start, start + (size / whole));
    }

    private void Add(Axis axis, string key, double start, double end)
    {
        (axis.Key, axis.StartPosition, axis.EndPosition) = (key, start, end);
        _model.Axes.Add(axis);
    }
}
