using System.Globalization;
using ServeMulti.Results;

namespace ServeMulti.Comparing;

/// <summary>Refuses two sides that cannot be compared whatever they measured.</summary>
internal static class ComparisonSides
{
    /// <exception cref="InvalidInputException">Both have a case of the same folder.</exception>
    public static void RequireTwo(StoredExperiment baseline, StoredExperiment current)
    {
        // The folders of two cases are two sides of one experiment.
        if (
            RealFolder(baseline) == RealFolder(current)
            && baseline.Cases.Select(one => one.Folder).Intersect(current.Cases.Select(one => one.Folder)).Any()
        )
        {
            throw new InvalidInputException(
                $"The baseline and the current build are the same results, in {current.Folder}. Name the experiment of each build."
            );
        }
    }

    /// <summary>Refuses a copy of an experiment beside the experiment itself, packed or not, also where one of them was continued
    /// since.</summary>
    /// <exception cref="InvalidInputException">Both have a run in common.</exception>
    public static void RequireOtherRuns(StoredExperiment baseline, ComparedBuild before, StoredExperiment current, ComparedBuild now)
    {
        // Where one of them has no identity, its runs must state when they ran: a scripted benchmark measures the same again and again.
        var areKnown = baseline.Identities.Count > 0 && current.Identities.Count > 0;
        if (areKnown && !baseline.Identities.Intersect(current.Identities).Any())
        {
            return;
        }

        string[] shared =
        [
            .. now.Prints.Where(run => (areKnown || run.Key.IsDated) && before.Prints.ContainsKey(run.Key)).Select(run => run.Value),
        ];
        if (shared.Length == 0)
        {
            return;
        }

        var areAll = shared.Length == before.Prints.Count && shared.Length == now.Prints.Count;
        throw new InvalidInputException(
            areAll
                ? $"The baseline and the current build are the same results: {current.Folder} holds the runs of {baseline.Folder}. Name the experiment of each build."
                : $"The baseline and the current build have {Count(shared.Length)} in common, such as {shared[0]}: {current.Folder} and {baseline.Folder} are copies of one experiment, or parts of it. What both have hides a change. Name the experiment of each build."
        );
    }

    /// <exception cref="InvalidInputException">A side has neither a finished run nor an answer.</exception>
    public static void RequireResults(ComparedBuild build, string side)
    {
        if (build.IsEmpty)
        {
            throw new InvalidInputException(
                $"The {side} has no finished run and no answer of a search.{string.Concat(build.Skipped.Select(line => $" {line}."))} Resume it, or choose another experiment."
            );
        }
    }

    private static string Count(int runs) => string.Create(CultureInfo.InvariantCulture, $"{runs} {(runs == 1 ? "run" : "runs")}");

    private static string RealFolder(StoredExperiment experiment) =>
        new DirectoryInfo(experiment.Folder).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? experiment.Folder;
}
