using System.Globalization;

namespace ServeMulti.Plotting.Reports;

/// <summary>Draws one bar of a <see cref="BarChart"/> with its interval, as a picture that is as wide as its place.</summary>
internal sealed class BarMarkup
{
    private readonly double _low;
    private readonly double _high;

    public BarMarkup(BarChart chart)
    {
        double[] ends =
        [
            0,
            .. chart.Rows.SelectMany(row => new[] { row.Value, row.Low, row.High }).OfType<double>().Where(double.IsFinite),
        ];
        (_low, _high) = (ends.Min(), ends.Max());
    }

    /// <summary>Returns the bar; empty if there is nothing to draw.</summary>
    public string Draw(BarRow row)
    {
        if (row.Value is not { } value || !double.IsFinite(value) || _high <= _low)
        {
            return "";
        }

        var (from, to) = (At(Math.Min(0, value)), At(Math.Max(0, value)));
        var bar = string.Create(
            CultureInfo.InvariantCulture,
            $"<rect x=\"{from:0.##}%\" y=\"3\" width=\"{to - from:0.##}%\" height=\"14\"/>"
        );
        return $"<svg class=\"bar\" aria-hidden=\"true\" width=\"100%\" height=\"20\">{bar}{Whisker(row)}</svg>";
    }

    /// <summary>An end that is open, or beyond the picture, has no cap.</summary>
    private string Whisker(BarRow row)
    {
        if (row is not { Low: { } low, High: { } high } || !double.IsFinite(low))
        {
            return "";
        }

        var (left, right) = (At(low), double.IsFinite(high) ? At(high) : 100);
        var line = string.Create(
            CultureInfo.InvariantCulture,
            $"<line x1=\"{left:0.##}%\" x2=\"{right:0.##}%\" y1=\"10\" y2=\"10\"{(double.IsFinite(high) ? "" : " stroke-dasharray=\"4 3\"")}/>"
        );
        return line + Cap(left) + (double.IsFinite(high) ? Cap(right) : "");
    }

    private static string Cap(double place) =>
        string.Create(CultureInfo.InvariantCulture, $"<line x1=\"{place:0.##}%\" x2=\"{place:0.##}%\" y1=\"5\" y2=\"15\"/>");

    /// <summary>A margin keeps the outermost cap within the picture.</summary>
    private double At(double value) => 0.5 + (99 * (value - _low) / (_high - _low));
}
