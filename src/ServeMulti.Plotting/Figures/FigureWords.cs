using System.Globalization;
using ServeMulti.Benchmarking;

namespace ServeMulti.Plotting.Figures;

/// <summary>Describes figures for those who do not see them: how much is drawn, the ranges, and the best values.</summary>
internal static class FigureWords
{
    /// <summary>Joins sentences; empty ones are left out.</summary>
    public static string Join(params IEnumerable<string> sentences) =>
        string.Join(' ', sentences.Where(sentence => sentence.Length > 0).Select(sentence => sentence.Replace('\n', ' ')));

    /// <summary>Returns a count with its noun, such as <c>3 curves</c>.</summary>
    public static string Count(int count, string noun) =>
        string.Create(CultureInfo.InvariantCulture, $"{count:#,0} {noun}{(count == 1 ? "" : "s")}");

    /// <summary>Returns the range of values, such as <c>Request throughput: 1.2 to 16 req/s.</c>; empty if there is none.</summary>
    public static string Range(string metric, IEnumerable<double> values)
    {
        double[] finite = [.. values.Where(double.IsFinite)];
        return finite.Length == 0
            ? ""
            : $"{MetricText.Capital(MetricText.Name(metric))}: {NumberText.Value(finite.Min())} to {NumberText.Value(finite.Max())} {MetricText.Unit(metric)}".TrimEnd()
                + ".";
    }

    /// <summary>Returns the best mean among points without failed requests, and whose it is; empty if no direction is known.</summary>
    public static string Best(string metric, IEnumerable<(string Curve, CasePoint Point)> points, Func<CasePoint, double> value)
    {
        var direction = MetricCatalog.DirectionOf(metric);
        (string Curve, CasePoint Point)[] whole = [.. points.Where(pair => !pair.Point.HasFailures)];
        if (whole.Length < 2 || direction == MetricDirection.Unknown)
        {
            return "";
        }

        var isHigher = direction == MetricDirection.HigherIsBetter;
        var (curve, best) = isHigher ? whole.MaxBy(pair => value(pair.Point)) : whole.MinBy(pair => value(pair.Point));
        var where = string.Join(", ", CurveOrder.DescribeLoad(best).Prepend(curve).Where(text => text.Length > 0));
        return $"The {(isHigher ? "highest" : "lowest")} {MetricText.Name(metric)} is {NumberText.Value(value(best))} {MetricText.Unit(metric)}".TrimEnd()
            + (where.Length > 0 ? $" ({where})." : ".");
    }
}
