using ServeMulti.Parameters;
using ServeMulti.Statistics;

namespace ServeMulti.Comparing;

/// <summary>What a configuration measured, as an estimate that can be compared: of the mean logarithm, or of the mean where a value has no
/// logarithm.</summary>
/// <param name="Parameters">The configuration.</param>
/// <param name="Estimate">The estimate.</param>
/// <param name="IsLogarithm">Whether it is one of logarithms, whose differences are ratios.</param>
internal sealed record ConfigurationScore(ParameterSet Parameters, MeanEstimate Estimate, bool IsLogarithm)
{
    private const double Level = 0.95;

    /// <summary>Gets the score in the unit of the metric.</summary>
    public double Value => IsLogarithm ? Math.Exp(Estimate.Mean) : Estimate.Mean;

    /// <summary>Finds the 95 % interval of the score, in the unit of the metric; null where a single run leaves it unknown.</summary>
    public (double Low, double High)? FindInterval() =>
        Estimate.FindHalfWidth(Level) is not { } half ? null
        : IsLogarithm ? (Math.Exp(Estimate.Mean - half), Math.Exp(Estimate.Mean + half))
        : (Estimate.Mean - half, Estimate.Mean + half);

    public static ConfigurationScore Of(ParameterSet parameters, IReadOnlyCollection<double> values, bool isPositive) =>
        new(parameters, MeanEstimate.Of(SampleSummary.Of(isPositive ? [.. values.Select(value => Math.Log(value))] : values)), isPositive);

    /// <summary>Averages scores over workloads: the geometric mean.</summary>
    public static ConfigurationScore Average(ParameterSet parameters, IReadOnlyCollection<ConfigurationScore> workloads) =>
        new(parameters, MeanEstimate.Average([.. workloads.Select(score => score.Estimate)]), true);

    /// <summary>Returns how much better this one is than another; null where the values have no ratio that a number can hold.</summary>
    public ConfigurationLead? LeadOver(ConfigurationScore other, bool isHigherBetter)
    {
        if (!IsLogarithm)
        {
            return null;
        }

        var difference =
            Estimate.Equals(other.Estimate, 1) ? 0
            : isHigherBetter ? Estimate.Mean - other.Estimate.Mean
            : other.Estimate.Mean - Estimate.Mean;
        if (!double.IsFinite(Math.Exp(Math.Abs(difference))))
        {
            return null;
        }

        return Estimate.FindHalfWidth(other.Estimate, Level) is { } half
            ? new ConfigurationLead(Math.Exp(difference), Math.Exp(difference - half), Math.Exp(difference + half))
            : new ConfigurationLead(Math.Exp(difference), null, null);
    }
}
