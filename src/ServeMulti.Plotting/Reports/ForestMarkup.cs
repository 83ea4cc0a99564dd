using System.Globalization;
using ServeMulti.Comparing;

namespace ServeMulti.Plotting.Reports;

/// <summary>Draws the intervals of changes beside each other on one scale of ratios, each as a picture that is as wide as its place.</summary>
internal sealed class ForestMarkup
{
    /// <summary>A picture shows at least from -10 to +11 %, so that small changes look small, and at most from a quarter to four times.</summary>
    private const double LeastReach = 0.105;
    private static readonly double MostReach = Math.Log(4);

    /// <summary>What ticks may be, as ratios above 1.</summary>
    private static readonly double[] Ticks = [1.01, 1.02, 1.05, 1.1, 1.2, 1.5, 2, 3, 4];

    private readonly double _reach;

    public ForestMarkup(IReadOnlyCollection<ComparisonLine> lines)
    {
        var ends = lines
            .SelectMany(line => new[] { line.Ratio, line.Low, line.High })
            .OfType<double>()
            .Select(ratio => Math.Abs(Math.Log(ratio)))
            .Concat(lines.Select(line => Math.Log(1 + line.Margin)))
            .Where(double.IsFinite)
            .DefaultIfEmpty(0);
        _reach = Math.Clamp(1.1 * ends.Max(), LeastReach, MostReach);
    }

    /// <summary>Returns the scale: the ticks with their numbers.</summary>
    public string DrawScale()
    {
        // Few enough that their numbers do not touch on a phone.
        double[] shown = [.. Ticks.Where(tick => Math.Log(tick) <= 0.85 * _reach && Math.Log(tick) >= 0.3 * _reach).TakeLast(2)];
        return "<svg class=\"forest scale\" aria-hidden=\"true\" width=\"100%\" height=\"18\">"
            + string.Concat(shown.Select(tick => 1 / tick).Append(1).Concat(shown).Select(Number))
            + "</svg>";
    }

    /// <summary>Returns one interval with its value; its title is what it says in words.</summary>
    public string Draw(ComparisonLine line)
    {
        var title = line.Ratio is null
            ? $"{line.Name}: {line.Text}"
            : $"{line.Name}: {line.Metric} {line.Change}, 90 % interval {line.Interval}, {ChangeText.Word(line.Verdict)}";
        return $"<svg class=\"forest\" role=\"img\" width=\"100%\" height=\"20\"><title>{Html.Escape(title)}</title>{Band(line)}{Line("zero", 0, 0, 0, 20)}{Interval(line)}</svg>";
    }

    private string Band(ComparisonLine line)
    {
        var margin = Math.Log(1 + line.Margin);
        var (left, right) = (At(-margin), At(margin));
        return line.Margin <= 0
            ? ""
            : string.Create(
                CultureInfo.InvariantCulture,
                $"<rect class=\"band\" x=\"{left:0.##}%\" y=\"0\" width=\"{right - left:0.##}%\" height=\"20\"/>"
            );
    }

    private string Interval(ComparisonLine line)
    {
        if (line.Ratio is not { } ratio)
        {
            return "";
        }

        var place = Math.Log(ratio);
        var (low, high) = (line.Low is { } from ? Math.Log(from) : -_reach, line.High is { } to ? Math.Log(to) : _reach);
        // Without any end the value stands alone: a line would claim an interval.
        var whisker =
            line.Low is null && line.High is null
                ? ""
                : Line("", low, high, 10, 10, isOpen: line.Low is null || line.High is null)
                    + (IsShown(low) && line.Low is not null ? Line("", low, low, 5, 15) : "")
                    + (IsShown(high) && line.High is not null ? Line("", high, high, 5, 15) : "");
        return whisker
            + (
                IsShown(place) ? string.Create(CultureInfo.InvariantCulture, $"<circle cx=\"{At(place):0.##}%\" cy=\"10\" r=\"4.5\"/>") : ""
            );
    }

    private string Line(string kind, double from, double to, int top, int bottom, bool isOpen = false) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"<line{(kind.Length > 0 ? $" class=\"{kind}\"" : "")} x1=\"{At(from):0.##}%\" x2=\"{At(to):0.##}%\" y1=\"{top}\" y2=\"{bottom}\"{(isOpen ? " stroke-dasharray=\"4 3\"" : "")}/>"
        );

    private string Number(double ratio) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"<text x=\"{At(Math.Log(ratio)):0.##}%\" y=\"13\">{(ratio == 1 ? "0" : $"{100 * (ratio - 1):+0;-0} %")}</text>"
        );

    private bool IsShown(double logarithm) => Math.Abs(logarithm) <= _reach;

    private double At(double logarithm) => 50 + (49.5 * Math.Clamp(logarithm / _reach, -1, 1));
}
