using ServeMulti.Cases;
using ServeMulti.Parameters;
using ServeMulti.Results;

namespace ServeMulti.Comparing;

/// <summary>Finds the cases that two builds have in common: the same configuration, workload and load.</summary>
internal sealed class CaseMatching
{
    private CaseMatching(IReadOnlyList<MatchedCase> matched, IReadOnlyList<string> left) => (Matched, Unmatched) = (matched, left);

    /// <summary>Gets the common cases, in the order of the current build. Several current configurations may be compared with one of the
    /// baseline.</summary>
    public IReadOnlyList<MatchedCase> Matched { get; }

    /// <summary>Gets one line per case that only one side has.</summary>
    public IReadOnlyList<string> Unmatched { get; }

    /// <exception cref="InvalidInputException">Two configurations of the baseline are the same without the parameters that are left
    /// out.</exception>
    public static CaseMatching Of(ComparedBuild baseline, ComparedBuild current, ConfigurationKeys keys)
    {
        var known = baseline
            .Runs.GroupBy(run => KeyOf(run.Case, keys.OfBaseline(run.Case)))
            .ToDictionary(group => group.Key, group => group.ToArray());
        foreach (var runs in known.Values)
        {
            RequireOneCase(runs);
        }

        var groups = current
            .Runs.GroupBy(run => (run.Case.Key, Shared: KeyOf(run.Case, keys.OfCurrent(run.Case))))
            .Select(group => (group.Key.Shared, Runs: group.ToArray()))
            .ToArray();
        var shared = groups.Select(group => group.Shared).ToHashSet();
        return new(
            [.. groups.Where(group => known.ContainsKey(group.Shared)).Select(group => new MatchedCase(known[group.Shared], group.Runs))],
            [
                .. groups
                    .Where(group => !known.ContainsKey(group.Shared))
                    .Select(group => $"{ChangeText.Name(group.Runs[0].Case)}: not in the baseline"),
                .. known
                    .Where(pair => !shared.Contains(pair.Key))
                    .Select(pair => $"{ChangeText.Name(pair.Value[0].Case)}: in the baseline alone"),
            ]
        );
    }

    /// <summary>Returns what two builds without a case in common have in place of it: other configurations, other workloads or other
    /// loads.</summary>
    public static string DescribeNothingShared(ComparedBuild baseline, ComparedBuild current, ConfigurationKeys keys)
    {
        var before = CasesOf(baseline);
        var now = CasesOf(current);
        var configurations = before.Select(one => keys.OfBaseline(one).Configuration).ToHashSet();
        if (!now.Any(one => configurations.Contains(keys.OfCurrent(one).Configuration)))
        {
            return $"The baseline and the current build have no configuration in common. The baseline has {Name(before[0].ServeParameters)}, the current build {Name(now[0].ServeParameters)}. Compare runs of the same parameters, say which configuration is compared with which, or which parameter is left out.";
        }

        var workloads = before.Select(keys.OfBaseline).ToHashSet();
        return !now.Any(one => workloads.Contains(keys.OfCurrent(one)))
            ? $"The baseline and the current build have no workload in common. The baseline has {Name(before[0].BenchParameters)}, the current build {Name(now[0].BenchParameters)}. Compare runs of the same workload."
            : $"The baseline and the current build have no load and no SLA in common. The baseline has {Loads(baseline)}, the current build {Loads(current)}. Compare runs at the same loads, or searches for the same SLA.";
    }

    private static BenchmarkCase[] CasesOf(ComparedBuild build) =>
        [.. build.Runs.Select(run => run.Case).Concat(build.Answers.Select(answer => answer.Case)).DistinctBy(one => one.Key)];

    private static string Loads(ComparedBuild build) =>
        build.Answers is [var answer, ..] ? $"the largest {answer.Result.Variable} within {answer.Result.ServiceLevel.Text}"
        : build.Runs[0].Case.Load is { } load ? load.ToString()
        : "none";

    private static string Name(ParameterSet set) => set is { Count: 0, Name: null } ? "the command as it is" : set.ToString();

    private static void RequireOneCase(RunRecord[] runs)
    {
        if (runs.FirstOrDefault(run => run.Case.Key != runs[0].Case.Key)?.Case is { } other && !IsSame(other, runs[0].Case))
        {
            throw new InvalidInputException(
                $"{ChangeText.Name(runs[0].Case)} and {ChangeText.Name(other)} of the baseline are the same case without the parameters that are left out. Leave out fewer."
            );
        }
    }

    /// <summary>Cases of one name, or of the same parameters, are one case even if their commands differ.</summary>
    private static bool IsSame(BenchmarkCase one, BenchmarkCase other) =>
        KeyOf(one.ServeParameters) == KeyOf(other.ServeParameters) && KeyOf(one.BenchParameters) == KeyOf(other.BenchParameters);

    private static string KeyOf(ParameterSet set) => set.Name is { } name ? "name " + name : set.Canonical;

    private static (string Configuration, string Workload, string Load) KeyOf(
        BenchmarkCase one,
        (string Configuration, string Workload) key
    ) => (key.Configuration, key.Workload, one.Load?.ToString() ?? "");
}
