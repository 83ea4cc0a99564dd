using ServeMulti.Plotting.Runs;

namespace ServeMulti.Plotting.Figures;

/// <summary>What runs must have in common for a line to join them: the configuration, the workload, and every load variable except the one
/// that varies.</summary>
internal sealed class RunIdentity
{
    /// <summary>The load variables that can vary along a curve.</summary>
    public static readonly IReadOnlyList<string> Loads = ["request_rate", "max_concurrency"];

    public RunIdentity(RunSet runs)
    {
        Configuration = VaryingKeys.Of(runs, runs.ServerKeys);
        Workload = VaryingKeys.Of(runs, runs.WorkloadKeys);
    }

    /// <summary>Gets the keys that identify a configuration.</summary>
    public IReadOnlyList<string> Configuration { get; }

    /// <summary>Gets the keys that identify a workload.</summary>
    public IReadOnlyList<string> Workload { get; }

    /// <summary>Finds the load variable with the most values; null if none has two.</summary>
    public static string? FindLoad(IEnumerable<RunValues> runs)
    {
        var all = runs.ToArray();
        var found = Loads.Select(key => (Key: key, Count: CountLoads(all, key))).MaxBy(pair => pair.Count);
        return found.Count > 1 ? found.Key : null;
    }

    /// <summary>Splits runs into groups that one line may join, in the order in which they first appear.</summary>
    public IEnumerable<IReadOnlyList<RunValues>> Split(IReadOnlyList<RunValues> runs) =>
        GroupBy(runs, [.. Configuration, .. Workload]).SelectMany(group => SplitByOtherLoad(group));

    private static IEnumerable<IReadOnlyList<RunValues>> SplitByOtherLoad(IReadOnlyList<RunValues> runs)
    {
        // If rates were run with several concurrency limits, each limit has its own curve. If both rise together, there is one curve.
        var load = FindLoad(runs);
        var isAlone = load is null || CountLoads(runs, load) >= runs.Select(run => run.Case).Distinct().Count();
        return isAlone ? [runs] : GroupBy(runs, [.. Loads.Where(key => key != load)]);
    }

    private static int CountLoads(IReadOnlyList<RunValues> runs, string key) =>
        runs.Select(run => run.TryFindNumber(key, out var value) && double.IsFinite(value) ? value : double.NaN)
            .Where(double.IsFinite)
            .Distinct()
            .Count();

    private static IEnumerable<IReadOnlyList<RunValues>> GroupBy(IReadOnlyList<RunValues> runs, IReadOnlyList<string> keys) =>
        runs.GroupBy(run => string.Join('\n', keys.Select(key => GroupValue.Of(run[key]).ToString())))
            .Select(group => (IReadOnlyList<RunValues>)[.. group]);
}
