using ServeMulti.Sla;

namespace ServeMulti.Plotting.Figures;

/// <summary>What figures of one metric against another show, and how runs are told apart.</summary>
public sealed record MetricFigureOptions
{
    /// <summary>Gets the name that the names of the figures begin with. The default is <c>FIGURE</c>.</summary>
    public string Name { get; init; } = "FIGURE";

    /// <summary>Gets the metric along the x axis. The default is <c>request_throughput</c>.</summary>
    public string XMetric { get; init; } = "request_throughput";

    /// <summary>Gets the metric along the y axis. The default is <c>p99_e2el_ms</c>.</summary>
    public string YMetric { get; init; } = "p99_e2el_ms";

    /// <summary>Gets the keys of which each combination of values has its own figure. The default is none.</summary>
    public IReadOnlyList<string> FigureBy { get; init; } = [];

    /// <summary>Gets the keys of which each combination of values has its own row of panels. The default is none.</summary>
    public IReadOnlyList<string> RowBy { get; init; } = [];

    /// <summary>Gets the keys of which each combination of values has its own column of panels. The default is none.</summary>
    public IReadOnlyList<string> ColumnBy { get; init; } = [];

    /// <summary>
    /// Gets the keys of which each combination of values has its own curve: the first is told by colour, the second by marker, the third by line;
    /// more than three are told by colour together. Null, the default: the server parameters that vary.
    /// </summary>
    public IReadOnlyList<string>? CurveBy { get; init; }

    /// <summary>Gets how values are spread along the x axis.</summary>
    public FigureScale XScale { get; init; }

    /// <summary>Gets how values are spread along the y axis.</summary>
    public FigureScale YScale { get; init; }

    /// <summary>Gets whether points carry the 95 % intervals of their means. The default is true.</summary>
    public bool ShowsErrorBars { get; init; } = true;

    /// <summary>Gets whether every run stands as a faint dot beside its case's point. The default is true.</summary>
    public bool ShowsRuns { get; init; } = true;

    /// <summary>Gets the SLA whose limits are drawn, with the passing side shaded and the best load that meets it marked; null: none.</summary>
    public ServiceLevel? ServiceLevel { get; init; }

    /// <summary>Gets the height of a panel in pixels of 1/96 inch, at least 100; null: by the number of panels.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 100 or not finite.</exception>
    public double? PanelHeight
    {
        get;
        init => field = value is null or (>= 100 and < 10000) ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A panel is at least 100 and less than 10,000 pixels high.");
    }
}
