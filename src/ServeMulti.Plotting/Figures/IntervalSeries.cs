using OxyPlot;
using OxyPlot.Series;

namespace ServeMulti.Plotting.Figures;

/// <summary>Draws the intervals of points in both directions. If a logarithmic axis cannot show an end, the bar goes to the end of the
/// axis.</summary>
internal sealed class IntervalSeries : XYAxisSeries
{
    private const double Cap = 3.5;

    public required IReadOnlyList<PointInterval> Items { get; init; }

    public OxyColor Color { get; init; } = FigureStyle.Ink;

    /// <summary>Gets the name of the curve; null if there is none.</summary>
    public string? Curve { get; init; }

    public override void Render(IRenderContext rc) => CurvePart.Draw(rc, Curve, () => Draw(rc));

    public override void RenderLegend(IRenderContext rc, OxyRect legendBox) { }

    private void Draw(IRenderContext rc)
    {
        var segments = new List<ScreenPoint>();
        foreach (var item in Items)
        {
            if (item.HalfX is { } halfX && halfX > 0)
            {
                var (low, high) = (Clamp(XAxis, item.X - halfX), Clamp(XAxis, item.X + halfX));
                var (a, b) = (this.Transform(low, item.Y), this.Transform(high, item.Y));
                segments.AddRange([
                    a,
                    b,
                    a + new ScreenVector(0, -Cap),
                    a + new ScreenVector(0, Cap),
                    b + new ScreenVector(0, -Cap),
                    b + new ScreenVector(0, Cap),
                ]);
            }

            if (item.HalfY is { } halfY && halfY > 0)
            {
                var (low, high) = (Clamp(YAxis, item.Y - halfY), Clamp(YAxis, item.Y + halfY));
                var (a, b) = (this.Transform(item.X, low), this.Transform(item.X, high));
                segments.AddRange([
                    a,
                    b,
                    a + new ScreenVector(-Cap, 0),
                    a + new ScreenVector(Cap, 0),
                    b + new ScreenVector(-Cap, 0),
                    b + new ScreenVector(Cap, 0),
                ]);
            }
        }

        rc.DrawLineSegments(segments, Color, 1, EdgeRenderingMode, null, LineJoin.Miter);
    }

    /// <summary>Slightly beyond the axis, so that such a bar has no cap.</summary>
    private static double Clamp(OxyPlot.Axes.Axis axis, double value) =>
        axis.IsLogarithmic()
            ? Math.Clamp(value, axis.ActualMinimum / 10, axis.ActualMaximum * 10)
            : Math.Clamp(
                value,
                axis.ActualMinimum - (axis.ActualMaximum - axis.ActualMinimum),
                axis.ActualMaximum + (axis.ActualMaximum - axis.ActualMinimum)
            );
}

/// <summary>A point and half the widths of its intervals; null if there is no interval.</summary>
internal readonly record struct PointInterval(double X, double Y, double? HalfX, double? HalfY);
