using ServeMulti.Benchmarking;
using ServeMulti.Cases;
using ServeMulti.Results;
using ServeMulti.Statistics;

namespace ServeMulti.Cli.Report;

/// <summary>The finished runs of one case, with mean and spread of their metrics.</summary>
/// <param name="Case">The case.</param>
/// <param name="Runs">The results of its runs.</param>
internal sealed record CaseSummary(BenchmarkCase Case, IReadOnlyList<ResultDocument> Runs)
{
    /// <summary>Groups runs by case, in the order in which the cases first appear.</summary>
    public static IReadOnlyList<CaseSummary> Of(IEnumerable<RunRecord> runs) =>
        [.. runs.GroupBy(run => run.Case.Key).Select(group => new CaseSummary(group.First().Case, [.. group.Select(run => run.Document)]))];

    /// <summary>Describes what limits the use of the runs, such as <c>9 of 600 failed</c>; a dash if nothing does.</summary>
    public string DescribeRemarks() => RunRemark.Describe(Runs) is { Length: > 0 } text ? text : "-";

    /// <summary>Summarizes a metric over the runs that have it; null if none has a finite value.</summary>
    public SampleSummary? Find(string metric)
    {
        double[] values = [.. Runs.Select(run => run.TryFindMetric(metric, out var value) ? value : double.NaN).Where(double.IsFinite)];
        return values.Length == 0 ? null : SampleSummary.Of(values);
    }
}
