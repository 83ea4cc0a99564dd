namespace ServeMulti.Plotting.Figures;

/// <summary>What a comparison of configurations shows.</summary>
public sealed record ComparisonFigureOptions
{
    /// <summary>Gets the name of the figure. The default is <c>COMPARISON</c>.</summary>
    public string Name { get; init; } = "COMPARISON";

    /// <summary>Gets the metrics, a column of bars each; null, the default: of request and output throughput, p99 time to first token and p99 end-to-end latency the first three that the runs have.</summary>
    public IReadOnlyList<string>? Metrics { get; init; }

    /// <summary>Gets the keys that name a configuration; null, the default: the server parameters that vary.</summary>
    public IReadOnlyList<string>? ConfigurationBy { get; init; }

    /// <summary>Gets the keys that name a workload, of which each configuration has a bar each; null, the default: the benchmark parameters that vary.</summary>
    public IReadOnlyList<string>? WorkloadBy { get; init; }
}
