using ServeMulti.Cases;

namespace ServeMulti.Comparing;

/// <summary>A case that both builds ran, and how its metrics changed. Immutable.</summary>
/// <param name="Baseline">The case of the baseline.</param>
/// <param name="Current">The case of the current build.</param>
/// <param name="Metrics">The metrics, in the order of the options.</param>
public sealed record CaseChange(BenchmarkCase Baseline, BenchmarkCase Current, IReadOnlyList<MetricChange> Metrics)
{
    /// <summary>Gets why the metrics of the case are not compared, such as <c>12 of 400 requests of the current build failed</c>; null where
    /// they are.</summary>
    public string? Problem { get; init; }

    /// <summary>Gets what the case says: that requests of the current build failed and none of the baseline's is a regression, whatever was
    /// measured.</summary>
    public required ChangeVerdict Verdict { get; init; }
}
