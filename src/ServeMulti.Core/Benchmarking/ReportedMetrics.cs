using ServeMulti.Parameters;

namespace ServeMulti.Benchmarking;

/// <summary>Chooses the metrics to show, as <see cref="MetricCatalog.Choose"/> describes.</summary>
internal static class ReportedMetrics
{
    private const int MostOfAKind = 8;

    /// <summary>Gets the metrics that people look at first, in order.</summary>
    public static IReadOnlyList<string> Main { get; } =
    ["request_throughput", "request_goodput", "output_throughput", "median_ttft_ms", "p99_ttft_ms", "mean_tpot_ms", "p99_e2el_ms"];

    public static IReadOnlyList<string> Choose(
        IEnumerable<string> names,
        Func<string, IEnumerable<double>> valuesOf,
        IEnumerable<string> parameters,
        IReadOnlyList<string> preferred,
        IReadOnlyCollection<string> required
    )
    {
        string[] fields = [.. names.Distinct()];
        var known = fields.Select(MetricCatalog.ToVllmName).ToHashSet(StringComparer.Ordinal);
        var taken = parameters.Select(Normalize).ToHashSet(StringComparer.Ordinal);
        string[] main = [.. preferred.Where(known.Contains)];
        string[] others = main.Length > 0 ? [] : [.. known.Where(IsComparable).Take(MostOfAKind)];
        string[] own =
        [
            .. fields
                .Where(name => MetricCatalog.TryFind(name) is null && !taken.Contains(Normalize(name)) && IsMeasured(valuesOf(name)))
                .Take(MostOfAKind),
        ];
        return
        [
            .. main.Concat(others).Concat(own).Concat(required.Where(name => known.Contains(name) || fields.Contains(name))).Distinct(),
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
