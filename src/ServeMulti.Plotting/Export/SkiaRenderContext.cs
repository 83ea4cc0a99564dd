using System.Globalization;
using System.Text;
using OxyPlot;
using ServeMulti.Plotting.Fonts;
using SkiaSharp;

namespace ServeMulti.Plotting.Export;

/// <summary>Draws to a canvas of Skia: pixels, or the pages of a PDF file.</summary>
internal sealed class SkiaRenderContext : MeasuredRenderContext, IDisposable
{
    private readonly SKCanvas _canvas;
    private readonly SKPaint _paint = new() { IsAntialias = true };
    private readonly Dictionary<bool, SKTypeface> _typefaces = [];

    public SkiaRenderContext(SKCanvas canvas) => _canvas = canvas;

    public void Dispose()
    {
        _paint.Dispose();
        foreach (var typeface in _typefaces.Values)
        {
            typeface.Dispose();
        }
    }

    public override void DrawEllipse(OxyRect rect, OxyColor fill, OxyColor stroke, double thickness, EdgeRenderingMode edgeRenderingMode) =>
        FillAndStroke(fill, stroke, thickness, null, LineJoin.Miter, () => _canvas.DrawOval(ToSkia(rect), _paint));

    public override void DrawRectangle(
        OxyRect rect,
        OxyColor fill,
        OxyColor stroke,
        double thickness,
        EdgeRenderingMode edgeRenderingMode
    ) => FillAndStroke(fill, stroke, thickness, null, LineJoin.Miter, () => _canvas.DrawRect(ToSkia(rect), _paint));

    public override void DrawLine(
        IList<ScreenPoint> points,
        OxyColor stroke,
        double thickness,
        EdgeRenderingMode edgeRenderingMode,
        double[]? dashArray,
        LineJoin lineJoin
    )
    {
        if (points.Count > 1)
        {
            using var path = ToPath(points, isClosed: false);
            FillAndStroke(OxyColors.Undefined, stroke, thickness, dashArray, lineJoin, () => _canvas.DrawPath(path, _paint));
        }
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
            using var path = ToPath(points, isClosed: true);
            FillAndStroke(fill, stroke, thickness, dashArray, lineJoin, () => _canvas.DrawPath(path, _paint));
        }
    }

    protected override void DrawTextLine(TextLine line)
    {
        _canvas.Save();
        _canvas.Translate((float)line.Origin.X, (float)line.Origin.Y);
        _canvas.RotateDegrees((float)line.Angle);
        _paint.Style = SKPaintStyle.Fill;
        _paint.Color = ToSkia(line.Color);
        var x = line.X;
        foreach (var (text, isCarried) in SplitByFont(line))
        {
            using var font = new SKFont
            {
                Size = (float)line.FontSize,
                Subpixel = true,
                Hinting = SKFontHinting.None,
            };
            using var fallback = isCarried ? null : FindTypeface(text);
            font.Typeface = fallback ?? Typeface(line.Weight > 500);
            _canvas.DrawText(text, (float)x, (float)line.Y, SKTextAlign.Left, font, _paint);
            x += TextMetrics.Width(text, line.FontSize, line.Weight);
        }

        _canvas.Restore();
    }

    protected override void SetClip(OxyRect clippingRectangle)
    {
        _canvas.Save();
        _canvas.ClipRect(ToSkia(clippingRectangle));
    }

    protected override void ResetClip() => _canvas.Restore();

    private static IEnumerable<(string Text, bool IsCarried)> SplitByFont(TextLine line)
    {
        var font = FontFile.OfWeight(line.Weight);
        var part = new StringBuilder();
        foreach (var rune in line.Text.EnumerateRunes())
        {
            if (font.Has(rune.Value))
            {
                part.Append(rune);
                continue;
            }

            if (part.Length > 0)
            {
                yield return (part.ToString(), true);
                part.Clear();
            }

            yield return (rune.ToString(), false);
        }

        if (part.Length > 0)
        {
            yield return (part.ToString(), true);
        }
    }

    /// <summary>Finds a font of the machine for a character that the font in the package does not have.</summary>
    private static SKTypeface FindTypeface(string character)
    {
        var rune = Rune.GetRuneAt(character, 0);
        return Rune.IsControl(rune) || Rune.GetUnicodeCategory(rune) == UnicodeCategory.Format
            ? SKTypeface.CreateDefault()
            : SKFontManager.Default.MatchCharacter(rune.Value)
                ?? throw new FigureExportException(
                    $"The figure cannot be drawn: no font on this machine has the character '{rune}' (U+{rune.Value:X4}). Install a font that has it, such as the package fonts-noto-cjk or fonts-dejavu-core, or write the figure as SVG."
                );
    }

    private SKTypeface Typeface(bool isBold)
    {
        if (!_typefaces.TryGetValue(isBold, out var typeface))
        {
            using var data = SKData.CreateCopy((isBold ? FontFile.Bold : FontFile.Regular).Data);
            typeface =
                SKTypeface.FromData(data)
                ?? throw new FigureExportException(
                    "The figure cannot be drawn: the font of the package could not be loaded. Install the package again, or write the figure as SVG."
                );
            _typefaces.Add(isBold, typeface);
        }

        return typeface;
    }

    private void FillAndStroke(OxyColor fill, OxyColor stroke, double thickness, double[]? dashes, LineJoin join, Action draw)
    {
        if (fill.IsVisible())
        {
            _paint.Style = SKPaintStyle.Fill;
            _paint.Color = ToSkia(fill);
            draw();
        }

        if (!stroke.IsVisible() || thickness <= 0)
        {
            return;
        }

        using var effect = dashes is { Length: > 0 }
            ? SKPathEffect.CreateDash(Array.ConvertAll(dashes, length => (float)(length * thickness)), 0)
            : null;
        _paint.Style = SKPaintStyle.Stroke;
        _paint.Color = ToSkia(stroke);
        _paint.StrokeWidth = (float)thickness;
        _paint.StrokeJoin = join switch
        {
            LineJoin.Round => SKStrokeJoin.Round,
            LineJoin.Bevel => SKStrokeJoin.Bevel,
            _ => SKStrokeJoin.Miter,
        };
        _paint.PathEffect = effect;
        draw();
        _paint.PathEffect = null;
    }

    private static SKPath ToPath(IList<ScreenPoint> points, bool isClosed)
    {
        var path = new SKPath();
        path.MoveTo((float)points[0].X, (float)points[0].Y);
        foreach (var point in points.Skip(1))
        {
            path.LineTo((float)point.X, (float)point.Y);
        }

        if (isClosed)
        {
            path.Close();
        }

        return path;
    }

    private static SKRect ToSkia(OxyRect rect) => new((float)rect.Left, (float)rect.Top, (float)rect.Right, (float)rect.Bottom);

    private static SKColor ToSkia(OxyColor color) => new(color.R, color.G, color.B, color.A);
}
