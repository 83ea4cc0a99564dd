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
    /// <exception cref="ArgumentException">There is no value, or one is not finite.</exception>
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

    /// <summary>Finds half the width of the confidence interval of the mean, by Student's t distribution with n - 1 degrees of freedom.</summary>
    /// <param name="level">The two-sided confidence level, between 0 and 1; default 0.95.</param>
    /// <returns>The half width; null where one value cannot tell.</returns>
    public double? FindHalfWidth(double level = 0.95)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(level, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(level, 1);
        return Count < 2 ? null : StandardError * TwoSidedQuantile(level, Count - 1);
    }

    /// <summary>Finds t with P(|T| &lt;= t) = level for Student's t distribution.</summary>
    internal static double TwoSidedQuantile(double level, double degreesOfFreedom) =>
        StudentT.InvCDF(0, 1, degreesOfFreedom, (1 + level) / 2);
}
