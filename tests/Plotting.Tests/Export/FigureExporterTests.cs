using System.Globalization;
using System.Text;
using System.Xml.Linq;
using OxyPlot.Series;
using ServeMulti.Plotting.Figures;
using SkiaSharp;

namespace ServeMulti.Plotting.Export;

[TestFixture]
public sealed class FigureExporterTests
{
    [TestCase("")]
    [TestCase("de-DE")]
    [TestCase("tr-TR")]
    public void ToSvg_AnyCulture_GivesTheSameBytes(string culture)
    {
        var before = CultureInfo.CurrentCulture;
        var expected = FigureExporter.ToSvg(Sample());
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);

            Assert.That(FigureExporter.ToSvg(Sample()), Is.EqualTo(expected));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Test]
    public void ToSvg_TwiceFromOneFigure_GivesTheSameBytes()
    {
        var figure = Sample();
        var first = FigureExporter.ToSvg(figure);

        Assert.That(FigureExporter.ToSvg(figure), Is.EqualTo(first));
    }

    [Test]
    public void ToSvg_HostileNames_AreText()
    {
        var svg = XDocument.Parse(FigureExporter.ToSvg(Sample("<script>alert(1)</script> & \u0001 \"x\" _{low}")));

        Assert.Multiple(() =>
        {
            Assert.That(svg.Descendants().Select(element => element.Name.LocalName), Has.None.EqualTo("script"));
            Assert.That(
                svg.Descendants().Where(element => element.Name.LocalName == "text").Select(element => element.Value.Replace("\u200B", "")),
                Has.Some.Contains("<script>alert(1)</script>")
            );
        });
    }

    [Test]
    public void ToSvg_Text_SaysHowLongItIs() =>
        Assert.That(
            XDocument.Parse(FigureExporter.ToSvg(Sample())).Descendants().Where(element => element.Name.LocalName == "text"),
            Is.Not.Empty.And.All.Matches<XElement>(text => Number(text!, "textLength") > 0)
        );

    [Test]
    public void ToSvg_Texts_StayWithinThePicture()
    {
        var svg = XDocument.Parse(FigureExporter.ToSvg(Sample(new string('w', 80)))).Root!;
        var width = double.Parse(svg.Attribute("width")!.Value, CultureInfo.InvariantCulture);

        Assert.That(
            svg.Descendants()
                .Where(element => element.Name.LocalName == "text" && element.Attribute("transform") is null)
                .Select(text => Number(text, "x") + Number(text, "textLength")),
            Is.Not.Empty.And.All.LessThanOrEqualTo(width)
        );
    }

    [Test]
    public void WritePng_Figure_IsTwiceAsLargeAndHasText()
    {
        using var stream = new MemoryStream();
        var (named, unnamed) = (Sample(), Sample());
        unnamed.Model.Title = null;
        FigureExporter.WritePng(named, stream);
        using var picture = SKBitmap.Decode(stream.ToArray());

        Assert.Multiple(() =>
        {
            Assert.That(
                (picture.Width, picture.Height),
                Is.EqualTo(((int)Math.Ceiling(named.Width * 2), (int)Math.Ceiling(named.Height * 2)))
            );
            Assert.That(
                Enumerable.Range(0, picture.Width).Count(x => Enumerable.Range(10, 50).Any(y => picture.GetPixel(x, y).Red < 128)),
                Is.GreaterThan(100),
                "dark columns where the title stands"
            );
        });
    }

    [Test]
    public void WritePdf_Figure_CarriesItsFont()
    {
        using var stream = new MemoryStream();
        FigureExporter.WritePdf(Sample(), stream);
        var text = Encoding.Latin1.GetString(stream.ToArray());

        Assert.That(text, Does.StartWith("%PDF").And.Contain("Arimo"));
    }

    [Test]
    public void WritePng_CharacterThatNoFontHas_IsRefused()
    {
        using var stream = new MemoryStream();

        Assert.That(
            () => FigureExporter.WritePng(Sample("a\U000E1234b"), stream),
            Throws.InstanceOf<FigureExportException>().With.Message.Contains("U+E1234").And.Message.Contains("Install")
        );
    }

    [Test]
    public void Save_UnknownExtension_IsRefused() =>
        Assert.That(
            () => FigureExporter.Save(Sample(), "figure.gif"),
            Throws.InstanceOf<FigureExportException>().With.Message.Contains(".svg, .png or .pdf")
        );

    [Test]
    public void Save_Svg_LeavesNothingBesideIt()
    {
        using var folder = new Runs.ResultFolder();
        FigureExporter.Save(Sample(), Path.Combine(folder.Path, "new", "figure.svg"));

        Assert.That(Directory.GetFiles(folder.Path, "*", SearchOption.AllDirectories).Select(Path.GetFileName), Is.EqualTo(["figure.svg"]));
    }

    [TestCase(".svg")]
    [TestCase(".png")]
    [TestCase(".pdf")]
    public void Save_FileThatIsNoFigureOfOurs_IsReplacedOnlyWhereThatIsAllowed(string extension)
    {
        using var folder = new Runs.ResultFolder();
        var path = folder.Write($"figure{extension}", "somebody's");

        Assert.That(
            () => FigureExporter.Save(Sample(), path),
            Throws.InstanceOf<FigureExportException>().With.Message.StartsWith($"{path} cannot be written: it exists")
        );
        Assert.That(File.ReadAllText(path), Is.EqualTo("somebody's"));

        FigureExporter.Save(Sample(), path, overwrite: true);
        FigureExporter.Save(Sample("a longer name"), path);
        Assert.That(Directory.GetFiles(folder.Path), Is.EqualTo([path]));
    }

    [Test]
    public void WritePng_Figure_NamesItsProgramInAValidChunk()
    {
        using var stream = new MemoryStream();
        FigureExporter.WritePng(Sample(), stream);
        var start = stream.ToArray().AsSpan().IndexOf("tEXt"u8);
        var chunk = stream.ToArray().AsSpan(start, 4 + FigureMark.Png.Length);

        Assert.That(stream.ToArray()[start - 1], Is.EqualTo(FigureMark.Png.Length));
        Assert.That(
            System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(stream.ToArray().AsSpan(start + chunk.Length)),
            Is.EqualTo(Crc32(chunk))
        );
    }

    private static uint Crc32(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var one in bytes)
        {
            crc ^= one;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0xEDB88320;
            }
        }

        return ~crc;
    }

    [Test]
    public void ToSvg_SeriesThatCannotBeDrawn_IsRefused()
    {
        var figure = Sample();
        figure.Model.Series.Add(new LineSeries { YAxisKey = "nowhere" });

        Assert.That(() => FigureExporter.ToSvg(figure), Throws.InstanceOf<FigureExportException>());
    }

    private static double Number(XElement element, string name) =>
        double.Parse(element.Attribute(name)!.Value, CultureInfo.InvariantCulture);

    private static Figure Sample(string curve = "16") =>
        MetricFigures
            .Draw(
                TestRuns.Of(
                    $$"""{"request_throughput": 1.5, "p99_e2el_ms": 100.25, "config": {{System.Text.Json.JsonSerializer.Serialize(curve)}}}""",
                    $$"""{"request_throughput": 2.5, "p99_e2el_ms": 1234.5, "config": {{System.Text.Json.JsonSerializer.Serialize(curve)}}}"""
                ),
                new MetricFigureOptions { CurveBy = ["config"] }
            )
            .Figures[0];
}
