using System.Globalization;
using ServeMulti.Cases;

namespace ServeMulti.Results.Folder;

/// <summary>A run that was finished, and whose file turned out not to hold it any more.</summary>
/// <param name="Case">Its case.</param>
/// <param name="Run">Its number.</param>
/// <param name="Path">The file.</param>
internal readonly record struct LostRun(BenchmarkCase Case, int Run, string Path)
{
    /// <summary>Describes runs that were lost while a sweep ran, at least one: what happened, and that a resume does them again.</summary>
    public static ResultStoreException Describe(IReadOnlyList<LostRun> lost, ExperimentLayout layout)
    {
        var first = lost[0];
        var what =
            lost.Count == 1
                ? $"{first.Path} is no longer what was stored"
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"The files of {lost.Count} finished runs, such as {first.Path}, are no longer what was stored"
                );
        var again = lost.Count == 1 ? "the run" : "these runs";
        return new ResultStoreException(
            $"{what}: something changed, damaged or removed {(lost.Count == 1 ? "it" : "them")} while the sweep ran. What is left there is set aside. "
                + $"Resume {System.IO.Path.GetFileName(layout.Folder)} to execute {again} again; every other result is kept."
        )
        {
            Case = first.Case,
            RunNumber = first.Run,
            LostRuns = lost.Count,
        };
    }
}
