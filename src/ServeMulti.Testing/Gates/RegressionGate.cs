using ServeMulti.Comparing;
using ServeMulti.Results;

namespace ServeMulti.Testing.Gates;

/// <summary>Judges an experiment by a baseline, unless they come from unlike machines.</summary>
internal static class RegressionGate
{
    private const int MostChanges = 12;

    /// <summary>The facts of a machine that its speed depends on, as experiments store them. The others, such as a version, are listed by the
    /// comparison.</summary>
    private static readonly string[] MachineFacts =
    [
        "processor",
        "processors",
        "governor",
        "memory",
        "container limit of processors",
        "container limit of memory",
        "GPUs",
        "GPU clocks",
    ];

    public static async Task<GateResult> JudgeAsync(
        StoredExperiment baseline,
        StoredExperiment current,
        ExperimentComparisonOptions? options,
        CancellationToken cancellationToken
    )
    {
        var comparison = await ExperimentComparison.OfAsync(baseline, current, options, cancellationToken).ConfigureAwait(false);
        var runs = current.Cases.Sum(one => one.FinishedRuns.Count);
        if (FindUnlike(baseline, current) is { Count: > 0 } unlike)
        {
            return new(
                GateVerdict.Inconclusive,
                $"inconclusive: the baseline was measured on another machine. {string.Join("; ", unlike)}. Measure both on one machine, or renew the baseline here."
            )
            {
                Runs = runs,
            };
        }

        var (verdict, word) = comparison.Verdict switch
        {
            ChangeVerdict.Regressed => (GateVerdict.Failed, "failed"),
            ChangeVerdict.Inconclusive => (GateVerdict.Inconclusive, "inconclusive"),
            _ => (GateVerdict.Passed, "passed"),
        };
        return new(verdict, $"{word} against {baseline.Name}: {comparison.Describe(MostChanges)}") { Runs = runs };
    }

    /// <summary>Lists what differs between two machines; their names alone where an experiment has no facts.</summary>
    private static List<string> FindUnlike(StoredExperiment baseline, StoredExperiment current) =>
        baseline.Facts.Count == 0 || current.Facts.Count == 0
            ? baseline.Host == current.Host
                ? []
                : [Describe("machine", baseline.Host, current.Host)]
            :
            [
                .. MachineFacts
                    .Where(name => baseline.Facts.GetValueOrDefault(name) != current.Facts.GetValueOrDefault(name))
                    .Select(name => Describe(name, baseline.Facts.GetValueOrDefault(name), current.Facts.GetValueOrDefault(name))),
            ];

    private static string Describe(string what, string? baseline, string? current) =>
        $"{what}: {baseline ?? "none"} in the baseline, {current ?? "none"} here";
}
