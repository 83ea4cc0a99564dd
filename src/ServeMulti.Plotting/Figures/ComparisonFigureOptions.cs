namespace ServeMulti.Plotting.Figures;

/// <summary>The options of a comparison of configurations.</summary>
public sealed record ComparisonFigureOptions
{
    /// <summary>Gets the name of the figure. The default is <c>COMPARISON</c>.</summary>
    public string Name { get; init; } = "COMPARISON";

    /// <summary>Gets the configuration that the others are compared with: the name that it was given, else its keys and values, such as
    /// <c>max_num_seqs=8, dtype=bfloat16</c>. Null, the default: the first one without failed requests.</summary>
    public string? Baseline { get; init; }

    /// <summary>Gets the metrics, one column each; null, the default: the first three of these that the runs have: request
    /// throughput, output throughput, p99 time to first token, p99 end-to-end latency.</summary>
    public IReadOnlyList<string>? Metrics { get; init; }

    /// <summary>Gets the keys that name a configuration; null, the default: the server parameters that vary.</summary>
    public IReadOnlyList<string>? ConfigurationBy { get; init; }

    /// <summary>Gets the keys that name a workload; each configuration has one point per workload. Null, the default: the benchmark
    /// parameters that vary.</summary>
    public IReadOnlyList<string>? WorkloadBy { get; init; }
}
