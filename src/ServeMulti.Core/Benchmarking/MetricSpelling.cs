using System.Globalization;
using ServeMulti.Parameters;

namespace ServeMulti.Benchmarking;

/// <summary>Finds the most similar metric: by the words of the name if they identify one, else by its letters.</summary>
internal static class MetricSpelling
{
    private static readonly string[] UsualStatistics = ["mean", "median", "p99"];

    private static readonly (string Word, string Quantity)[] Quantities =
    [
        ("e2e_latency", "e2el"),
        ("e2e", "e2el"),
        ("latency", "e2el"),
        ("end_to_end_latency", "e2el"),
        ("request_latency", "e2el"),
        ("time_to_first_token", "ttft"),
        ("first_token_latency", "ttft"),
        ("time_per_output_token", "tpot"),
        ("inter_token_latency", "itl"),
        ("queue_time", "client_queue_time"),
    ];

    /// <summary>Returns the nearest of the names that a client can write; null if none is near.</summary>
    /// <param name="name">The name that the client does not write.</param>
    /// <param name="names">Its single names.</param>
    /// <param name="families">Its families.</param>
    public static string? Correct(string name, IEnumerable<string> names, IReadOnlyList<MetricFamily> families)
    {
        var words = name.Trim().ToLowerInvariant().Replace('-', '_').Replace(' ', '_').Split('_', StringSplitOptions.RemoveEmptyEntries);
        var statistic = Array.Find(words, MetricStatistic.IsStatistic);
        var spelled = statistic is null ? "" : Spell(statistic);
        string[] candidates =
        [
            .. families.SelectMany(family => (family.IsStatistic(spelled) ? [spelled] : UsualStatistics).SelectMany(family.NamesWith)),
            .. names,
        ];
        var meant = string.Join('_', words.Where(word => word != statistic && word is not ("ms" or "s")));
        var known = Array.Find(Quantities, pair => pair.Word == meant).Quantity ?? meant;
        return candidates.FirstOrDefault(candidate =>
                candidate == $"{spelled}_{known}_ms" || (known == "e2el" && candidate == $"{spelled}_e2e_latency_ms")
            ) ?? NearestName.Find(name, candidates);
    }

    /// <summary>Formats a statistic as clients do: <c>p99</c>, not <c>p99.0</c>.</summary>
    private static string Spell(string statistic) =>
        statistic == "avg" ? "mean"
        : MetricStatistic.TryParsePercentile(statistic) is { } percentile ? string.Create(CultureInfo.InvariantCulture, $"p{percentile:R}")
        : statistic;
}
