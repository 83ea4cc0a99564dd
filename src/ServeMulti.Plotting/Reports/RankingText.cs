using System.Globalization;
using ServeMulti.Benchmarking;
using ServeMulti.Parameters;
using ServeMulti.Plotting.Figures;
using ServeMulti.Plotting.Runs;
using ServeMulti.Results;

namespace ServeMulti.Plotting.Reports;

/// <summary>Says which server configuration is best by a metric, and by how much.</summary>
internal static class RankingText
{
    /// <summary>Returns the sentence; null where there is nothing to compare.</summary>
    public static string? Find(RunSet runs, IReadOnlyList<string> keys, string metric)
    {
        var workloadKeys = VaryingKeys.Of(runs, runs.BenchmarkKeys);
        var records = runs
            .Where(run => CasePoint.TryReadMeasured(run, metric, out var value) && double.IsFinite(value))
            .Select((run, index) => new RunRecord(
                new BenchmarkCase { ServeParameters = ToParameters(run, keys), BenchParameters = ToParameters(run, workloadKeys) },
                index,
                ResultDocument.FromMetrics([new(metric, run.TryFindNumber(metric, out var value) ? value : double.NaN)])));
        var comparison = ConfigurationComparison.Of(records, metric);
        if (comparison.Ranking is not [{ Lead: { } lead } best, var next, ..])
        {
            return null;
        }

        var (first, second) = (Describe(best.Parameters, keys), Describe(next.Parameters, keys));
        var word = comparison.HigherIsBetter ? "higher" : "lower";
        var over = comparison.WorkloadCount > 1 ? $" over {comparison.WorkloadCount} workloads" : "";
        return lead switch
        {
            { Ratio: 1 } => $"{MetricText.Capital(MetricText.Name(metric))}: {first} and {second} are equal{over}.",
            { IsClear: true, LowerBound: { } low, UpperBound: { } high } => $"{MetricText.Capital(MetricText.Name(metric))}: {first} is best, {Percent(lead.Ratio)} {word} than {second}{over} (95 % interval {Percent(low)} to {Percent(high)}).",
            { LowerBound: null } => $"{MetricText.Capital(MetricText.Name(metric))}: {first} is best, {Percent(lead.Ratio)} {word} than {second}{over}; some cases have one run, so there is no interval.",
            _ => $"{MetricText.Capital(MetricText.Name(metric))}: no clear best; {first} is {Percent(lead.Ratio)} {word} than {second}{over}, but the runs differ too much to tell.",
        };

        string Percent(double ratio) => string.Create(CultureInfo.InvariantCulture, $"{100 * (comparison.HigherIsBetter ? ratio - 1 : 1 - (1 / ratio)):0.0} %");
    }

    /// <summary>Only the values matter here; keys that are no option names are numbered.</summary>
    private static ParameterSet ToParameters(RunValues run, IReadOnlyList<string> keys)
    {
        var set = ParameterSet.Empty;
        for (var index = 0; index < keys.Count; index++)
        {
            set = set.With(string.Create(CultureInfo.InvariantCulture, $"k{index}"), GroupValue.Of(run[keys[index]]).ToString());
        }

        return set;
    }

    private static string Describe(ParameterSet parameters, IReadOnlyList<string> keys) =>
        string.Join(", ", keys.Zip(parameters, (key, pair) => $"{key}={pair.Value}"));
}
