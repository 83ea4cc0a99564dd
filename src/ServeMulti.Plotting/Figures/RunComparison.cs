using ServeMulti.Benchmarking;
using ServeMulti.Cases;
using ServeMulti.Comparing;
using ServeMulti.Parameters;
using ServeMulti.Plotting.Runs;
using ServeMulti.Results;

namespace ServeMulti.Plotting.Figures;

/// <summary>Compares named configurations on named workloads by what their runs measured, as <see cref="ConfigurationComparison"/>
/// does.</summary>
internal static class RunComparison
{
    private static readonly string[] Counts = ["completed", "failed", "num_prompts"];

    /// <summary>Compares them.</summary>
    /// <param name="runs">The runs; the first configuration is the one to compare with.</param>
    /// <param name="metric">The metric.</param>
    /// <param name="higherIsBetter">Whether larger values are better; null: as <see cref="MetricCatalog"/> knows it.</param>
    public static ConfigurationComparison Of(
        IReadOnlyList<(ParameterSet Configuration, ParameterSet Workload, RunValues Run)> runs,
        string metric,
        bool? higherIsBetter
    ) =>
        ConfigurationComparison.Of(
            runs.Select(
                (one, index) =>
                    new RunRecord(
                        new BenchmarkCase { ServeParameters = one.Configuration, BenchParameters = one.Workload },
                        index,
                        ResultDocument.FromMetrics(Values(one.Run, metric))
                    )
            ),
            metric,
            higherIsBetter,
            runs.Select(one => one.Run.FailedShareLimit).DefaultIfEmpty().Max()
        );

    /// <summary>Returns a set that has only a name, which identifies it.</summary>
    public static ParameterSet Name(string label) => label.Length == 0 ? ParameterSet.Empty : new ParameterSet(label.Replace('\0', ' '));

    private static IEnumerable<KeyValuePair<string, double>> Values(RunValues run, string metric)
    {
        foreach (var count in Counts)
        {
            if (run.TryFindNumber(count, out var number))
            {
                yield return new(count, number);
            }
        }

        if (CasePoint.TryReadMeasured(run, metric, out var value))
        {
            yield return new(metric, value);
        }
    }
}
