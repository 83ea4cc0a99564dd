using ServeMulti.Benchmarking;
using ServeMulti.Cli.Display;
using ServeMulti.Comparing;
using ServeMulti.Results;

namespace ServeMulti.Cli.Report;

/// <summary>Prints the results of a sweep: a table of all cases, and the best configuration on each workload with its lead.</summary>
internal static class FinalReport
{
    private const int WidestParameters = 60;

    /// <param name="runs">Every finished run of the experiment.</param>
    /// <param name="directions">The directions that the user stated, for metrics that no known client writes.</param>
    /// <param name="location">The folder of the experiment.</param>
    /// <param name="output">Receives the text.</param>
    /// <param name="failedShareLimit">The largest share of failed requests with which a case competes.</param>
    public static void Write(
        IReadOnlyList<RunRecord> runs,
        IReadOnlyDictionary<string, MetricDirection> directions,
        string location,
        ReportWriter output,
        double failedShareLimit = 0
    )
    {
        if (runs.Count == 0)
        {
            output.WriteLine("No run has a result.");
            return;
        }

        var cases = CaseSummary.Of(runs);
        var parameters = cases
            .SelectMany(summary => summary.Case.ServeParameters.Concat(summary.Case.BenchParameters))
            .Select(pair => pair.Key)
            .Distinct();
        var metrics = MainMetrics.Choose([.. runs.Select(run => run.Document)], parameters, [.. directions.Keys]);
        output.WriteLine(MetricsTable.Caption);
        output.WriteLine(
            MetricsTable.Of(
                ["server", "benchmark"],
                [
                    .. cases.Select(summary =>
                        (
                            new[]
                            {
                                ShortText.Describe(summary.Case.ServeParameters, WidestParameters),
                                ShortText.Describe(summary.Case.BenchParameters, WidestParameters),
                            },
                            summary
                        )
                    ),
                ],
                metrics
            )
        );
        if (metrics.Count == 0)
        {
            output.WriteLine(
                "The results contain no metric: every number is a parameter, a setting, or the same whole number in every run."
            );
        }

        foreach (var line in VerdictLines.Of(runs, metrics, directions, failedShareLimit))
        {
            output.WriteLine(line);
        }

        foreach (var line in ExperimentDrift.Of(runs, [.. MetricCatalog.Main, .. directions.Keys]).Describe())
        {
            output.WriteLine(line);
        }

        output.WritePath($"files: {location} (summary.csv holds all runs)");
    }
}
