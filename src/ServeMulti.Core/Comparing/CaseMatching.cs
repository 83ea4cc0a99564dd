using ServeMulti.Cases;
using ServeMulti.Parameters;
using ServeMulti.Results;

namespace ServeMulti.Comparing;

/// <summary>Finds the cases that two builds have in common: the same configuration, workload and load.</summary>
internal sealed class CaseMatching
{
    private CaseMatching(IReadOnlyList<MatchedCase> matched, IReadOnlyList<string> left) => (Matched, Unmatched) = (matched, left);

    /// <summary>Gets the common cases, in the order of the current build.</summary>
    public IReadOnlyList<MatchedCase> Matched { get; }

    /// <summary>Gets one line per case that only one side has.</summary>
    public IReadOnlyList<string> Unmatched { get; }

    /// <exception cref="InvalidInputException">A side has no run, or the two have no case in common.</exception>
    public static CaseMatching Of(
        IEnumerable<RunRecord> baseline,
        IEnumerable<RunRecord> current,
        Func<ParameterSet, ParameterSet>? baselineOf
    )
    {
        RunRecord[] before = [.. baseline];
        RunRecord[] now = [.. current];
        RequireRuns(before, "baseline");
        RequireRuns(now, "current build");
        var map = baselineOf ?? (IsSingle(before, out var only) && IsSingle(now, out _) ? _ => only! : set => set);
        var known = before
            .GroupBy(run => KeyOf(run.Case, run.Case.ServeParameters))
            .ToDictionary(group => group.Key, group => group.ToArray());
        var groups = now.GroupBy(run => KeyOf(run.Case, MapOf(run.Case.ServeParameters))).ToArray();
        MatchedCase[] matched =
        [
            .. groups.Where(group => known.ContainsKey(group.Key)).Select(group => new MatchedCase(known[group.Key], [.. group])),
        ];
        var keys = groups.Select(group => group.Key).ToHashSet();
        string[] left =
        [
            .. groups
                .Where(group => !known.ContainsKey(group.Key))
                .Select(group => $"{ChangeText.Name(group.First().Case)}: not in the baseline"),
            .. known
                .Where(pair => !keys.Contains(pair.Key))
                .Select(pair => $"{ChangeText.Name(pair.Value[0].Case)}: in the baseline alone"),
        ];
        return matched.Length > 0
            ? new(matched, left)
            : throw new InvalidInputException(
                $"The baseline and the current build have no case in common. The baseline has {ChangeText.Name(before[0].Case)}, the current build {ChangeText.Name(now[0].Case)}. Compare runs of the same parameters, or say which configuration is compared with which."
            );

        ParameterSet MapOf(ParameterSet set) =>
            map(set)
            ?? throw new InvalidInputException($"The mapping of configurations returned null for {set}. Return the set of the baseline.");
    }

    private static void RequireRuns(RunRecord[] runs, string side)
    {
        if (runs.Length == 0)
        {
            throw new InvalidInputException($"The {side} has no finished run. Resume it, or choose another experiment.");
        }
    }

    private static bool IsSingle(RunRecord[] runs, out ParameterSet? only)
    {
        only = runs[0].Case.ServeParameters;
        var key = KeyOf(only);
        return runs.All(run => KeyOf(run.Case.ServeParameters) == key);
    }

    private static string KeyOf(ParameterSet set) => set.Name is { } name ? "name " + name : set.Canonical;

    private static (string Configuration, string Workload, string Load) KeyOf(BenchmarkCase one, ParameterSet configuration) =>
        (KeyOf(configuration), KeyOf(one.BenchParameters), one.Load?.ToString() ?? "");
}
