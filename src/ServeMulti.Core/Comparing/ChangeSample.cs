using ServeMulti.Statistics;

namespace ServeMulti.Comparing;

/// <summary>The values of one metric in one case, on both sides, as logarithms.</summary>
internal sealed class ChangeSample
{
    private readonly SampleSummary _baseline;
    private readonly SampleSummary _current;

    private ChangeSample(SampleSummary baseline, SampleSummary current) => (_baseline, _current) = (baseline, current);

    public int BaselineRuns => _baseline.Count;

    public int CurrentRuns => _current.Count;

    /// <summary>Gets the geometric mean of the baseline.</summary>
    public double Baseline => Math.Exp(_baseline.Mean);

    /// <summary>Gets the geometric mean of the current values.</summary>
    public double Current => Math.Exp(_current.Mean);

    /// <summary>Gets the variance of the runs within both sides; without a degree of freedom where a side has a single run, which says
    /// nothing of how it would measure again.</summary>
    public (double Variance, double Degrees) Spread =>
        BaselineRuns < 2 || CurrentRuns < 2
            ? (0, 0)
            : ((Squares(_baseline) + Squares(_current)) / (BaselineRuns + CurrentRuns - 2), BaselineRuns + CurrentRuns - 2);

    /// <returns>Null where a side has no value, or one without a logarithm.</returns>
    public static ChangeSample? Of(double[] baseline, double[] current) =>
        baseline.Length == 0 || current.Length == 0 || baseline.Concat(current).Any(value => value <= 0)
            ? null
            : new(
                SampleSummary.Of([.. baseline.Select(value => Math.Log(value))]),
                SampleSummary.Of([.. current.Select(value => Math.Log(value))])
            );

    /// <summary>Estimates the logarithm of current over baseline, with a spread that was learned from all cases.</summary>
    public MeanEstimate Estimate(ModeratedVariance spreads)
    {
        var (variance, degrees) = Spread is { Degrees: > 0 } own ? spreads.Moderate(own.Variance, own.Degrees) : (0, 0);
        return new(_current.Mean - _baseline.Mean, variance * ((1.0 / BaselineRuns) + (1.0 / CurrentRuns)), degrees);
    }

    private static double Squares(SampleSummary sample) => sample.StandardDeviation * sample.StandardDeviation * (sample.Count - 1);
}
