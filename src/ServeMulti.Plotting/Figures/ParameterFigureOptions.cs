using ServeMulti.Sla;

namespace ServeMulti.Plotting.Figures;

/// <summary>The options of figures that show the effect of parameters.</summary>
public sealed record ParameterFigureOptions
{
    /// <summary>Gets the start of the names of the figures. The default is <c>EFFECT</c>.</summary>
    public string Name { get; init; } = "EFFECT";

    /// <summary>Gets the parameters; null, the default: the keys of configurations that vary.</summary>
    public IReadOnlyList<string>? Parameters { get; init; }

    /// <summary>Gets the metrics, one row of panels each; null, the default: the answers of searches if there are any, else a throughput and
    /// a latency.</summary>
    public IReadOnlyList<string>? Metrics { get; init; }

    /// <summary>Gets the SLA whose limits are drawn; optional.</summary>
    public ServiceLevel? ServiceLevel { get; init; }

    /// <summary>Gets the results of searches within one SLA, by the name of their case without the load. The default is none.</summary>
    public IReadOnlyDictionary<string, SlaSearchResult> Answers { get; init; } = new Dictionary<string, SlaSearchResult>();
}
