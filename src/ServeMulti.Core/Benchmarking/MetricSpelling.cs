using ServeMulti.Parameters;

namespace ServeMulti.Benchmarking;

/// <summary>Finds the metric that somebody meant: by the words of the name where they say it, else by its letters.</summary>
internal static class MetricSpelling
{
    private static readonly (string Word, string Quantity)[] Quantities =
    [
        ("e2e_latency", "e2el"), ("e2e", "e2el"), ("latency", "e2el"), ("end_to_end_latency", "e2el"), ("request_latency", "e2el"),
        ("time_to_first_token", "ttft"), ("first_token_latency", "ttft"), ("time_per_output_token", "tpot"), ("inter_token_latency", "itl"), ("queue_time", "client_queue_time"),
    ];

    /// <summary>Returns the nearest of the names that a client can write; null where none is near.</summary>
    /// <param name="name">The name that the client does not write.</param>
    /// <param name="names">Its single names.</param>
    /// <param name="families">Its families.</param>
    public static string? Correct(string name, IEnumerable<string> names, IReadOnlyList<MetricFamily> families)
    {
        string[] words = name.Trim().ToLowerInvariant().Replace('-', '_').Replace(' ', '_').Split('_', StringSplitOptions.RemoveEmptyEntries);
        var statistic = Array.Find(words, MetricStatistic.IsStatistic);
        string[] statistics = statistic is null ? ["mean", "median", "p99"] : [statistic == "avg" ? "mean" : statistic];
        string[] candidates = [.. families.SelectMany(family => statistics.SelectMany(family.NamesWith)), .. names];
        var meant = string.Join('_', words.Where(word => word != statistic && word is not ("ms" or "s")));
        meant = Array.Find(Quantities, pair => pair.Word == meant).Quantity ?? meant;
        return candidates.FirstOrDefault(candidate => statistic is not null && candidate.EndsWith("_ms", StringComparison.Ordinal) && candidate == $"{statistics[0]}_{meant}_ms")
            ?? NearestName.Find(name, candidates)
            ?? candidates.FirstOrDefault(candidate => meant.Length > 0 && candidate.EndsWith("_" + meant, StringComparison.Ordinal));
    }
}
