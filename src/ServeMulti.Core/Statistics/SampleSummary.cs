using System.Globalization;
using MathNet.Numerics.Distributions;

namespace ServeMulti.Statistics;

/// <summary>Count, mean and spread of a sample, and the interval in which the true mean lies.</summary>
/// <param name="Count">The number of values, at least 1.</param>
/// <param name="Mean">The arithmetic mean.</param>
/// <param name="StandardDeviation">The sample standard deviation (divisor n - 1); 0 for one value.</param>
public sealed record SampleSummary(int Count, double Mean, double StandardDeviation)
{
    /// <summary>Gets the standard error of the mean: standard deviation / sqrt(n).</summary>
    public double StandardError => StandardDeviation / Math.Sqrt(Count);

    /// <summary>Summarizes values.</summary>
    /// <param name="values">At least one value; all finite.</param>
    /// <exception cref="ArgumentException">There are no values, or one is not finite.</exception>
    public static SampleSummary Of(IReadOnlyCollection<double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Count == 0 || !values.All(double.IsFinite))
        {
            throw new ArgumentException("At least one value is needed, and all must be finite.", nameof(values));
        }

        var mean = values.Average();
        var variance = values.Count == 1 ? 0 : values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1);
        return new SampleSummary(values.Count, mean, Math.Sqrt(variance));
    }

    /// <summary>Finds half the width of the confidence interval of the mean, by Student's t distribution with n - 1 degrees of
    /// freedom.</summary>
    /// <param name="level">The two-sided confidence level, between 0 and 1; default 0.95.</param>
    /// <returns>The half width; null for a single value.</returns>
    public double? FindHalfWidth(double level = 0.95)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(level, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(level, 1);
        return Count < 2 ? null : StandardError * TwoSidedQuantile(level, Count - 1);
    }

    /// <summary>Returns the mean with half the width of its 95 % interval, such as <c>10.5 ± 1.2</c>; the mean alone for one
    /// value.</summary>
    /// <remarks>The digits follow the interval, of which two count; without one the mean has four.</remarks>
    public override string ToString() => Spell(Mean, FindHalfWidth());

    /// <summary>Formats a mean and half the width of its interval as <see cref="ToString"/> does.</summary>
    /// <param name="mean">The mean.</param>
    /// <param name="halfWidth">Half the width of the interval; null if there is none.</param>
    public static string Spell(double mean, double? halfWidth)
    {
        if (halfWidth is not { } half || !double.IsFinite(half))
        {
            return Spell(mean, 3 - Magnitude(mean));
        }

        var decimals = half == 0 ? 3 - Magnitude(mean) : 1 - Magnitude(half);
        var isScientific = IsScientific(mean);
        return $"{Spell(mean, decimals)} ± {(half == 0 ? "0" : isScientific ? Spell(half, decimals) : Fixed(half, decimals))}";
    }

    private static int Magnitude(double value) => value == 0 || !double.IsFinite(value) ? 0 : (int)Math.Floor(Math.Log10(Math.Abs(value)));

    private static bool IsScientific(double value) => value != 0 && Magnitude(value) is < -4 or > 9;

    private static string Spell(double value, int decimals) =>
        !double.IsFinite(value)
            ? (
                double.IsNaN(value) ? "-"
                : value > 0 ? "inf"
                : "-inf"
            )
        : IsScientific(value) ? value.ToString("0.###e+0", CultureInfo.InvariantCulture)
        : Fixed(value, decimals);

    private static string Fixed(double value, int decimals) =>
        value.ToString("F" + Math.Clamp(decimals, 0, 9).ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    /// <summary>Finds t with P(|T| &lt;= t) = level for Student's t distribution.</summary>
    internal static double TwoSidedQuantile(double level, double degreesOfFreedom) =>
        StudentT.InvCDF(0, 1, degreesOfFreedom, (1 + level) / 2);

    /// <summary>Finds P(T &gt; t) for Student's t distribution.</summary>
    internal static double UpperTail(double t, double degreesOfFreedom) =>
        double.IsInfinity(t) ? (t > 0 ? 0 : 1) : StudentT.CDF(0, 1, degreesOfFreedom, -t);
}
