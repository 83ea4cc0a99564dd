using OxyPlot;
using OxyPlot.Axes;
using ServeMulti.Plotting.Fonts;

namespace ServeMulti.Plotting.Figures;

/// <summary>An axis of values at equal distances, such as those of a parameter.</summary>
internal static class CategoryAxis
{
    /// <summary>Creates an axis.</summary>
    /// <param name="position">The side.</param>
    /// <param name="title">The title.</param>
    /// <param name="values">The values, from low to high.</param>
    /// <param name="length">The length of the axis in pixels, to which values are shortened.</param>
    public static Axis Create(AxisPosition position, string title, IReadOnlyList<string> values, double length)
    {
        const double Gap = 8;
        const double NameWidth = 160;
        const double TitleWidth = 200;
        const double LeastWidth = 30;
        // With too little room for every value, only some are shown; the others are between them.
        var distance = length / values.Count;
        var widest = values.Max(value => TextMetrics.Width(value, FigureStyle.SmallSize, FontWeights.Normal));
        var step = position == AxisPosition.Bottom ? (int)Math.Ceiling((Math.Min(widest, LeastWidth) + Gap) / distance) : 1;
        var room = position == AxisPosition.Bottom ? (distance * step) - Gap : NameWidth;
        var axis = new LinearAxis
        {
            Minimum = -0.5,
            Maximum = values.Count - 0.5,
            MajorStep = step,
            MinorStep = step,
        };
        Axes.Style(axis, position, TextMetrics.Shorten(title, Math.Max(length, TitleWidth), FigureStyle.TextSize));
        axis.ClipTitle = false;
        axis.MajorGridlineStyle = LineStyle.None;
        axis.LabelFormatter = place =>
            Math.Abs(place - Math.Round(place)) < 1e-6 && (int)Math.Round(place) is >= 0 and var index && index < values.Count
                ? PlainText.Of(TextMetrics.Shorten(values[index], room, FigureStyle.SmallSize))
                : "";
        return axis;
    }
}
