using ServeMulti.Sla;

namespace ServeMulti.Plotting.Figures;

/// <summary>The options of a figure of metrics against the load.</summary>
public sealed record LoadFigureOptions
{
    /// <summary>Gets the name of the figure. The default is <c>LOAD</c>.</summary>
    public string Name { get; init; } = "LOAD";

    /// <summary>Gets the load variable; null, the default: the one of <c>request_rate</c> and <c>max_concurrency</c> with more
    /// values.</summary>
    public LoadVariable? Variable { get; init; }

    /// <summary>Gets the metrics, one row of panels each; null, the default: request throughput and the p99 latencies that the runs
    /// have.</summary>
    public IReadOnlyList<string>? Metrics { get; init; }

    /// <summary>Gets the keys of the curves: one curve for each combination of their values. Null, the default: the keys of configurations
    /// that vary.</summary>
    /// <remarks>A line joins runs of one configuration and one workload only. Workloads that no key separates have their own columns of
    /// panels, or curves if there are more than four.</remarks>
    public IReadOnlyList<string>? CurveBy { get; init; }

    /// <summary>Gets the SLA whose limits are drawn; optional.</summary>
    public ServiceLevel? ServiceLevel { get; init; }

    /// <summary>Gets whether points show the 95 % intervals of their means. The default is true.</summary>
    public bool ShowsErrorBars { get; init; } = true;

    /// <summary>Gets whether every run is shown as a faint dot. The default is true.</summary>
    public bool ShowsRuns { get; init; } = true;
}
