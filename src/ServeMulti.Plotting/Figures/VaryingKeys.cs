using ServeMulti.Plotting.Runs;

namespace ServeMulti.Plotting.Figures;

/// <summary>Finds the keys that vary between runs.</summary>
internal static class VaryingKeys
{
    public static IReadOnlyList<string> Of(IReadOnlyCollection<RunValues> runs, IEnumerable<string> candidates) =>
        [.. candidates.Where(key => runs.Select(run => GroupValue.Of(run[key])).Distinct().Skip(1).Any())];
}
