using System.Text;
using OxyPlot;
using OxyPlot.Axes;
using ServeMulti.Plotting.Figures;
using SkiaSharp;

namespace ServeMulti.Plotting.Export;

/// <summary>Writes figures as SVG, PNG or PDF.</summary>
/// <remarks>
/// Text is measured with a font in the package, so a figure looks the same on every machine, and the same figure gives the same SVG bytes
/// on every machine and in every culture. PNG and PDF are drawn with that font too. Characters that it does not have come from the
/// fonts of the machine. If none has them, the figure is refused, never drawn without its text.
/// </remarks>
public static class FigureExporter
{
    private const double PointsPerPixel = 0.75;

    /// <summary>Returns a figure as the text of an SVG picture; its points have tooltips with their values.</summary>
    /// <param name="figure">The figure.</param>
    public static string ToSvg(Figure figure)
    {
        ArgumentNullException.ThrowIfNull(figure);
        lock (figure.Model)
        {
            var title = (figure.Model.Title ?? figure.Name).Replace('\n', ' ');
            var context = new SvgRenderContext(
                figure.Width,
                figure.Height,
                figure.Description.Length > 0 ? $"{title}. {figure.Description}" : title,
                figure.Model.Background
            );
            Render(figure, context);
            foreach (var point in figure.Points)
            {
                if (TryPlace(figure.Model, point, out var center))
                {
                    context.AddSpot(center, point.Text, point.Curve);
                }
            }

            return context.Complete();
        }
    }

    /// <summary>Writes a figure as a PNG picture.</summary>
    /// <param name="figure">The figure.</param>
    /// <param name="stream">Receives the picture.</param>
    /// <param name="scale">The pixels of the picture per pixel of the figure, above 0; the default is 2 (192 dots per inch).</param>
    /// <exception cref="FigureExportException">The picture is too large, or no font has a character of the figure.</exception>
    public static void WritePng(Figure figure, Stream stream, double scale = 2)
    {
        ArgumentNullException.ThrowIfNull(figure);
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(scale);
        var (width, height) = (Math.Ceiling(figure.Width * scale), Math.Ceiling(figure.Height * scale));
        using var surface = width <= 32000 && height <= 32000 ? SKSurface.Create(new SKImageInfo((int)width, (int)height)) : null;
        if (surface is null)
        {
            throw new FigureExportException(
                $"{figure.Name} cannot be drawn as PNG: it would be {width} x {height} pixels. Make it smaller, or write it as SVG."
            );
        }

        surface.Canvas.Clear(SKColors.White);
        surface.Canvas.Scale((float)scale);
        RenderLocked(figure, surface.Canvas);
        using var image = surface.Snapshot();
        using var data = image.Encode(SKEncodedImageFormat.Png, 100);
        FigureMark.WritePng(data.AsSpan(), stream);
    }

    /// <summary>Writes a figure as a PDF document of one page, whose text can be searched.</summary>
    /// <param name="figure">The figure.</param>
    /// <param name="stream">Receives the document.</param>
    /// <exception cref="FigureExportException">No font has a character of the figure.</exception>
    public static void WritePdf(Figure figure, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(figure);
        ArgumentNullException.ThrowIfNull(stream);
        using var document = SKDocument.CreatePdf(
            stream,
            new SKDocumentPdfMetadata
            {
                Title = figure.Model.Title ?? figure.Name,
                Creator = FigureMark.Creator,
                RasterDpi = 300,
                EncodingQuality = 101,
            }
        );
        var canvas = document.BeginPage((float)(figure.Width * PointsPerPixel), (float)(figure.Height * PointsPerPixel));
        canvas.Scale((float)PointsPerPixel);
        RenderLocked(figure, canvas);
        document.EndPage();
        document.Close();
    }

