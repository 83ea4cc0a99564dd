namespace ServeMulti.Plotting.Figures;

/// <summary>What Pareto figures show.</summary>
public sealed record ParetoFigureOptions
{
    /// <summary>Gets the name of the figure. The default is <c>PARETO</c>.</summary>
    public string Name { get; init; } = "PARETO";

    /// <summary>
    /// Gets the key that holds the number of users. The default is <c>max_concurrency</c>; a run that has no value for it, or 0, counts with its
    /// <c>max_concurrent_requests</c>, and without that it is left out.
    /// </summary>
    public string UserCountKey { get; init; } = "max_concurrency";

    /// <summary>
    /// Gets the key that holds the number of GPUs; null, the default: <c>num_gpus</c> or <c>gpu_count</c> (which the runs of an experiment have from the whole command of a
    /// known server), else tensor x pipeline x data parallel size where the result states one of them.
    /// </summary>
    /// <remarks>Where nothing says how many, throughput is that of the server and not divided; such cases have a row of panels of their own. <see cref="Runs.RunSet.WithGpus"/> says how many.</remarks>
    public string? GpuCountKey { get; init; }

    /// <summary>
    /// Gets the keys whose values stand beside the points of the frontier, where they vary; null, the default: the load, the keys of configurations that <see cref="GroupBy"/> does
    /// not name, and <c>gpu_count</c>, the number from a command included.
    /// </summary>
    public IReadOnlyList<string>? LabelBy { get; init; }

    /// <summary>Gets the keys of which each combination of values has its own frontier. The default is none.</summary>
    /// <remarks>Workloads are never compared: each has a panel of its own, and where they are more than four, a frontier of its own.</remarks>
    public IReadOnlyList<string> GroupBy { get; init; } = [];

    /// <summary>Gets the metric along the x axis; null, the default: output tokens/s per user.</summary>
    public string? XMetric { get; init; }

    /// <summary>Gets the metric along the y axis; null, the default: output tokens/s per GPU.</summary>
    public string? YMetric { get; init; }

    /// <summary>Gets whether larger x are better; null, the default: as <see cref="Benchmarking.MetricCatalog"/> says, which knows the metrics of known clients.</summary>
    public bool? XHigherIsBetter { get; init; }

    /// <summary>Gets whether larger y are better; null, the default: as <see cref="Benchmarking.MetricCatalog"/> says, which knows the metrics of known clients.</summary>
    public bool? YHigherIsBetter { get; init; }
}
