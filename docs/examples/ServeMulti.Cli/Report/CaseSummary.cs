using ServeMulti.Benchmarking;
using ServeMulti.Results;
using ServeMulti.Statistics;

namespace ServeMulti.Cli.Report;

/// <summary>The finished runs of one case, and mean and spread of their metrics.</summary>
/// <param name="Case">The case.</param>
/// <param name="Runs">What its runs measured.</param>
internal sealed record CaseSummary(BenchmarkCase Case, IReadOnlyList<ResultDocument> Runs)
{
    /// <summary>Groups runs by case, in the order in which the cases first appear.</summary>
    public static IReadOnlyList<CaseSummary> Of(IEnumerable<RunRecord> runs) =>
        [.. runs.GroupBy(run => run.Case.Key).Select(group => new CaseSummary(group.First().Case, [.. group.Select(run => run.Document)]))];

    /// <summary>Summarizes a metric over the runs that have it; null where none has a finite value.</summary>
    public SampleSummary? Find(string metric)
    {
        double[] values = [.. Runs.Select(run => run.TryFindMetric(metric, out var value) ? value : double.NaN).Where(double.IsFinite)];
        return values.Length == 0 ? null : SampleSummary.Of(values);
    }
}
