using ServeMulti.Parameters;

namespace ServeMulti.Benchmarking;

/// <summary>Chooses from the fields of results the metrics that a table or a report shows and compares.</summary>
/// <remarks>
/// First come the main metrics that the results have; if there are none, other metrics of known clients that have a direction. Then come a
/// host's own metrics: numbers that no known client writes. Parameters, settings and the run's number are no metrics, and neither is a
/// whole number that is the same in every run.
/// </remarks>
public static class ReportedMetrics
{
    private const int MostOfAKind = 8;

    /// <summary>Gets the metrics that people look at first, in order.</summary>
    public static IReadOnlyList<string> Main { get; } =
    ["request_throughput", "request_goodput", "output_throughput", "median_ttft_ms", "p99_ttft_ms", "mean_tpot_ms", "p99_e2el_ms"];

    /// <summary>Chooses the metrics to show.</summary>
    /// <param name="names">The names of the fields that hold numbers, in the order of the results; a name may come more than once.</param>
    /// <param name="valuesOf">The numbers of a field in all results; asked for names that no known client writes.</param>
    /// <param name="parameters">The names of the parameters of servers and benchmarks, in any spelling.</param>
    /// <param name="preferred">The metrics that come first where results have them; null: <see cref="Main"/>.</param>
    /// <param name="required">Metrics that are shown in any case where results have them, such as those whose direction somebody gave;
    /// null: none.</param>
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
        string[] fields = [.. names.Distinct()];
        var known = fields.Select(MetricCatalog.ToVllmName).ToHashSet(StringComparer.Ordinal);
        var taken = parameters.Select(Normalize).ToHashSet(StringComparer.Ordinal);
        string[] main = [.. (preferred ?? Main).Where(known.Contains)];
        string[] others = main.Length > 0 ? [] : [.. known.Where(IsComparable).Take(MostOfAKind)];
        string[] own =
        [
            .. fields
                .Where(name => MetricCatalog.TryFind(name) is null && !taken.Contains(Normalize(name)) && IsMeasured(valuesOf(name)))
                .Take(MostOfAKind),
        ];
        return
        [
            .. main.Concat(others)
                .Concat(own)
                .Concat(required?.Where(name => known.Contains(name) || fields.Contains(name)) ?? [])
                .Distinct(),
        ];
    }

    private static bool IsComparable(string name) =>
        MetricCatalog.TryFind(name) is { IsSetting: false, Direction: not MetricDirection.Unknown }
        && !name.Contains("std_", StringComparison.Ordinal)
        && !IsClientCost(name);

    /// <summary>What the load generator says of itself is no metric of a server.</summary>
    private static bool IsClientCost(string name) => name.StartsWith("client_", StringComparison.Ordinal);

    private static bool IsMeasured(IEnumerable<double> values)
    {
        double? first = null;
        foreach (var value in values.Where(double.IsFinite))
        {
            first ??= value;
            if (value != first || !double.IsInteger(value))
            {
                return true;
            }
        }

        return false;
    }

    private static string Normalize(string key) => OptionKey.Normalize(key);
}
