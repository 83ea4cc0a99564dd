using System.Globalization;
using System.Text.RegularExpressions;

namespace ServeMulti.Plotting.Reports;

/// <summary>The colours of the page, by the contrast ratios of WCAG 2.2 (success criteria 1.4.3 and 1.4.11).</summary>
[TestFixture]
public sealed partial class ReportContrastTests
{
    private const double Text = 4.5;
    private const double Shape = 3;

    [Test]
    public void Colors_OfText_HaveEnoughContrast(
        [Values] bool isDark,
        [Values("ink", "soft", "accent")] string text,
        [Values("bg", "panel")] string paper
    ) => Assert.That(Contrast(isDark, text, paper), Is.GreaterThanOrEqualTo(Text));

    [Test]
    public void Colors_OfBarsAndBorders_HaveEnoughContrast([Values] bool isDark, [Values("mute", "accent", "good", "bad")] string shape) =>
        Assert.That(Contrast(isDark, shape, "panel"), Is.GreaterThanOrEqualTo(Shape));

    private static double Contrast(bool isDark, string one, string other)
    {
        var roots = Root().Matches(ReportPage.Asset("report.css"));
        Assert.That(roots, Has.Count.GreaterThanOrEqualTo(2), "light and dark");
        var colors = Variable()
            .Matches(roots[isDark ? 1 : 0].Value)
            .ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value);
        var (first, second) = (Luminance(colors[one]), Luminance(colors[other]));
        return (Math.Max(first, second) + 0.05) / (Math.Min(first, second) + 0.05);
    }

    private static double Luminance(string color)
    {
        var full = color.Length == 3 ? string.Concat(color.Select(digit => new string(digit, 2))) : color;
        double[] parts =
        [
            .. Enumerable
                .Range(0, 3)
                .Select(place => int.Parse(full.AsSpan(2 * place, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0)
                .Select(part => part <= 0.04045 ? part / 12.92 : Math.Pow((part + 0.055) / 1.055, 2.4)),
        ];
        return (0.2126 * parts[0]) + (0.7152 * parts[1]) + (0.0722 * parts[2]);
    }

    [GeneratedRegex(@":root\{--bg[^}]*\}")]
    private static partial Regex Root();

    [GeneratedRegex("--([a-z]+):#([0-9a-f]{3,6})")]
    private static partial Regex Variable();
}
