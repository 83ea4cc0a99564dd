using System.Diagnostics;

namespace ServeMulti.FaultLab.Crash;

/// <summary>A sweep that nobody disturbed: what all others are held against.</summary>
/// <param name="Steps">The names of its steps.</param>
/// <param name="Duration">How long it took.</param>
/// <param name="Content">What is on the disk in the end.</param>
/// <param name="Finished">The executions that have a result.</param>
internal sealed record CrashReference(
    IReadOnlyList<string> Steps,
    TimeSpan Duration,
    SortedDictionary<string, string> Content,
    IReadOnlySet<string> Finished
)
{
    public static async Task<CrashReference> MakeAsync(CrashLane lane, string kind, CancellationToken cancellationToken)
    {
        using var folder = new CrashTrialFolder();
        var start = Stopwatch.GetTimestamp();
        using var host = lane.StartHost(folder, new CrashPoint(kind, 0, IsHalfDone: false, 0, 0), "undisturbed");
        if (!await host.WaitAsync(cancellationToken) || !host.HasSucceeded)
        {
            throw new InvalidOperationException($"The undisturbed {kind} failed: {await host.ReadErrorAsync()}");
        }

        return new CrashReference(
            File.ReadAllLines(folder.StepsFile),
            Stopwatch.GetElapsedTime(start),
            folder.ReadContent(),
            folder.ReadFinished()
        );
    }
}
