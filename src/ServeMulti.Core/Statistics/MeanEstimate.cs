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

    /// <summary>The chance that the test finds a difference that is as large as the measured one.</summary>
    private const double Power = 0.8;

    private const int MostRuns = 1000;

    /// <summary>Gets whether the variance is known.</summary>
    public bool IsKnown => DegreesOfFreedom > 0;

    /// <summary>Gets the number of values; 0 for a mean of means.</summary>
    private int Count { get; init; }

    /// <summary>Estimates the mean of what a sample was taken from.</summary>
    public static MeanEstimate Of(SampleSummary sample) =>
        new(sample.Mean, sample.StandardError * sample.StandardError, sample.Count - 1) { Count = sample.Count };

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

    /// <summary>Returns half the width of the interval of the mean; null if the variance is not known.</summary>
    public double? FindHalfWidth(double level) =>
        IsKnown ? Math.Sqrt(Variance) * SampleSummary.TwoSidedQuantile(level, DegreesOfFreedom) : null;

    /// <summary>Returns half the width of the interval of the difference of two means; null if a variance is not known.</summary>
    public double? FindHalfWidth(MeanEstimate other, double level) =>
        IsKnown && other.IsKnown
            ? Math.Sqrt(Variance + other.Variance) * SampleSummary.TwoSidedQuantile(level, Freedom([this, other]))
            : null;

    /// <summary>Returns about how many more values of each of two samples would let Welch's test find their difference with a chance of
    /// 80 %, if means and spread stay as measured.</summary>
    /// <remarks>
    /// The least m with (t(1 - level / 2) + t(0.8)) sqrt(s1^2 / (n1 + m) + s2^2 / (n2 + m)) &lt;= |mean1 - mean2|, the degrees of freedom by
    /// Welch and Satterthwaite. Source: S. Chow, J. Shao, H. Wang and Y. Lokhnygina, "Sample Size Calculations in Clinical Research"
    /// (3rd ed., 2018), section 3.2.
    /// </remarks>
    /// <param name="other">The other estimate.</param>
    /// <param name="level">The level of the test, between 0 and 1.</param>
    /// <returns>The number; null where a spread is not known, there is none, the means are equal, or more than 1000 are needed.</returns>
    public int? FindMoreToDistinguish(MeanEstimate other, double level)
    {
        if (Count < 2 || other.Count < 2 || Variance + other.Variance == 0 || Equals(other, Mean) || !Suffice(MostRuns))
        {
            return null;
        }

        var (few, enough) = (0, MostRuns);
        while (enough - few > 1)
        {
            var middle = (few + enough) / 2;
            (few, enough) = Suffice(middle) ? (few, middle) : (middle, enough);
        }

        return enough;

        bool Suffice(int more)
        {
            MeanEstimate[] longer = [With(more), other.With(more)];
            var freedom = Freedom(longer);
            var factor = SampleSummary.TwoSidedQuantile(1 - level, freedom) + SampleSummary.TwoSidedQuantile((2 * Power) - 1, freedom);
            return factor * Math.Sqrt(longer[0].Variance + longer[1].Variance) <= Math.Abs(Mean - other.Mean);
        }
    }

    private MeanEstimate With(int more) =>
        this with
        {
            Count = Count + more,
            DegreesOfFreedom = Count + more - 1,
            Variance = Variance * Count / (Count + more),
        };

    private static double Freedom(MeanEstimate[] parts)
    {
        var spread = parts.Sum(part => part.Variance * part.Variance / part.DegreesOfFreedom);
        var variance = parts.Sum(part => part.Variance);
        return spread == 0 ? parts.Sum(part => part.DegreesOfFreedom) : variance * variance / spread;
    }
}
