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
    /// Gets the key that holds the number of GPUs; null, the default: <c>num_gpus</c> or <c>gpu_count</c>, else tensor x pipeline x data parallel
    /// size, each 1 where it is not given.
    /// </summary>
    public string? GpuCountKey { get; init; }

    /// <summary>Gets the keys whose values stand beside the points of the frontier. The default is <c>max_concurrency</c> and <c>gpu_count</c>, the inferred number included.</summary>
    public IReadOnlyList<string> LabelBy { get; init; } = ["max_concurrency", "gpu_count"];

    /// <summary>Gets the keys of which each combination of values has its own frontier. The default is none: one frontier of all.</summary>
    public IReadOnlyList<string> GroupBy { get; init; } = [];

    /// <summary>Gets the metric along the x axis; null, the default: output tokens/s per user.</summary>
    public string? XMetric { get; init; }

    /// <summary>Gets the metric along the y axis; null, the default: output tokens/s per GPU.</summary>
    public string? YMetric { get; init; }

    /// <summary>Gets whether larger x are better; null, the default: unless the metric's name ends in <c>_ms</c>.</summary>
    public bool? XHigherIsBetter { get; init; }

    /// <summary>Gets whether larger y are better; null, the default: unless the metric's name ends in <c>_ms</c>.</summary>
    public bool? YHigherIsBetter { get; init; }
}
