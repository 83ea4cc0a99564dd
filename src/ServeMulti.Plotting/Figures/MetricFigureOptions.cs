using ServeMulti.Sla;

namespace ServeMulti.Plotting.Figures;

/// <summary>What figures of one metric against another show, and how runs are told apart.</summary>
public sealed record MetricFigureOptions
{
    /// <summary>Gets the name that the names of the figures begin with. The default is <c>FIGURE</c>.</summary>
    public string Name { get; init; } = "FIGURE";

    /// <summary>Gets the metric along the x axis; null, the default: <c>request_throughput</c>, or what the runs have in its place.</summary>
    public string? XMetric { get; init; }

    /// <summary>Gets the metric along the y axis; null, the default: <c>p99_e2el_ms</c>, else <c>p99_ttft_ms</c>, or what the runs have in their place.</summary>
    public string? YMetric { get; init; }

    /// <summary>Gets the keys of which each combination of values has its own figure. The default is none.</summary>
    public IReadOnlyList<string> FigureBy { get; init; } = [];

    /// <summary>Gets the keys of which each combination of values has its own row of panels. The default is none.</summary>
    public IReadOnlyList<string> RowBy { get; init; } = [];

    /// <summary>Gets the keys of which each combination of values has its own column of panels. The default is none.</summary>
    public IReadOnlyList<string> ColumnBy { get; init; } = [];

    /// <summary>
    /// Gets the keys of which each combination of values has its own curve: the first is told by colour, the second by marker, the third by line;
    /// more than three are told by colour together. Null, the default: the keys of configurations that vary.
    /// </summary>
    /// <remarks>
    /// A line joins runs of one configuration and one workload only, whatever is asked for. Workloads that no key tells apart have columns of panels of their own, or rows, or figures.
    /// </remarks>
    public IReadOnlyList<string>? CurveBy { get; init; }

    /// <summary>Gets how values are spread along the x axis.</summary>
    public FigureScale XScale { get; init; }

    /// <summary>Gets how values are spread along the y axis.</summary>
    public FigureScale YScale { get; init; }

    /// <summary>Gets whether points carry the 95 % intervals of their means. The default is true.</summary>
    public bool ShowsErrorBars { get; init; } = true;

    /// <summary>Gets whether every run stands as a faint dot beside its case's point. The default is true.</summary>
    public bool ShowsRuns { get; init; } = true;

    /// <summary>
    /// Gets the SLA whose limits are drawn, with the passing side shaded; null: none. Of each curve whose load varies, the largest load that meets it is marked: what a
    /// search has found, else the largest that was tried.
    /// </summary>
    public ServiceLevel? ServiceLevel { get; init; }

    /// <summary>Gets what searches within <see cref="ServiceLevel"/> have found, by their case: the name of the case of their runs without the load. The default is none.</summary>
    public IReadOnlyDictionary<string, SlaSearchResult> Answers { get; init; } = new Dictionary<string, SlaSearchResult>();

    /// <summary>Gets the height of a panel in pixels of 1/96 inch, at least 100; null: by the number of panels.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 100 or not finite.</exception>
    public double? PanelHeight
    {
        get;
        init => field = value is null or (>= 100 and < 10000) ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A panel is at least 100 and less than 10,000 pixels high.");
    }
}
