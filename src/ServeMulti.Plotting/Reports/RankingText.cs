using ServeMulti.Benchmarking;
using ServeMulti.Comparing;
using ServeMulti.Parameters;
using ServeMulti.Plotting.Figures;
using ServeMulti.Plotting.Runs;

namespace ServeMulti.Plotting.Reports;

/// <summary>Compares the server configurations of a set of runs, with the text of <see cref="ConfigurationComparison"/>.</summary>
internal sealed class RankingText
{
    private readonly (ParameterSet Configuration, ParameterSet Workload, RunValues Run)[] _runs;
    private readonly IReadOnlyDictionary<string, MetricDirection> _directions;
    private readonly ILookup<(string Configuration, string Workload), RunValues> _byCase;

    /// <param name="runs">The runs.</param>
    /// <param name="directions">Which values of metrics are better, if stated.</param>
    /// <param name="baseline">The configuration to compare with; null: the first one.</param>
    public RankingText(RunSet runs, IReadOnlyDictionary<string, MetricDirection> directions, string? baseline = null)
    {
        _directions = directions;
        var labels = new CaseLabels(runs);
        _runs =
        [
            .. runs.Where(run => !run.HasLoad)
                .OrderBy(run => baseline is null || labels.ConfigurationOf(run) == baseline ? 0 : 1)
                .Select(run => (RunComparison.Name(labels.ConfigurationOf(run)), RunComparison.Name(labels.WorkloadOf(run)), run)),
        ];
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

    public ConfigurationComparison Compare(string metric) =>
        RunComparison.Of(
            _runs,
            metric,
            _directions.GetValueOrDefault(metric) switch
            {
                MetricDirection.HigherIsBetter => true,
                MetricDirection.LowerIsBetter => false,
                _ => null,
            }
        );
}
