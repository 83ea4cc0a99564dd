using ServeMulti.Benchmarking;
using ServeMulti.Statistics;

namespace ServeMulti.Comparing;

/// <summary>One comparison among all: how a metric changed in a case, or over the cases of a workload, before it is judged beside the
/// others.</summary>
internal sealed class ChangeTest
{
    /// <summary>The interval whose place beside the margin shows that there is no relevant difference: two one-sided tests at 5 %.</summary>
    private const double IntervalLevel = 0.9;

    private const double Power = 0.8;
    private const int MostRuns = 200;

    private readonly MetricChange _change;
    private readonly MeanEstimate _estimate;

    /// <param name="change">What was measured, without interval and verdict.</param>
    /// <param name="estimate">The logarithm of current over baseline.</param>
    public ChangeTest(MetricChange change, MeanEstimate estimate)
    {
        (_change, _estimate) = (change, estimate);
        // Where nothing varied, any difference is one for sure.
        var score =
            estimate.Mean == 0 ? 0
            : estimate.Variance == 0 ? double.PositiveInfinity * Math.Sign(estimate.Mean)
            : estimate.Mean / Math.Sqrt(estimate.Variance);
        PLarger = estimate.IsKnown ? SampleSummary.UpperTail(score, estimate.DegreesOfFreedom) : 1;
        PSmaller = estimate.IsKnown ? SampleSummary.UpperTail(-score, estimate.DegreesOfFreedom) : 1;
    }

    /// <summary>Gets the one-sided p-value that the current value is not larger.</summary>
    public double PLarger { get; }

    /// <summary>Gets the one-sided p-value that the current value is not smaller.</summary>
    public double PSmaller { get; }

    /// <summary>Gets the p-value that the current build is not worse.</summary>
    public double PWorse => IsHigherBetter ? PSmaller : PLarger;

    /// <summary>Gets the p-value that the current build is not better.</summary>
    public double PBetter => IsHigherBetter ? PLarger : PSmaller;

    private bool IsHigherBetter => _change.Direction == MetricDirection.HigherIsBetter;

    /// <summary>Judges the change.</summary>
    /// <param name="pWorse">The p-value, corrected for all comparisons, that the current build is not worse.</param>
    /// <param name="pBetter">The corrected p-value that it is not better.</param>
    /// <param name="errorRate">The level of both.</param>
    /// <param name="tests">The number of comparisons.</param>
    public MetricChange Judge(double pWorse, double pBetter, double errorRate, int tests)
    {
        if (!_estimate.IsKnown)
        {
            return _change;
        }

        var half = Math.Sqrt(_estimate.Variance) * SampleSummary.TwoSidedQuantile(IntervalLevel, _estimate.DegreesOfFreedom);
        var (low, high) = (_estimate.Mean - half, _estimate.Mean + half);
        var margin = Math.Log(1 + _change.Margin);
        var worse = IsHigherBetter ? -_estimate.Mean : _estimate.Mean;
        var verdict = ChangeRule.Judge(worse, low, high, margin, pWorse, pBetter, errorRate);
        return _change with
        {
            Low = Math.Exp(low),
            High = Math.Exp(high),
            Verdict = verdict,
            MoreRunsNeeded = verdict == ChangeVerdict.Inconclusive ? FindMoreRuns(margin, errorRate / tests) : null,
        };
    }

    /// <summary>Finds how many more runs would tell in four of five experiments, if the change and the spread are as measured.</summary>
    /// <remarks>
    /// The sample size of a test on a normal mean, n = (z(1 - a) + z(power))^2 variance / distance^2, scaled from the runs there are. The
    /// distance is the change itself where it is relevant, else that to the margin. Source: S.-C. Chow, J. Shao, H. Wang, "Sample Size
    /// Calculations in Clinical Research", 2nd edition (2008), sections 3.2.1 and 3.2.3.
    /// </remarks>
    private int? FindMoreRuns(double margin, double level)
    {
        var change = Math.Abs(_estimate.Mean);
        var (distance, quantile) =
            change >= margin ? (change, Quantiles.Normal(1 - level)) : (margin - change, Quantiles.Normal((1 + IntervalLevel) / 2));
        var runs = Math.Min(_change.BaselineRuns, _change.CurrentRuns);
        var scores = (quantile + Quantiles.Normal(Power)) / distance;
        var needed = Math.Ceiling(runs * _estimate.Variance * scores * scores);
        // Where the runs there are should have told, chance was against them: one more may.
        return needed - runs > MostRuns ? null : Math.Max(1, (int)needed - runs);
    }
}
