using System.Globalization;
using ServeMulti.Statistics;

namespace ServeMulti.Cli.Display;

/// <summary>The metrics that people look at first, and how a value of them is spelled.</summary>
internal static class MainMetrics
{
    /// <summary>Gets the metrics of the final table, in order; those that no run has are left out.</summary>
    public static IReadOnlyList<string> Table { get; } =
        ["request_throughput", "output_throughput", "median_ttft_ms", "p99_ttft_ms", "mean_tpot_ms", "p99_e2el_ms"];

    /// <summary>Gets the metrics told after each run.</summary>
    public static IReadOnlyList<string> Progress { get; } = ["request_throughput", "p99_ttft_ms"];

    /// <summary>Spells mean and spread of a sample; a dash for none.</summary>
    public static string Format(SampleSummary? sample) => sample switch
    {
        null => "-",
        { Count: 1 } => Format(sample.Mean),
        _ => $"{Format(sample.Mean)} ± {Format(sample.StandardDeviation, sample.Mean)}",
    };

    /// <summary>Spells a value with four significant digits.</summary>
    public static string Format(double value) => Format(value, value);

    /// <summary>Spells a value as precisely as another, so that a mean and its spread can be compared at a glance.</summary>
    public static string Format(double value, double scale)
    {
        if (!double.IsFinite(value))
        {
            return value.ToString(CultureInfo.InvariantCulture);
        }

        var magnitude = scale == 0 ? 0 : (int)Math.Floor(Math.Log10(Math.Abs(scale)));
        return magnitude is < -4 or > 9
            ? value.ToString("0.###e+0", CultureInfo.InvariantCulture)
            : value.ToString("F" + Math.Clamp(3 - magnitude, 0, 7).ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
    }
}
