using ServeMulti.Plotting.Figures;
using ServeMulti.Plotting.Runs;

namespace ServeMulti.Plotting.Reports;

/// <summary>Names configurations, workloads and cases: by the names that the user gave them, else by the parameters that vary.</summary>
internal sealed class CaseLabels
{
    private static readonly string[] Loads = ["request_rate", "max_concurrency", "num_prompts"];

    private readonly RunSet _runs;
    private readonly string[] _serverKeys;
    private readonly string[] _benchmarkKeys;
    private readonly string[] _workloadKeys;
    private readonly HashSet<string> _ambiguous;

    public CaseLabels(RunSet runs)
    {
        _runs = runs;
        _serverKeys = [.. VaryingKeys.Of(runs, runs.ServerKeys)];
        _benchmarkKeys = [.. VaryingKeys.Of(runs, runs.BenchmarkKeys.Except(runs.ServerKeys))];
        _workloadKeys = [.. _benchmarkKeys.Except(Loads)];
        _ambiguous =
        [
            .. FindAmbiguous(run => NamesOf(run).Configuration, _serverKeys),
            .. FindAmbiguous(run => NamesOf(run).Workload, _workloadKeys),
        ];
    }

    /// <summary>Returns the name of a run's configuration; empty if there is only one.</summary>
    public string ConfigurationOf(RunValues run) => Label(run, NamesOf(run).Configuration, _serverKeys, _serverKeys);

    /// <summary>Returns the name of a run's workload, including the load; empty if there is only one.</summary>
    public string WorkloadOf(RunValues run) =>
        run.HasLoad ? Describe(run, _benchmarkKeys) : Label(run, NamesOf(run).Workload, _benchmarkKeys, _workloadKeys);

    /// <summary>Returns the name of a case without loads, also for a case with a folder per load.</summary>
    public string Of(string folder) =>
        Find(folder) is { } run && _serverKeys.Length + _workloadKeys.Length > 0
            ? string.Join(", ", new[] { ConfigurationOf(run), WorkloadWithoutLoads(run) }.Where(label => label.Length > 0))
            : folder;

    /// <summary>Returns the names of a case's configuration and workload, without loads; if no parameter varies, the folder is the name of
    /// the configuration.</summary>
    public (string Configuration, string Workload) Split(string folder) =>
        Find(folder) is { } run && _serverKeys.Length + _workloadKeys.Length > 0
            ? (ConfigurationOf(run) is { Length: > 0 } configuration ? configuration : folder, WorkloadWithoutLoads(run))
            : (folder, "");

    private static string Describe(RunValues run, string[] keys) =>
        RunGroup.Describe(keys, [.. keys.Select(key => GroupValue.Of(run[key]))]);

    /// <summary>Returns the name of a run's workload, without the load; empty if there is only one.</summary>
    public string WorkloadWithoutLoads(RunValues run) => Label(run, NamesOf(run).Workload, _workloadKeys, _workloadKeys);

    /// <summary>A name is enough, unless different sets of several experiments have the same name.</summary>
    private string Label(RunValues run, string? name, string[] keys, string[] identity) =>
        name is null ? Describe(run, keys)
        : _ambiguous.Contains(name) ? $"{name} ({Describe(run, identity)})"
        : keys.Length == 0 ? ""
        : name;

    private IEnumerable<string> FindAmbiguous(Func<RunValues, string?> nameOf, string[] keys) =>
        _runs.Names.Count == 0
            ? []
            : _runs
                .Where(run => nameOf(run) is not null)
                .GroupBy(run => nameOf(run)!)
                .Where(group => group.Select(run => Describe(run, keys)).Distinct().Skip(1).Any())
                .Select(group => group.Key);

    private (string? Configuration, string? Workload) NamesOf(RunValues run) => _runs.Names.GetValueOrDefault(run.Case);

    private RunValues? Find(string folder) =>
        _runs.FirstOrDefault(run => run.Case == folder || run.Case.StartsWith(folder + "/", StringComparison.Ordinal));
}
