using OxyPlot;
using OxyPlot.Series;

namespace ServeMulti.Plotting.Figures;

/// <summary>A target that keeps the parts of a curve together, so that a page can hide them.</summary>
internal interface ICurveTarget
{
    /// <summary>Begins a part of a curve.</summary>
    /// <param name="curve">The name of the curve.</param>
    void BeginCurve(string curve);

    /// <summary>Ends the part.</summary>
    void EndCurve();

    /// <summary>Adds the area of a curve in the legend.</summary>
    /// <param name="curve">The name of the curve.</param>
    /// <param name="area">The area of its symbol and its name.</param>
    void AddKey(string curve, OxyRect area);
}

/// <summary>Draws the parts of curves.</summary>
internal static class CurvePart
{
    /// <summary>Draws a part of a curve.</summary>
    public static void Draw(IRenderContext context, string? curve, Action draw)
    {
        if (curve is null || context is not ICurveTarget target)
        {
            draw();
            return;
        }

        target.BeginCurve(curve);
        draw();
        target.EndCurve();
    }

    /// <summary>Draws the symbol of a curve in the legend; the area of a name is beside it.</summary>
    public static void DrawKey(IRenderContext context, string? curve, Series series, OxyRect symbol, Action draw)
    {
        Draw(context, curve, draw);
        if (curve is not null && context is ICurveTarget target)
        {
            const double SymbolMargin = 6;
            var text = context.MeasureText(series.Title, null, FigureStyle.SmallSize, FontWeights.Normal);
            var height = Math.Max(text.Height, 14);
            target.AddKey(
                curve,
                new OxyRect(symbol.Left - 2, symbol.Center.Y - (height / 2), symbol.Width + SymbolMargin + text.Width + 6, height)
            );
        }
    }
}

/// <summary>A line that belongs to a curve.</summary>
internal sealed class CurveLine : LineSeries
{
    /// <summary>Gets the name of the curve.</summary>
    public string? Curve { get; init; }

    public override void Render(IRenderContext rc) => CurvePart.Draw(rc, Curve, () => base.Render(rc));

    public override void RenderLegend(IRenderContext rc, OxyRect legendBox) =>
        CurvePart.DrawKey(rc, Curve, this, legendBox, () => base.RenderLegend(rc, legendBox));
}

/// <summary>Dots that belong to a curve.</summary>
internal sealed class CurveDots : ScatterSeries
{
    /// <summary>Gets the name of the curve.</summary>
    public string? Curve { get; init; }

    public override void Render(IRenderContext rc) => CurvePart.Draw(rc, Curve, () => base.Render(rc));
}
