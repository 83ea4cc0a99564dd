using OxyPlot;
using OxyPlot.Axes;

namespace ServeMulti.Plotting.Figures;

/// <summary>Creates axes in the style of all figures.</summary>
internal static class Axes
{
    public static Axis Value(AxisPosition position, string title, FigureScale scale, ValueRange range)
    {
        Axis axis = scale switch
        {
            FigureScale.Logarithmic => new LogarithmicAxis { PowerPadding = false },
            FigureScale.SquareRoot => new SquareRootAxis(),
            _ => new LinearAxis(),
        };
        Style(axis, position, title);
        (axis.Minimum, axis.Maximum) = (range.Low, range.High);
        (axis.AbsoluteMinimum, axis.AbsoluteMaximum) = (range.Low, range.High);
        axis.LabelFormatter = NumberText.Tick;
        return axis;
    }

    /// <summary>Creates an axis that shows only a title: the heading of a row or a column of panels.</summary>
    public static Axis Heading(AxisPosition position, string title)
    {
        var axis = new LinearAxis
        {
            Minimum = 0,
            Maximum = 1,
            TickStyle = TickStyle.None,
            LabelFormatter = _ => "",
            MajorTickSize = 0,
            MinorTickSize = 0,
        };
        Style(axis, position, title);
        (axis.MajorGridlineStyle, axis.TickStyle, axis.AxislineStyle) = (LineStyle.None, TickStyle.None, LineStyle.None);
        axis.TitleFontWeight = FontWeights.Bold;
        // A heading is wrapped, because shortened headings could look the same.
        axis.ClipTitle = false;
        return axis;
    }

    public static void Style(Axis axis, AxisPosition position, string title)
    {
        axis.Position = position;
        axis.Title = PlainText.Of(title);
        axis.TitleFontSize = FigureStyle.TextSize;
        axis.TitleColor = FigureStyle.Ink;
        axis.AxisTitleDistance = 8;
        axis.TextColor = FigureStyle.Ink;
        axis.FontSize = FigureStyle.SmallSize;
        axis.TicklineColor = FigureStyle.Frame;
        axis.AxislineColor = FigureStyle.Frame;
        axis.AxislineStyle = LineStyle.Solid;
        axis.TickStyle = TickStyle.Outside;
        axis.MajorTickSize = 4;
        axis.MinorTickSize = 0;
        axis.MajorGridlineStyle = LineStyle.Solid;
        axis.MajorGridlineColor = FigureStyle.Grid;
        axis.MajorGridlineThickness = 1;
        axis.CropGridlines = true;
        axis.MinimumPadding = axis.MaximumPadding = 0;
        axis.IsPanEnabled = axis.IsZoomEnabled = false;
    }

    /// <summary>An axis with a square root scale.</summary>
    private sealed class SquareRootAxis : LinearAxis
    {
        public override double Transform(double x) => (PreTransform(x) - Offset) * Scale;

        public override double InverseTransform(double sx) => PostInverseTransform((sx / Scale) + Offset);

        protected override double PreTransform(double x) => Math.Sqrt(Math.Max(0, x));

        protected override double PostInverseTransform(double x) => x * x;
    }
}
