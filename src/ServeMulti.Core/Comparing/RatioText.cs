using System.Globalization;

namespace ServeMulti.Comparing;

/// <summary>Writes ratios as differences in per cent, with the digits that their interval allows.</summary>
internal static class RatioText
{
    private const string Plain = "0.###";
    private const string Signed = "+0.###;-0.###;0";

    /// <summary>Returns an interval, rounded outwards, such as <c>-6 to +17</c>; without signs <c>17 to 34</c>.</summary>
    public static string Interval(double low, double high, bool isSigned = true)
    {
        var step = StepOf(low, high);
        return $"{Percent(low, step, Math.Floor, isSigned)} to {Percent(high, step, Math.Ceiling, isSigned)}";
    }

    /// <summary>Returns the lower end of an interval whose upper end is open, or of one that is given.</summary>
    public static string Low(double low, bool isSigned = true) => Percent(low, step: 1, Math.Floor, isSigned);

    /// <summary>Returns the upper end of an interval whose lower end is open.</summary>
    public static string High(double high) => Percent(high, step: 1, Math.Ceiling, isSigned: true);

    /// <summary>Returns a ratio within its interval, such as <c>+12</c>; without an interval it has one decimal.</summary>
    public static string Change(double ratio, double? low, double? high) =>
        Percent(ratio, low is { } least && high is { } most ? StepOf(least, most) : 0.1, Math.Round, isSigned: true);

    /// <summary>Returns the largest decimal step within a quarter of a width: digits beyond it are noise.</summary>
    public static double StepOf(double width, double least, double most) =>
        Math.Clamp(Math.Pow(10, Math.Floor(Math.Log10(width / 4))), least, most);

    /// <summary>Rounds to a whole number of steps; a value that is one may miss it by its last bit.</summary>
    public static string Round(double value, double step, Func<double, double> round, string format = Plain) =>
        (round(Math.Round(value / step, 9)) * step).ToString(format, CultureInfo.InvariantCulture);

    private static double StepOf(double low, double high) => StepOf(100 * (high - low), least: 0.1, most: 100);

    private static string Percent(double ratio, double step, Func<double, double> round, bool isSigned) =>
        Round(100 * (ratio - 1), step, round, isSigned ? Signed : Plain);
}
