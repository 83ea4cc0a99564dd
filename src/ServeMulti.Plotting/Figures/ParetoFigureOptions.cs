namespace ServeMulti.Plotting.Figures;

/// <summary>The options of Pareto figures.</summary>
public sealed record ParetoFigureOptions
{
    /// <summary>Gets the name of the figure. The default is <c>PARETO</c>.</summary>
    public string Name { get; init; } = "PARETO";

    /// <summary>
    /// Gets the key of the number of users. The default is <c>max_concurrency</c>. A run that has no value for it, or 0, uses its
    /// <c>max_concurrent_requests</c>; without that, it is left out.
    /// </summary>
    public string UserCountKey { get; init; } = "max_concurrency";

    /// <summary>
    /// Gets the key of the number of GPUs; null, the default: <c>num_gpus</c> or <c>gpu_count</c> (which the runs of an experiment have
    /// from the command of a known server), else tensor x pipeline x data parallel size if the result states one of them.
    /// </summary>
    /// <remarks>If the number is not known, throughput is that of the server, and such cases have their own row of panels.
    /// <see cref="Runs.RunSet.WithGpus"/> sets the number.</remarks>
    public string? GpuCountKey { get; init; }

    /// <summary>
    /// Gets the keys whose values label the points of the frontier, if they vary; null, the default: the load, the keys of configurations
    /// that <see cref="GroupBy"/> does not name, and <c>gpu_count</c>, the number from a command included.
    /// </summary>
    public IReadOnlyList<string>? LabelBy { get; init; }

    /// <summary>Gets the keys of the frontiers: one frontier for each combination of their values. The default is none.</summary>
    /// <remarks>Workloads are never compared: each has its own panel, or its own frontier if there are more than four.</remarks>
    public IReadOnlyList<string> GroupBy { get; init; } = [];

    /// <summary>Gets the metric of the x axis; null, the default: output tokens/s per user.</summary>
    public string? XMetric { get; init; }

    /// <summary>Gets the metric of the y axis; null, the default: output tokens/s per GPU.</summary>
    public string? YMetric { get; init; }

    /// <summary>Gets whether higher x are better; null, the default: as in <see cref="Benchmarking.MetricCatalog"/>, which contains the
    /// metrics of known clients.</summary>
    public bool? XHigherIsBetter { get; init; }

    /// <summary>Gets whether higher y are better; null, the default: as in <see cref="Benchmarking.MetricCatalog"/>, which contains the
    /// metrics of known clients.</summary>
    public bool? YHigherIsBetter { get; init; }
}
