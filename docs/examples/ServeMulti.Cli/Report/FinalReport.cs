using ServeMulti.Benchmarking;
using ServeMulti.Cli.Display;
using ServeMulti.Results;

namespace ServeMulti.Cli.Report;

/// <summary>What a sweep has found, for people: a table of all cases, and which server configuration is best on each workload and by how much.</summary>
internal static class FinalReport
{
    private const int WidestParameters = 60;

    /// <param name="runs">Every finished run of the experiment.</param>
    /// <param name="directions">Which values are better of metrics that no known client writes, as far as somebody said.</param>
    /// <param name="location">The folder of the experiment.</param>
    /// <param name="output">Where to write.</param>
    /// <param name="failedShareLimit">The largest share of its requests that may fail in a case that competes.</param>
    public static void Write(IReadOnlyList<RunRecord> runs, IReadOnlyDictionary<string, MetricDirection> directions, string location, TextWriter output, double failedShareLimit = 0)
    {
        if (runs.Count == 0)
        {
            output.WriteLine("No run has a result.");
            return;
        }

        var cases = CaseSummary.Of(runs);
        var parameters = cases.SelectMany(summary => summary.Case.ServeParameters.Concat(summary.Case.BenchParameters)).Select(pair => pair.Key).Distinct();
        var metrics = MainMetrics.Choose([.. runs.Select(run => run.Document)], parameters, [.. directions.Keys]);
        output.WriteLine(MetricsTable.Caption);
        output.WriteLine(MetricsTable.Of(
            ["server", "benchmark"],
            [.. cases.Select(summary => (new[] { ShortText.Describe(summary.Case.ServeParameters, WidestParameters), ShortText.Describe(summary.Case.BenchParameters, WidestParameters) }, summary))],
            metrics));
        if (metrics.Count == 0)
        {
            output.WriteLine("The results hold no metric: every number in them is a parameter, a setting or the same whole number in every run.");
        }

        foreach (var line in VerdictLines.Of(runs, metrics, directions, failedShareLimit))
        {
            output.WriteLine(line);
        }

        output.WriteLine($"files: {location} (summary.csv holds all runs)");
    }
}
