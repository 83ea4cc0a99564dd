using System.Globalization;

namespace ServeMulti.FaultLab.Soak;

/// <summary>What may grow between a fifth of the runs, when everything is warm, and the last one.</summary>
internal static class SoakLimits
{
    public const double WarmShare = 0.2;

    private const int MostHandles = 5;

    // The pool adds threads when the machine is busy, and takes them back later.
    private const int MostThreads = 12;
    private const long MostTimers = 3;

    // An experiment keeps where each of its runs stands: about 100 bytes.
    private const long MostManagedBytesPerRun = 300;
    private const long MostManagedBytes = 300_000;
    private const long MostResidentBytes = 25_000_000;

    /// <summary>Lists what grew too much; empty: nothing.</summary>
    public static IReadOnlyList<string> FindProblems(SoakSample warm, SoakSample last)
    {
        var runs = last.Runs - warm.Runs;
        var problems = new List<string>();
        Check("handles", warm.Handles, last.Handles, MostHandles);
        Check("threads", warm.Threads, last.Threads, MostThreads);
        Check("threads that read output", warm.OutputThreads, last.OutputThreads, 0);
        Check("child processes", warm.Children, last.Children, 0);
        Check("timers", warm.Timers, last.Timers, MostTimers);
        Check("managed bytes", warm.ManagedBytes, last.ManagedBytes, MostManagedBytes + (runs * MostManagedBytesPerRun));
        Check("resident bytes", warm.ResidentBytes, last.ResidentBytes, MostResidentBytes);
        return problems;

        void Check(string what, long before, long after, long most)
        {
            if (after - before > most)
            {
                problems.Add(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{what}: {before} after {warm.Runs} runs, {after} after {last.Runs}; {most} more are allowed"
                    )
                );
            }
        }
    }
}
