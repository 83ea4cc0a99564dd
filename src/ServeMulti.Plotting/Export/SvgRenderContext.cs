using System.Globalization;
using System.Text;
using OxyPlot;
using ServeMulti.Plotting.Figures;
using ServeMulti.Plotting.Fonts;

namespace ServeMulti.Plotting.Export;

/// <summary>Draws to the text of an SVG picture: the same bytes for the same figure on every machine and in every culture.</summary>
/// <remarks>
/// Every text has a fixed length, so that a viewer with another font squeezes or stretches it a little instead of clipping it. Clipping is
/// done by nested pictures, which need no identifiers that could clash between several pictures in one document.
/// </remarks>
internal sealed class SvgRenderContext : MeasuredRenderContext, ICurveTarget
{
    private readonly StringBuilder _text = new();
    private readonly Dictionary<string, int> _curves = new(StringComparer.Ordinal);
    private readonly List<(string Curve, OxyRect Area)> _keys = [];

    public SvgRenderContext(double width, double height, string title, OxyColor background)
    {
        _text
            .Append(
                CultureInfo.InvariantCulture,
                $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{N(width)}\" height=\"{N(height)}\" viewBox=\"0 0 {N(width)} {N(height)}\" "
            )
            .Append(CultureInfo.InvariantCulture, $"role=\"img\" aria-label=\"{Escape(title)}\" font-family=\"{FigureMark.SvgFonts}\">\n");
        if (background.IsVisible())
        {
            _text.Append(CultureInfo.InvariantCulture, $"<rect width=\"{N(width)}\" height=\"{N(height)}\"{Fill(background)}/>\n");
        }
    }

    public string Complete()
    {
        foreach (var (curve, area) in _keys)
        {
            _text.Append(
                CultureInfo.InvariantCulture,
                $"<rect class=\"key\" data-curve=\"{NumberOf(curve)}\" data-name=\"{Escape(curve)}\" x=\"{N(area.Left)}\" y=\"{N(area.Top)}\" width=\"{N(area.Width)}\" height=\"{N(area.Height)}\" fill=\"none\" pointer-events=\"all\"/>\n"
            );
        }

        return _text.Append("</svg>\n").ToString();
    }

