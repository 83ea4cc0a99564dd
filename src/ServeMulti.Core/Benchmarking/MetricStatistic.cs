using System.Globalization;

namespace ServeMulti.Benchmarking;

/// <summary>The word of a metric's name that says which statistic it is: <c>mean</c>, <c>median</c>, <c>std</c>, <c>min</c>, <c>max</c>,
/// <c>p99</c>, <c>p99.9</c>.</summary>
internal static class MetricStatistic
{
    private const NumberStyles Plain = NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite;

    /// <summary>Returns whether a word is a statistic.</summary>
    public static bool IsStatistic(string word) => IsUsual(word) || word is "min" or "max" or "avg";

    /// <summary>Returns whether a word is a statistic of the clients that follow vLLM's: mean, median, standard deviation and
    /// percentiles.</summary>
    public static bool IsUsual(string word) => word is "mean" or "median" or "std" || TryParsePercentile(word) is not null;

    /// <summary>Returns whether a word is the standard deviation: how much values differ, not how large they are.</summary>
    public static bool IsSpread(string word) => word == "std";

    /// <summary>Reads <c>p99</c> or <c>p99.9</c>; null if a word is no percentile.</summary>
    public static double? TryParsePercentile(string word) =>
        word is ['p', >= '0' and <= '9', ..] && TryParsePercentile(word[1..], out var percentile) ? percentile : null;

    /// <summary>Reads a percentile as <c>--metric-percentiles</c> takes it: <c>99</c>, <c>99.9</c>.</summary>
    public static bool TryParsePercentile(string text, out double percentile) =>
        double.TryParse(text, Plain, CultureInfo.InvariantCulture, out percentile) && percentile is >= 0 and <= 100;
}
