using ServeMulti.Benchmarking;

namespace ServeMulti.Comparing;

/// <summary>How one metric changed from the baseline to the current build: in a case, or over all cases of a workload. Immutable.</summary>
public sealed record MetricChange
{
    /// <summary>Gets the name of the metric.</summary>
    public required string Metric { get; init; }

    /// <summary>Gets which values are better.</summary>
    public required MetricDirection Direction { get; init; }

    /// <summary>Gets what the runs say.</summary>
    public required ChangeVerdict Verdict { get; init; }

    /// <summary>Gets the ratio of the current value to that of the baseline, by their geometric means; above 0.</summary>
    public required double Ratio { get; init; }

    /// <summary>Gets the lower end of the 90 % interval of <see cref="Ratio"/>; null where a side has a single run.</summary>
    public double? Low { get; init; }

    /// <summary>Gets the upper end of the 90 % interval of <see cref="Ratio"/>; null where a side has a single run.</summary>
    public double? High { get; init; }

    /// <summary>Gets the geometric mean of the baseline's values, in the unit of the metric.</summary>
    public required double Baseline { get; init; }

    /// <summary>Gets the geometric mean of the current values, in the unit of the metric.</summary>
    public required double Current { get; init; }

    /// <summary>Gets the number of the baseline's runs that have the metric.</summary>
    public required int BaselineRuns { get; init; }

    /// <summary>Gets the number of the current runs that have the metric.</summary>
    public required int CurrentRuns { get; init; }

    /// <summary>Gets the smallest difference that is relevant, as a share: 0.05 is 5 %.</summary>
    public required double Margin { get; init; }

    /// <summary>Gets about how many more runs of each case and side would tell, if they measured as these did; null where the verdict is
    /// known, a side has a single run, or no reasonable number would do.</summary>
    public int? MoreRunsNeeded { get; init; }

    /// <summary>Describes the change, such as <c>p99_e2el_ms: 12 % worse (90 % interval 9 to 15 % worse), regressed</c>.</summary>
    public override string ToString() => ChangeText.Describe(this);
}
