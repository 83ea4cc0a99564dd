using System.Text.RegularExpressions;
using OxyPlot;
using ServeMulti.Plotting.Reports;

namespace ServeMulti.Plotting.Figures;

[TestFixture]
public sealed partial class FigureStyleTests
{
    private const double Graphics = 3;
    private const double Text = 4.5;

    private static readonly string Style = ReportPage.Asset("report.css");
    private static readonly OxyColor DarkPaper = OxyColor.Parse(DarkPage().Match(Style).Groups[1].Value);

    private static IEnumerable<OxyColor> CurveColors => [.. FigureStyle.CurveColors, FigureStyle.Fail];

    private static IEnumerable<OxyColor> TextColors => [FigureStyle.Ink, FigureStyle.Faint, FigureStyle.Pass, FigureStyle.Color(0)];

    [TestCaseSource(nameof(CurveColors))]
    public void Curve_OnPaper_HasEnoughContrast(OxyColor color) =>
        Assert.That(FigureStyle.Contrast(color, FigureStyle.Paper), Is.GreaterThanOrEqualTo(Graphics));

    [TestCaseSource(nameof(CurveColors))]
    public void Curve_OnADarkPage_HasEnoughContrast(OxyColor color) =>
        Assert.That(FigureStyle.Contrast(OnDarkPage(color, "stroke"), DarkPaper), Is.GreaterThanOrEqualTo(Graphics));

    [TestCaseSource(nameof(TextColors))]
    public void Text_OnPaper_HasEnoughContrast(OxyColor color) =>
        Assert.That(FigureStyle.Contrast(color, FigureStyle.Paper), Is.GreaterThanOrEqualTo(Text));

    [TestCaseSource(nameof(TextColors))]
    public void Text_OnADarkPage_HasEnoughContrast(OxyColor color) =>
        Assert.That(FigureStyle.Contrast(OnDarkPage(color, "fill"), DarkPaper), Is.GreaterThanOrEqualTo(Text));

    [Test]
    public void Contrast_BlackOnWhite_Is21() =>
        Assert.That(FigureStyle.Contrast(OxyColors.Black, OxyColors.White), Is.EqualTo(21).Within(1e-9));

    private static OxyColor OnDarkPage(OxyColor color, string attribute)
    {
        var name = $"#{color.R:x2}{color.G:x2}{color.B:x2}";
        var rule = Regex.Match(Style, $@"\[{attribute}=""{name}""\]\{{{attribute}:(#[0-9a-f]{{6}})\}}");
        return rule.Success ? OxyColor.Parse(rule.Groups[1].Value) : color;
    }

    [GeneratedRegex(@"prefers-color-scheme:dark\)\{\s*:root\{--bg:(#[0-9a-f]{6})", RegexOptions.CultureInvariant)]
    private static partial Regex DarkPage();
}
