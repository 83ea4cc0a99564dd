using System.Globalization;

namespace ServeMulti.FaultLab.Soak;

/// <summary>What this process holds at one moment.</summary>
/// <param name="Runs">How many runs are finished.</param>
/// <param name="Handles">Open file descriptors.</param>
/// <param name="Threads">Threads of all kinds.</param>
/// <param name="OutputThreads">Threads that read a child's output.</param>
/// <param name="Children">Child processes, zombies included.</param>
/// <param name="Timers">Timers that wait.</param>
/// <param name="ManagedBytes">What is reachable of the managed heap.</param>
/// <param name="ResidentBytes">The memory that the system has given.</param>
internal sealed record SoakSample(
    int Runs,
    int Handles,
    int Threads,
    int OutputThreads,
    int Children,
    long Timers,
    long ManagedBytes,
    long ResidentBytes
)
{
    // The kernel keeps the first 15 characters of a thread's name.
    private const string OutputThreadName = "ServeMulti chil";

    public static string Header { get; } =
        $"{"runs", 8} {"handles", 8} {"threads", 8} {"readers", 8} {"children", 8} {"timers", 8} {"managed MB", 11} {"resident MB", 12}";

    /// <summary>Looks at this process, after a collection of all that can be collected.</summary>
    public static SoakSample Take(int runs)
    {
        var managed = Collect();
        var threads = Directory.GetDirectories("/proc/self/task");
        return new SoakSample(
            runs,
            Directory.GetFileSystemEntries("/proc/self/fd").Length,
            threads.Length,
            threads.Count(thread => Read(thread, "comm").StartsWith(OutputThreadName, StringComparison.Ordinal)),
            threads.Sum(thread => Read(thread, "children").Split(' ', StringSplitOptions.RemoveEmptyEntries).Length),
            Timer.ActiveCount,
            managed,
            Environment.SystemPageSize * long.Parse(File.ReadAllText("/proc/self/statm").Split(' ')[1], CultureInfo.InvariantCulture)
        );
    }

    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Runs, 8} {Handles, 8} {Threads, 8} {OutputThreads, 8} {Children, 8} {Timers, 8} {ManagedBytes / 1e6, 11:0.00} {ResidentBytes / 1e6, 12:0.0}"
        );

    private static long Collect()
    {
        for (var round = 0; round < 2; round++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }

        return GC.GetTotalMemory(forceFullCollection: true);
    }

    /// <summary>Reads about a thread, which may end meanwhile.</summary>
    private static string Read(string thread, string name)
    {
        try
        {
            return File.ReadAllText(Path.Combine(thread, name));
        }
        catch (IOException)
        {
            return "";
        }
    }
}
