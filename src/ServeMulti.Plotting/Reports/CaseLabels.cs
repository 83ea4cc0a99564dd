using ServeMulti.Plotting.Figures;
using ServeMulti.Plotting.Runs;

namespace ServeMulti.Plotting.Reports;

/// <summary>Names configurations, workloads and cases for people: by the names that the user gave them, else by the parameters that tell them apart.</summary>
internal sealed class CaseLabels
{
    private static readonly string[] Loads = ["request_rate", "max_concurrency", "num_prompts"];

    private readonly RunSet _runs;
    private readonly string[] _serverKeys;
    private readonly string[] _benchmarkKeys;
    private readonly string[] _keys;

    public CaseLabels(RunSet runs)
    {
        _runs = runs;
        _serverKeys = [.. VaryingKeys.Of(runs, runs.ServerKeys)];
        _benchmarkKeys = [.. VaryingKeys.Of(runs, runs.BenchmarkKeys.Except(runs.ServerKeys))];
        _keys = [.. _serverKeys, .. _benchmarkKeys.Except(Loads)];
    }

    /// <summary>Returns the name of a run's configuration; empty where there is only one.</summary>
    public string ConfigurationOf(RunValues run) => Describe(run, _serverKeys);

    /// <summary>Returns the name of a run's workload, the load included; empty where there is only one.</summary>
    public string WorkloadOf(RunValues run) => Describe(run, _benchmarkKeys);

    /// <summary>Returns the name of a case, or of the case that has its loads in folders below, without loads.</summary>
    public string Of(string folder) => Find(folder) is { } run && _keys.Length > 0 ? Describe(run, _keys) : folder;

    /// <summary>Returns the names of a case's configuration and workload, without loads; the folder stands for a configuration that nothing tells apart.</summary>
    public (string Configuration, string Workload) Split(string folder) => Find(folder) is { } run && _keys.Length > 0
        ? (Describe(run, _serverKeys) is { Length: > 0 } configuration ? configuration : folder, Describe(run, [.. _benchmarkKeys.Except(Loads)]))
        : (folder, "");

    private static string Describe(RunValues run, string[] keys) => RunGroup.Describe(keys, [.. keys.Select(key => GroupValue.Of(run[key]))]);

    private RunValues? Find(string folder) => _runs.FirstOrDefault(run => run.Case == folder || run.Case.StartsWith(folder + "/", StringComparison.Ordinal));
}
