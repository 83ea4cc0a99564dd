using System.Globalization;
using ServeMulti.Benchmarking;
using ServeMulti.Cases;
using ServeMulti.Results;

namespace ServeMulti.Comparing;

/// <summary>The runs of a case that both builds ran.</summary>
internal sealed record MatchedCase(IReadOnlyList<RunRecord> Baseline, IReadOnlyList<RunRecord> Current)
{
    public BenchmarkCase BaselineCase => Baseline[0].Case;

    public BenchmarkCase CurrentCase => Current[0].Case;

    /// <summary>Returns why the case is not compared, and what that says; null where it is.</summary>
    public (string Problem, ChangeVerdict Verdict)? FindProblem(double failedShareLimit) =>
        FindFailed(Baseline, failedShareLimit) is { } before ? ($"{before} of the baseline failed", ChangeVerdict.Inconclusive)
        : FindFailed(Current, failedShareLimit) is { } now ? ($"{now} of the current build failed", ChangeVerdict.Regressed)
        : null;

    /// <summary>Returns the finite values of a metric.</summary>
    public static double[] ValuesOf(IEnumerable<RunRecord> runs, string metric) =>
        [.. runs.Select(run => run.Document.TryFindMetric(metric, out var value) ? value : double.NaN).Where(double.IsFinite)];

    private static string? FindFailed(IReadOnlyList<RunRecord> runs, double limit)
    {
        var counts = runs.Select(run => RequestCounts.Of(run.Document)).Aggregate((left, right) => left + right);
        return counts.Failed > limit * Math.Max(1, counts.Sent)
            ? string.Create(CultureInfo.InvariantCulture, $"{counts.Failed:0} of {counts.Sent:0} requests")
            : null;
    }
}
