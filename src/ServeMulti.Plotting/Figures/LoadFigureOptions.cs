using ServeMulti.Sla;

namespace ServeMulti.Plotting.Figures;

/// <summary>What a figure of metrics against the load shows.</summary>
public sealed record LoadFigureOptions
{
    /// <summary>Gets the name of the figure. The default is <c>LOAD</c>.</summary>
    public string Name { get; init; } = "LOAD";

    /// <summary>Gets the load variable; null, the default: <c>request_rate</c> or <c>max_concurrency</c>, whichever has more values.</summary>
    public LoadVariable? Variable { get; init; }

    /// <summary>Gets the metrics, a row of panels each; null, the default: request throughput and the p99 latencies that the runs have.</summary>
    public IReadOnlyList<string>? Metrics { get; init; }

    /// <summary>Gets the keys of which each combination of values has its own curve; null, the default: the keys of configurations that vary.</summary>
    /// <remarks>A line joins runs of one configuration and one workload only. Workloads that no key tells apart have columns of panels of their own; where they are more than four, curves.</remarks>
    public IReadOnlyList<string>? CurveBy { get; init; }

    /// <summary>Gets the SLA whose limits are drawn; null: none.</summary>
    public ServiceLevel? ServiceLevel { get; init; }

    /// <summary>Gets whether points carry the 95 % intervals of their means. The default is true.</summary>
    public bool ShowsErrorBars { get; init; } = true;

    /// <summary>Gets whether every run stands as a faint dot beside its case's point. The default is true.</summary>
    public bool ShowsRuns { get; init; } = true;
}
