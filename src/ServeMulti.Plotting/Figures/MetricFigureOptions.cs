using ServeMulti.Sla;

namespace ServeMulti.Plotting.Figures;

/// <summary>The options of figures of one metric against another.</summary>
public sealed record MetricFigureOptions
{
    /// <summary>Gets the start of the names of the figures. The default is <c>FIGURE</c>.</summary>
    public string Name { get; init; } = "FIGURE";

    /// <summary>Gets the metric of the x axis; null, the default: <c>request_throughput</c>, or an equivalent in the runs.</summary>
    public string? XMetric { get; init; }

    /// <summary>Gets the metric of the y axis; null, the default: <c>p99_e2el_ms</c>, else <c>p99_ttft_ms</c>, or an equivalent in the
    /// runs.</summary>
    public string? YMetric { get; init; }

    /// <summary>Gets the keys of the figures: one figure for each combination of their values. The default is none.</summary>
    public IReadOnlyList<string> FigureBy { get; init; } = [];

    /// <summary>Gets the keys of the rows: one row of panels for each combination of their values. The default is none.</summary>
    public IReadOnlyList<string> RowBy { get; init; } = [];

    /// <summary>Gets the keys of the columns: one column of panels for each combination of their values. The default is none.</summary>
    public IReadOnlyList<string> ColumnBy { get; init; } = [];

    /// <summary>
    /// Gets the keys of the curves: one curve for each combination of their values. The first key sets the colour, the second the marker,
    /// the third the line; more than three are combined. Null, the default: the keys of configurations that vary.
    /// </summary>
    /// <remarks>
    /// A line joins runs of one configuration and one workload only, whatever the keys. Workloads that no key separates have their own
    /// columns of panels, or rows, or figures.
    /// </remarks>
    public IReadOnlyList<string>? CurveBy { get; init; }

    /// <summary>Gets the scale of the x axis.</summary>
    public FigureScale XScale { get; init; }

    /// <summary>Gets the scale of the y axis.</summary>
    public FigureScale YScale { get; init; }

    /// <summary>Gets whether points show the 95 % intervals of their means. The default is true.</summary>
    public bool ShowsErrorBars { get; init; } = true;

    /// <summary>Gets whether every run is shown as a faint dot. The default is true.</summary>
    public bool ShowsRuns { get; init; } = true;

    /// <summary>
    /// Gets the SLA whose limits are drawn, with the passing side shaded; optional. On each curve whose load varies, the largest load that
    /// meets it is marked: the answer of a search, else the largest load that was tried.
    /// </summary>
    public ServiceLevel? ServiceLevel { get; init; }

    /// <summary>Gets the results of searches within <see cref="ServiceLevel"/>, by the name of their case without the load. The default is
    /// none.</summary>
    public IReadOnlyDictionary<string, SlaSearchResult> Answers { get; init; } = new Dictionary<string, SlaSearchResult>();

    /// <summary>Gets the height of a panel in pixels of 1/96 inch, from 100 to below 10,000; null: by the number of panels.</summary>
    public double? PanelHeight { get; init; }
}
