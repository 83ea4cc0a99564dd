using System.Collections.Frozen;

namespace ServeMulti.Benchmarking;

/// <summary>The one table of the metric names that known benchmark clients write: the unit of each, and which values are better.</summary>
/// <remarks>
/// Known are <c>vllm bench serve</c>, <c>startup</c>, <c>latency</c> and <c>throughput</c>, <c>serve-multi bench</c>, SGLang's
/// <c>bench_serving</c>, InferenceX, GuideLLM and AIPerf; percentiles are known for every number, such as <c>p99.9_ttft_ms</c>. Nothing is
/// guessed: a name that is not in the table, such as a host's own, has no direction, and whoever ranks by it has to say which values are
/// better.
/// </remarks>
public static class MetricCatalog
{
    private const string VllmLatency = "_e2el_ms";
    private const string SglangLatency = "_e2e_latency_ms";

    private static readonly FrozenDictionary<string, MetricInfo> Names = MetricTable
        .Names.DistinctBy(info => info.Name)
        .ToFrozenDictionary(info => info.Name, StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, string> VllmNames = MetricTable.Synonyms.ToFrozenDictionary(
        pair => pair.Name,
        pair => pair.VllmName,
        StringComparer.Ordinal
    );

    /// <summary>Gets the metrics that people look at first, in order.</summary>
    public static IReadOnlyList<string> Main => ReportedMetrics.Main;

    /// <summary>Returns what is known of a metric; null if no known client writes it.</summary>
    /// <param name="name">The name, such as <c>p99_ttft_ms</c>; letters count as they are.</param>
    public static MetricInfo? TryFind(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Names.GetValueOrDefault(name)
            ?? MetricTable.Families.Select(family => family.TryRead(name)).FirstOrDefault(info => info is not null);
    }

    /// <summary>Returns which values of a metric are better; <see cref="MetricDirection.Unknown"/> where no known client writes it, or
    /// neither way is better.</summary>
    /// <param name="name">The name.</param>
    public static MetricDirection DirectionOf(string name) => TryFind(name)?.Direction ?? MetricDirection.Unknown;

    /// <summary>Returns the known name that is nearest to one that may be mistyped: <c>p99_e2el_ms</c> for <c>p99_e2e_ms</c>.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The name itself where it is known; null if no name is near.</returns>
    public static string? FindNearest(string name) =>
        TryFind(name) is null ? MetricSpelling.Correct(name, MetricTable.Names.Select(info => info.Name), MetricTable.Families) : name;

    /// <summary>Returns the name under which vLLM's client writes the same metric in the same unit: <c>p99_e2el_ms</c> for SGLang's
    /// <c>p99_e2e_latency_ms</c>.</summary>
    /// <param name="name">The name that a client wrote.</param>
    /// <returns>The name itself if there is no other.</returns>
    public static string ToVllmName(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return VllmNames.GetValueOrDefault(name)
            ?? (
                name.EndsWith(SglangLatency, StringComparison.Ordinal) && TryFind(name) is not null
                    ? string.Concat(name.AsSpan(0, name.Length - SglangLatency.Length), VllmLatency)
                    : name
            );
    }

    /// <summary>Chooses the metrics that a table or a report shows and compares.</summary>
    /// <remarks>
    /// First come the main metrics that the results have; if there are none, other metrics of known clients that have a direction. Then come
    /// a host's own metrics: numbers that no known client writes. Parameters, settings and the run's number are no metrics, and neither is a
    /// whole number that is the same in every run.
    /// </remarks>
    /// <param name="names">The names of the fields that hold numbers, in the order of the results; a name may come more than once.</param>
    /// <param name="valuesOf">The numbers of a field in all results; asked for names that no known client writes.</param>
    /// <param name="parameters">The names of the parameters of servers and benchmarks, in any spelling.</param>
    /// <param name="preferred">The metrics that come first where results have them; optional, default <see cref="Main"/>.</param>
    /// <param name="required">Metrics that are shown in any case where results have them, such as those with a given direction;
    /// optional.</param>
    /// <returns>The names, each once; metrics of vLLM's client under its names.</returns>
    public static IReadOnlyList<string> Choose(
        IEnumerable<string> names,
        Func<string, IEnumerable<double>> valuesOf,
        IEnumerable<string> parameters,
        IReadOnlyList<string>? preferred = null,
        IReadOnlyCollection<string>? required = null
    )
    {
        ArgumentNullException.ThrowIfNull(names);
        ArgumentNullException.ThrowIfNull(valuesOf);
        ArgumentNullException.ThrowIfNull(parameters);
        return ReportedMetrics.Choose(names, valuesOf, parameters, preferred ?? Main, required ?? []);
    }

    /// <summary>Returns the other client's name of a metric that vLLM's client writes; null if there is none.</summary>
    internal static string? TryFindOtherName(string vllmName) =>
        vllmName.EndsWith(VllmLatency, StringComparison.Ordinal)
            ? string.Concat(vllmName.AsSpan(0, vllmName.Length - VllmLatency.Length), SglangLatency)
            : Array.Find(MetricTable.Synonyms, pair => pair.VllmName == vllmName).Name;
}
