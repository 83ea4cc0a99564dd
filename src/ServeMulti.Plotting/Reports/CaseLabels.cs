using ServeMulti.Plotting.Figures;
using ServeMulti.Plotting.Runs;

namespace ServeMulti.Plotting.Reports;

/// <summary>Names cases for people: by the parameters that tell them apart, without loads; by their folder where none do.</summary>
internal sealed class CaseLabels
{
    private readonly RunSet _runs;
    private readonly string[] _keys;

    public CaseLabels(RunSet runs)
    {
        _runs = runs;
        string[] loads = ["request_rate", "max_concurrency", "num_prompts"];
        _keys = [.. VaryingKeys.Of(runs, runs.ServerKeys.Concat(runs.BenchmarkKeys.Except(loads)).Distinct())];
    }

    /// <summary>Returns the name of a case, or of the case that has its loads in folders below.</summary>
    public string Of(string folder)
    {
        var run = _runs.FirstOrDefault(run => run.Case == folder || run.Case.StartsWith(folder + "/", StringComparison.Ordinal));
        return run is null || _keys.Length == 0 ? folder : RunGroup.Describe(_keys, [.. _keys.Select(key => GroupValue.Of(run[key]))]);
    }
}
