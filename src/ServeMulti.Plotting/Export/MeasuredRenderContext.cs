using OxyPlot;
using ServeMulti.Plotting.Fonts;

namespace ServeMulti.Plotting.Export;

/// <summary>The common part of the targets: it measures and places text line by line with one font; the target draws the lines.</summary>
internal abstract class MeasuredRenderContext : ClippingRenderContext
{
    protected MeasuredRenderContext() => RendersToScreen = false;

    public sealed override OxySize MeasureText(string text, string? fontFamily, double fontSize, double fontWeight) =>
        TextMetrics.Measure(text, fontSize, fontWeight);

    public sealed override void DrawText(
        ScreenPoint p,
        string text,
        OxyColor fill,
        string? fontFamily,
        double fontSize,
        double fontWeight,
        double rotate,
        HorizontalAlignment halign,
        VerticalAlignment valign,
        OxySize? maxSize
    )
    {
        if (string.IsNullOrEmpty(text) || fill.IsInvisible())
        {
            return;
        }

        var lines = TextMetrics.SplitLines(text);
        var height = TextMetrics.LineHeight * fontSize;
        for (var index = 0; index < lines.Length; index++)
        {
            var line =
                maxSize is { } limit && double.IsFinite(limit.Width)
                    ? TextMetrics.Shorten(lines[index], limit.Width, fontSize, fontWeight)
                    : lines[index];
            var width = TextMetrics.Width(line, fontSize, fontWeight);
            var x = halign switch
            {
                HorizontalAlignment.Center => -width / 2,
                HorizontalAlignment.Right => -width,
                _ => 0,
            };
            var y = valign switch
            {
                VerticalAlignment.Top => (TextMetrics.TopToBase * fontSize) + (index * height),
                VerticalAlignment.Bottom => ((TextMetrics.TopToBase - TextMetrics.LineHeight) * fontSize)
                    - ((lines.Length - 1 - index) * height),
                _ => (TextMetrics.MiddleToBase * fontSize) + ((index - ((lines.Length - 1) / 2.0)) * height),
            };
            if (line.Length > 0)
            {
                DrawTextLine(new TextLine(line, p, x, y, width, fontSize, fontWeight, rotate, fill));
            }
        }
    }

    protected abstract void DrawTextLine(TextLine line);

    /// <summary>One line of text. It starts at (X, Y) on its base line, relative to the origin, around which it is rotated.</summary>
    protected readonly record struct TextLine(
        string Text,
        ScreenPoint Origin,
        double X,
        double Y,
        double Width,
        double FontSize,
        double Weight,
        double Angle,
        OxyColor Color
    );
}
