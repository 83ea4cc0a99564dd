using System.Runtime.InteropServices;

namespace ServeMulti.LoadGeneration;

/// <summary>Lets a thread that must not be late go before others, as far as the system allows it.</summary>
/// <remarks>
/// On a busy machine Linux lets the running thread finish its slice, of some milliseconds, before one that woke up: what the client measures would be
/// late by that. A thread that asks for short slices goes first (since Linux 6.12; nothing is needed for it), and so does one of a higher priority
/// (which needs root, CAP_SYS_NICE or a limit on niceness). Where neither is granted nothing changes.
/// </remarks>
internal static partial class ThreadUrgency
{
    private const int ThisThread = 0;
    private const int Urgent = -10;
    private const int TimerSlack = 29;
    private const ulong SliceNanoseconds = 100_000;

    /// <summary>Makes the calling thread urgent, and has its sleeps end on time.</summary>
    public static void TryRaise()
    {
        if (!OperatingSystem.IsLinux())
        {
            Thread.CurrentThread.Priority = ThreadPriority.Highest;
            return;
        }

        // The runtime's own thread priorities have no effect on Linux, and sleeps may end 50 microseconds late there.
        _ = SetProcessOption(TimerSlack, 1, 0, 0, 0);
        if (!TrySchedule(Urgent))
        {
            _ = TrySchedule(GetPriority(0, ThisThread));
        }
    }

    private static bool TrySchedule(int niceness) => RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => SetScheduling(314, ThisThread, new Scheduling(niceness), 0) == 0,
        Architecture.Arm64 => SetScheduling(274, ThisThread, new Scheduling(niceness), 0) == 0,
        _ => true,
    };

    [LibraryImport("libc", EntryPoint = "syscall")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint SetScheduling(nint call, nint thread, in Scheduling scheduling, nuint flags);

    [LibraryImport("libc", EntryPoint = "getpriority")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetPriority(int which, uint who);

    [LibraryImport("libc", EntryPoint = "prctl")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetProcessOption(int option, nuint value, nuint unused3, nuint unused4, nuint unused5);

    /// <summary>The kernel's struct sched_attr, in its first version.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Scheduling(int niceness)
    {
        private readonly uint _size = 48;
        private readonly uint _policy;
        private readonly ulong _flags;
        private readonly int _niceness = niceness;
        private readonly uint _priority;
        private readonly ulong _slice = SliceNanoseconds;
        private readonly ulong _deadline;
        private readonly ulong _period;
    }
}
