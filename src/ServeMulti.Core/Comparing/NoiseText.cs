using System.Globalization;

namespace ServeMulti.Comparing;

/// <summary>Says what is known of a comparison that is inconclusive, and which metrics vary too much from run to run to be known.</summary>
internal static class NoiseText
{
    private const string Advice =
        "Longer runs vary less. Before you measure again, choose the metrics that decide (--metric), or give these a wider margin (--margin METRIC=SHARE).";

    /// <summary>Returns the lines; none where the whole is known, such as where anything regressed.</summary>
    /// <param name="changes">All changes of metrics, in cases and over them.</param>
    /// <param name="spreads">The standard deviation of the logarithm from run to run within cases, by metric, as far as it is known.</param>
    public static IEnumerable<string> Lines(IEnumerable<MetricChange> changes, IReadOnlyDictionary<string, double> spreads)
    {
        var metrics = changes.GroupBy(change => change.Metric).ToArray();
        if (ChangeRule.Join(metrics.SelectMany(group => group).Select(change => change.Verdict)) != ChangeVerdict.Inconclusive)
        {
            yield break;
        }

        string[] equal =
        [
            .. metrics.Where(group => group.All(one => one.Verdict == ChangeVerdict.NoRelevantDifference)).Select(group => group.Key),
        ];
        if (equal.Length > 0)
        {
            yield return $"no relevant difference in {Join(equal)} in every case";
        }

        string[] noisy =
        [
            .. metrics
                .Where(group => IsInconclusive(group) && spreads.TryGetValue(group.Key, out var spread) && spread > group.First().Margin)
                .Select(group =>
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{group.Key} varies by {100 * spreads[group.Key]:0} % (margin {100 * group.First().Margin:0.###} %)"
                    )
                ),
        ];
        if (noisy.Length > 0)
        {
            yield return $"from run to run, {Join(noisy)}: too much to be known by these runs. {Advice}";
        }
    }

    private static bool IsInconclusive(IEnumerable<MetricChange> changes) =>
        changes.Any(change => change.Verdict == ChangeVerdict.Inconclusive);

    private static string Join(string[] names) => names.Length == 1 ? names[0] : $"{string.Join(", ", names[..^1])} and {names[^1]}";
}
