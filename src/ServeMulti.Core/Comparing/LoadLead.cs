using ServeMulti.Sla;

namespace ServeMulti.Comparing;

/// <summary>How much larger the answer of one search is than that of another: an interval of their ratio, as far as their own 80 % intervals
/// allow.</summary>
/// <remarks>
/// The distances of both answers to the ends of their intervals are added as squares, on logarithms, which gives an 80 % interval of the
/// ratio for independent answers. Source: G. Y. Zou and A. Donner, "Construction of confidence limits about effect measures: a general
/// approach", Statistics in Medicine 27 (2008) 1693-1702.
/// </remarks>
/// <param name="Low">The lower end; 0 where it is open.</param>
/// <param name="High">The upper end; infinite where it is open.</param>
internal readonly record struct LoadLead(double Low, double High)
{
    /// <summary>From this ratio on, a lead is given as a multiple in place of a percentage.</summary>
    private const double Multiple = 3;

    /// <summary>Compares two answers; null where one of them has no load or no interval.</summary>
    public static LoadLead? Between(SlaSearchResult larger, SlaSearchResult other)
    {
        if (
            larger is not { Load: { } load and > 0, Interval: { } interval }
            || other is not { Load: { } divisor and > 0, Interval: { } around }
        )
        {
            return null;
        }

        var ratio = Math.Log(load / divisor);
        return new(
            Math.Exp(ratio - Distance(load / interval.Low, around.High / divisor)),
            Math.Exp(ratio + Distance(interval.High / load, divisor / around.Low))
        );
    }

    /// <summary>Returns the lead of an answer whose interval lies above the other's, such as <c>17 to 34 % more than</c> or <c>1.9 to 5.2 times
    /// as much as</c>, to be followed by the name of the other.</summary>
    public string Describe() =>
        (Low, High) switch
        {
            (>= Multiple, double.PositiveInfinity) => $"at least {Times(Low, Math.Floor)} times as much as",
            (_, double.PositiveInfinity) => $"at least {RatioText.Low(Low, isSigned: false)} % more than",
            (_, >= Multiple) => $"{Times(Low, Math.Floor)} to {Times(High, Math.Ceiling)} times as much as",
            _ => $"{RatioText.Interval(Low, High, isSigned: false)} % more than",
        };

    /// <summary>Returns the difference in per cent, such as <c>-6 to +18 %</c>.</summary>
    public string DescribeChange() =>
        (Low, High) switch
        {
            (0, double.PositiveInfinity) => "not known",
            (_, double.PositiveInfinity) => $"at least {RatioText.Low(Low)} %",
            (0, _) => $"at most {RatioText.High(High)} %",
            _ => $"{RatioText.Interval(Low, High)} %",
        };

    private static double Distance(double first, double second) => Math.Sqrt(Square(Math.Log(first)) + Square(Math.Log(second)));

    private static double Square(double value) => value * value;

    /// <summary>At least two digits of the lower end stay.</summary>
    private string Times(double ratio, Func<double, double> round)
    {
        var most = Math.Pow(10, Math.Floor(Math.Log10(Low)) - 1);
        return RatioText.Round(ratio, double.IsFinite(High) ? RatioText.StepOf(High - Low, least: 0.001, most) : most, round);
    }
}
