using OxyPlot;
using OxyPlot.Annotations;

namespace ServeMulti.Plotting.Figures;

/// <summary>A mark that belongs to a curve, and is hidden with it.</summary>
internal sealed class CurveMark : PointAnnotation
{
    /// <summary>Gets the name of the curve; null if it belongs to none.</summary>
    public string? Curve { get; init; }

    public override void Render(IRenderContext rc) => CurvePart.Draw(rc, Curve, () => base.Render(rc));
}

/// <summary>A text that belongs to a curve, and is hidden with it.</summary>
internal sealed class CurveLabel : TextAnnotation
{
    /// <summary>Gets the name of the curve; null if it belongs to none.</summary>
    public string? Curve { get; init; }

    public override void Render(IRenderContext rc) => CurvePart.Draw(rc, Curve, () => base.Render(rc));
}