    /// <summary>Writes a figure to a file in the format of its extension. It is written under another name and then renamed; a link is
    /// followed.</summary>
    /// <param name="figure">The figure.</param>
    /// <param name="path">The path of the file, ending in <c>.svg</c>, <c>.png</c> or <c>.pdf</c>; its folder is created if it does not
    /// exist.</param>
    /// <param name="scale">The pixels of a PNG picture per pixel of the figure.</param>
    /// <param name="overwrite">Whether a file that ServeMulti did not write may be replaced; a figure of its own always is.</param>
    /// <exception cref="FigureExportException">The file cannot be written, must not be replaced, the extension is not supported, or no font
    /// has a character of the figure.</exception>
    public static void Save(Figure figure, string path, double scale = 2, bool overwrite = false)
    {
        ArgumentNullException.ThrowIfNull(figure);
        ArgumentException.ThrowIfNullOrEmpty(path);
        var mark = MarkOf(path);
        SafeFile.Write(
            path,
            mark,
            overwrite,
            stream =>
            {
                if (mark == FigureMark.Svg)
                {
                    stream.Write(Encoding.UTF8.GetBytes(ToSvg(figure)));
                }
                else if (mark == FigureMark.Png)
                {
                    WritePng(figure, stream, scale);
                }
                else
                {
                    WritePdf(figure, stream);
                }
            }
        );
    }

    /// <summary>Refuses a path as <see cref="Save"/> would, and writes nothing: of several figures, all or none are written.</summary>
    /// <param name="path">The path of the file.</param>
    /// <param name="overwrite">Whether a file that ServeMulti did not write may be replaced.</param>
    /// <exception cref="FigureExportException">The file must not be replaced, is no file, or its extension is not supported.</exception>
    public static void Check(string path, bool overwrite = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        SafeFile.Check(path, MarkOf(path), overwrite);
    }

    private static byte[] MarkOf(string path) =>
        Path.GetExtension(path).ToUpperInvariant() switch
        {
            ".SVG" => FigureMark.Svg,
            ".PNG" => FigureMark.Png,
            ".PDF" => FigureMark.Pdf,
            _ => throw new FigureExportException($"{path}: a figure is written as .svg, .png or .pdf."),
        };

    private static void RenderLocked(Figure figure, SKCanvas canvas)
    {
        lock (figure.Model)
        {
            using var context = new SkiaRenderContext(canvas);
            if (figure.Model.Background.IsVisible())
            {
                context.DrawRectangle(
                    new OxyRect(0, 0, figure.Width, figure.Height),
                    figure.Model.Background,
                    OxyColors.Undefined,
                    0,
                    EdgeRenderingMode.Automatic
                );
            }

            Render(figure, context);
        }
    }

    private static void Render(Figure figure, IRenderContext context)
    {
        var model = (IPlotModel)figure.Model;
        model.Update(true);
        if (figure.Model.GetLastPlotException() is { } failure)
        {
            throw new FigureExportException($"{figure.Name} cannot be drawn: {failure.Message}", failure);
        }

        model.Render(context, new OxyRect(0, 0, figure.Width, figure.Height));
        if (figure.Model.GetLastPlotException() is { } broken)
        {
            // The library would draw the stack trace into the picture and go on.
            throw broken as FigureExportException ?? new FigureExportException($"{figure.Name} cannot be drawn: {broken.Message}", broken);
        }
    }

    private static bool TryPlace(PlotModel model, FigurePoint point, out ScreenPoint center)
    {
        var (x, y) = (Find(point.XAxisKey) ?? model.DefaultXAxis, Find(point.YAxisKey) ?? model.DefaultYAxis);
        center = x is null || y is null ? default : new ScreenPoint(x.Transform(point.X), y.Transform(point.Y));
        return x is not null && y is not null && IsWithin(x, point.X) && IsWithin(y, point.Y);

        Axis? Find(string? key) => key is null ? null : model.Axes.FirstOrDefault(axis => axis.Key == key);
    }

    private static bool IsWithin(Axis axis, double value) =>
        double.IsFinite(value) && value >= axis.ActualMinimum && value <= axis.ActualMaximum;
}
