using ServeMulti.Benchmarking;
using ServeMulti.Cases;
using ServeMulti.Comparing;
using ServeMulti.Parameters;
using ServeMulti.Plotting.Figures;
using ServeMulti.Plotting.Runs;
using ServeMulti.Results;

namespace ServeMulti.Plotting.Reports;

/// <summary>Compares the server configurations of a set of runs, with the text of <see cref="ConfigurationComparison"/>.</summary>
internal sealed class RankingText
{
    private static readonly string[] Counts = ["completed", "failed", "num_prompts"];

    private readonly (ParameterSet Configuration, ParameterSet Workload, RunValues Run)[] _runs;
    private readonly IReadOnlyDictionary<string, MetricDirection> _directions;
    private readonly ILookup<(string Configuration, string Workload), RunValues> _byCase;

    public RankingText(RunSet runs, IReadOnlyDictionary<string, MetricDirection> directions)
    {
        _directions = directions;
        var labels = new CaseLabels(runs);
        _runs = [.. runs.Where(run => !run.HasLoad).Select(run => (Name(labels.ConfigurationOf(run)), Name(labels.WorkloadOf(run)), run))];
        _byCase = _runs.ToLookup(one => (one.Configuration.ToString(), one.Workload.ToString()), one => one.Run);
    }

    /// <summary>Gets whether there are at least two configurations.</summary>
    public bool HasChoice => _runs.Select(run => run.Configuration.Name).Distinct().Skip(1).Any();

    /// <summary>Gets the number of runs that are compared.</summary>
    public int Count => _runs.Length;

    /// <summary>Returns the runs of a configuration on a workload.</summary>
    public IEnumerable<RunValues> RunsOf(ParameterSet configuration, ParameterSet workload) =>
        _byCase[(configuration.ToString(), workload.ToString())];

    /// <summary>Returns the name of the case of a configuration on a workload, or on any; null if there is none.</summary>
    public string? CaseOf(ParameterSet configuration, ParameterSet? workload) =>
        (
            workload is null
                ? _runs.Where(one => one.Configuration.Equals(configuration)).Select(one => one.Run)
                : RunsOf(configuration, workload)
        )
            .FirstOrDefault()
            ?.Case;

    public ConfigurationComparison Compare(string metric)
    {
        var records = _runs.Select(
            (one, index) =>
                new RunRecord(
                    new BenchmarkCase { ServeParameters = one.Configuration, BenchParameters = one.Workload },
                    index,
                    ResultDocument.FromMetrics(Values(one.Run, metric))
                )
        );
        return ConfigurationComparison.Of(
            records,
            metric,
            _directions.GetValueOrDefault(metric) switch
            {
                MetricDirection.HigherIsBetter => true,
                MetricDirection.LowerIsBetter => false,
                _ => null,
            },
            _runs.Select(one => one.Run.FailedShareLimit).DefaultIfEmpty().Max()
        );
    }

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

    /// <summary>Returns a set that has only a name, which identifies it.</summary>
    public static ParameterSet Name(string label) => label.Length == 0 ? ParameterSet.Empty : new ParameterSet(label.Replace('\0', ' '));
}
