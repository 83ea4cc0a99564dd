using ServeMulti.Results;
using ServeMulti.Statistics;

namespace ServeMulti.SearchLab.Compare;

/// <summary>How others tell that a build is worse, written from what they document: by means alone, or by whether intervals overlap.</summary>
internal static class PeerHabits
{
    private const double Threshold = 0.05;
    private static readonly (string Name, bool IsHigherBetter)[] Metrics =
    [
        ("request_throughput", true),
        ("median_ttft_ms", false),
        ("p99_e2el_ms", false),
    ];

    /// <summary>Whether the mean of any metric in any case is worse by more than 5 %.</summary>
    public static bool MeansDiffer(RunRecord[] baseline, RunRecord[] current) =>
        Any(
            baseline,
            current,
            (before, now, isHigherBetter) => (isHigherBetter ? before.Mean / now.Mean : now.Mean / before.Mean) > 1 + Threshold
        );

    /// <summary>Whether the 95 % intervals of the means of any metric in any case do not overlap, and the current one is worse.</summary>
    public static bool IntervalsDiffer(RunRecord[] baseline, RunRecord[] current) =>
        Any(
            baseline,
            current,
            (before, now, isHigherBetter) =>
                before.FindHalfWidth() is { } wide
                && now.FindHalfWidth() is { } other
                && (isHigherBetter ? before.Mean - wide > now.Mean + other : before.Mean + wide < now.Mean - other)
        );

    private static bool Any(RunRecord[] baseline, RunRecord[] current, Func<SampleSummary, SampleSummary, bool, bool> isWorse)
    {
        var before = baseline.ToLookup(run => run.Case.Key);
        return current
            .GroupBy(run => run.Case.Key)
            .Any(group =>
                Metrics.Any(metric =>
                    isWorse(Summarize(before[group.Key], metric.Name), Summarize(group, metric.Name), metric.IsHigherBetter)
                )
            );
    }

    private static SampleSummary Summarize(IEnumerable<RunRecord> runs, string metric) =>
        SampleSummary.Of([.. runs.Select(run => run.Document.FindMetric(metric))]);
}
