using ServeMulti.Sla;

namespace ServeMulti.Plotting.Figures;

/// <summary>The options of heat maps over two parameters.</summary>
public sealed record HeatMapFigureOptions
{
    /// <summary>Gets the start of the names of the figures. The default is <c>HEATMAP</c>.</summary>
    public string Name { get; init; } = "HEATMAP";

    /// <summary>Gets the parameter of the columns; null, the default: every pair of numeric parameters that vary.</summary>
    public string? XParameter { get; init; }

    /// <summary>Gets the parameter of the rows; null, the default: every pair of numeric parameters that vary.</summary>
    public string? YParameter { get; init; }

    /// <summary>Gets the metrics, one figure each; null, the default: the answers of searches if there are any, else a throughput and a
    /// latency.</summary>
    public IReadOnlyList<string>? Metrics { get; init; }

    /// <summary>Gets the results of searches within one SLA, by the name of their case without the load. The default is none.</summary>
    public IReadOnlyDictionary<string, SlaSearchResult> Answers { get; init; } = new Dictionary<string, SlaSearchResult>();
}
