using MathNet.Numerics.Distributions;

namespace ServeMulti.Statistics;

/// <summary>An estimated mean: its value, the variance of the estimate, and the degrees of freedom that this variance is known
/// with.</summary>
/// <param name="Mean">The estimate.</param>
/// <param name="Variance">The square of its standard error.</param>
/// <param name="DegreesOfFreedom">The degrees of freedom; 0: a single value leaves the variance unknown.</param>
internal sealed record MeanEstimate(double Mean, double Variance, double DegreesOfFreedom)
{
    /// <summary>Below this two means are equal: they differ by the order of their additions alone.</summary>
    private const double Rounding = 1e-12;

    /// <summary>Gets whether the variance is known.</summary>
    public bool IsKnown => DegreesOfFreedom > 0;

    /// <summary>Estimates the mean of what a sample was taken from.</summary>
    public static MeanEstimate Of(SampleSummary sample) => new(sample.Mean, sample.StandardError * sample.StandardError, sample.Count - 1);

    /// <summary>Estimates the mean of several means, each of which counts alike; the degrees of freedom by Welch and
    /// Satterthwaite.</summary>
    public static MeanEstimate Average(IReadOnlyCollection<MeanEstimate> parts)
    {
        var share = 1.0 / parts.Count;
        var variance = parts.Sum(part => part.Variance * share * share);
        return new MeanEstimate(
            parts.Average(part => part.Mean),
            variance,
            parts.All(part => part.IsKnown) ? Freedom([.. parts.Select(part => part with { Variance = part.Variance * share * share })]) : 0
        );
    }

    /// <summary>Returns whether two estimates are the same number.</summary>
    public bool Equals(MeanEstimate other, double scale) => Math.Abs(Mean - other.Mean) <= Rounding * Math.Max(1, Math.Abs(scale));

    /// <summary>Returns the two-sided p-value of Welch's test that two means are equal; NaN if a variance is not known.</summary>
    public double TestEqual(MeanEstimate other)
    {
        if (!IsKnown || !other.IsKnown)
        {
            return double.NaN;
        }

        if (Equals(other, Mean))
        {
            return 1;
        }

        var variance = Variance + other.Variance;
        return variance == 0 ? 0 : 2 * StudentT.CDF(0, 1, Freedom([this, other]), -Math.Abs(Mean - other.Mean) / Math.Sqrt(variance));
    }

    /// <summary>Returns half the width of the interval of the difference of two means; null if a variance is not known.</summary>
    public double? FindHalfWidth(MeanEstimate other, double level) =>
        IsKnown && other.IsKnown
            ? Math.Sqrt(Variance + other.Variance) * SampleSummary.TwoSidedQuantile(level, Freedom([this, other]))
            : null;

    private static double Freedom(MeanEstimate[] parts)
    {
        var spread = parts.Sum(part => part.Variance * part.Variance / part.DegreesOfFreedom);
        var variance = parts.Sum(part => part.Variance);
        return spread == 0 ? parts.Sum(part => part.DegreesOfFreedom) : variance * variance / spread;
    }
}