    /// <summary>Adds an invisible area with a tooltip.</summary>
    public void AddSpot(ScreenPoint center, string text, string? curve) =>
        _text.Append(
            CultureInfo.InvariantCulture,
            $"<circle class=\"spot\"{(curve is null ? "" : $" data-curve=\"{NumberOf(curve)}\"")} cx=\"{N(center.X)}\" cy=\"{N(center.Y)}\" r=\"8\" fill=\"none\" pointer-events=\"all\"><title>{Escape(text)}</title></circle>\n"
        );

    public void BeginCurve(string curve) => _text.Append(CultureInfo.InvariantCulture, $"<g data-curve=\"{NumberOf(curve)}\">\n");

    public void EndCurve() => _text.Append("</g>\n");

    public void AddKey(string curve, OxyRect area) => _keys.Add((curve, area));

    public override void DrawEllipse(OxyRect rect, OxyColor fill, OxyColor stroke, double thickness, EdgeRenderingMode edgeRenderingMode) =>
        _text.Append(
            CultureInfo.InvariantCulture,
            $"<ellipse cx=\"{N(rect.Center.X)}\" cy=\"{N(rect.Center.Y)}\" rx=\"{N(rect.Width / 2)}\" ry=\"{N(rect.Height / 2)}\"{Fill(fill)}{Stroke(stroke, thickness, null, LineJoin.Miter)}/>\n"
        );

    public override void DrawRectangle(
        OxyRect rect,
        OxyColor fill,
        OxyColor stroke,
        double thickness,
        EdgeRenderingMode edgeRenderingMode
    ) =>
        _text.Append(
            CultureInfo.InvariantCulture,
            $"<rect x=\"{N(rect.Left)}\" y=\"{N(rect.Top)}\" width=\"{N(rect.Width)}\" height=\"{N(rect.Height)}\"{Fill(fill)}{Stroke(stroke, thickness, null, LineJoin.Miter)}/>\n"
        );

    public override void DrawLine(
        IList<ScreenPoint> points,
        OxyColor stroke,
        double thickness,
        EdgeRenderingMode edgeRenderingMode,
        double[]? dashArray,
        LineJoin lineJoin
    )
    {
        if (points.Count > 1 && stroke.IsVisible() && thickness > 0)
        {
            AppendPath(points, isClosed: false);
            _text.Append(CultureInfo.InvariantCulture, $"\" fill=\"none\"{Stroke(stroke, thickness, dashArray, lineJoin)}/>\n");
        }
    }

    public override void DrawLineSegments(
        IList<ScreenPoint> points,
        OxyColor stroke,
        double thickness,
        EdgeRenderingMode edgeRenderingMode,
        double[]? dashArray,
        LineJoin lineJoin
    )
    {
        if (points.Count < 2 || stroke.IsInvisible() || thickness <= 0)
        {
            return;
        }

        _text.Append("<path d=\"");
        for (var index = 0; index + 1 < points.Count; index += 2)
        {
            _text.Append(
                CultureInfo.InvariantCulture,
                $"M{N(points[index].X)} {N(points[index].Y)}L{N(points[index + 1].X)} {N(points[index + 1].Y)}"
            );
        }

        _text.Append(CultureInfo.InvariantCulture, $"\" fill=\"none\"{Stroke(stroke, thickness, dashArray, lineJoin)}/>\n");
    }

    public override void DrawPolygon(
        IList<ScreenPoint> points,
        OxyColor fill,
        OxyColor stroke,
        double thickness,
        EdgeRenderingMode edgeRenderingMode,
        double[]? dashArray,
        LineJoin lineJoin
    )
    {
        if (points.Count > 1)
        {
            AppendPath(points, isClosed: true);
            _text.Append(CultureInfo.InvariantCulture, $"\"{Fill(fill)}{Stroke(stroke, thickness, dashArray, lineJoin)}/>\n");
        }
    }

    protected override void DrawTextLine(TextLine line)
    {
        var turn = line.Angle == 0 ? "" : $" transform=\"rotate({N(line.Angle)} {N(line.Origin.X)} {N(line.Origin.Y)})\"";
        var weight = line.Weight > 500 ? " font-weight=\"700\"" : "";
        _text
            .Append(
                CultureInfo.InvariantCulture,
                $"<text x=\"{N(line.Origin.X + line.X)}\" y=\"{N(line.Origin.Y + line.Y)}\" font-size=\"{N(line.FontSize)}\"{weight}{Fill(line.Color)}"
            )
            .Append(
                CultureInfo.InvariantCulture,
                $" textLength=\"{N(line.Width)}\" lengthAdjust=\"spacingAndGlyphs\"{turn}>{Escape(line.Text)}</text>\n"
            );
    }

    protected override void SetClip(OxyRect clippingRectangle)
    {
        var (x, y, width, height) = (
            N(clippingRectangle.Left),
            N(clippingRectangle.Top),
            N(clippingRectangle.Width),
            N(clippingRectangle.Height)
        );
        _text.Append(
            CultureInfo.InvariantCulture,
            $"<svg x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" viewBox=\"{x} {y} {width} {height}\">\n"
        );
    }

    protected override void ResetClip() => _text.Append("</svg>\n");

    internal static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '&' => escaped.Append("&amp;"),
                '<' => escaped.Append("&lt;"),
                '>' => escaped.Append("&gt;"),
                '"' => escaped.Append("&quot;"),
                '\n' => escaped.Append('\n'),
                // XML cannot contain control characters and non-characters, not even escaped.
                < 0x20 or (>= 0x7F and < 0xA0) or 0xFFFE or 0xFFFF => escaped.Append('\uFFFD'),
                _ when VisibleText.IsHidden(rune) => escaped.Append(VisibleText.Spell(rune)),
                _ => escaped.Append(rune),
            };
        }

        return escaped.ToString();
    }

    private int NumberOf(string curve)
    {
        _curves.TryAdd(curve, _curves.Count);
        return _curves[curve];
    }

    private static string N(double value)
    {
        var text = Math.Round(value, 2, MidpointRounding.AwayFromZero).ToString("0.##", CultureInfo.InvariantCulture);
        return text == "-0" ? "0" : text;
    }

    private static string Color(OxyColor color) => string.Create(CultureInfo.InvariantCulture, $"#{color.R:x2}{color.G:x2}{color.B:x2}");

    private static string Opacity(string name, OxyColor color) => color.A == 255 ? "" : $" {name}=\"{N(color.A / 255.0)}\"";

    private static string Fill(OxyColor color) =>
        color.IsVisible() ? $" fill=\"{Color(color)}\"{Opacity("fill-opacity", color)}" : " fill=\"none\"";

    private static string Stroke(OxyColor color, double thickness, double[]? dashes, LineJoin join)
    {
        if (color.IsInvisible() || thickness <= 0)
        {
            return "";
        }

        var dash = dashes is { Length: > 0 }
            ? $" stroke-dasharray=\"{string.Join(' ', dashes.Select(length => N(length * thickness)))}\""
            : "";
        var corner = join switch
        {
            LineJoin.Round => " stroke-linejoin=\"round\"",
            LineJoin.Bevel => " stroke-linejoin=\"bevel\"",
            _ => "",
        };
        return $" stroke=\"{Color(color)}\" stroke-width=\"{N(thickness)}\"{Opacity("stroke-opacity", color)}{dash}{corner}";
    }

    private void AppendPath(IList<ScreenPoint> points, bool isClosed)
    {
        _text.Append("<path d=\"");
        for (var index = 0; index < points.Count; index++)
        {
            _text.Append(index == 0 ? 'M' : 'L').Append(N(points[index].X)).Append(' ').Append(N(points[index].Y));
        }

        _text.Append(isClosed ? "Z" : "");
    }
}
