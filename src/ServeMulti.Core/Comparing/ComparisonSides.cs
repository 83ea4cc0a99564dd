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

    private static string RealFolder(StoredExperiment experiment) =>
        new DirectoryInfo(experiment.Folder).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? experiment.Folder;
}
