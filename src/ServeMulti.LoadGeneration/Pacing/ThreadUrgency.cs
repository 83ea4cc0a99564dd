using System.Runtime.InteropServices;

namespace ServeMulti.LoadGeneration.Pacing;

/// <summary>Lets a thread that must not be late go before others, as far as the system allows it.</summary>
/// <remarks>
/// On a busy machine Linux lets the running thread finish its slice, of some milliseconds, before one that woke up: what the client
/// measures would be late by that. A real-time thread goes first, and so does one of a higher priority; both need root, CAP_SYS_NICE or a
/// limit that grants them. A thread that asks for short slices goes first too (since Linux 6.12), and needs nothing. What is not granted
/// changes nothing.
/// </remarks>
internal static partial class ThreadUrgency
{
    private const int ThisThread = 0;
    private const int TimerSlack = 29;

    /// <summary>Makes a thread urgent that does little and has to do it on time: on Linux a real-time one. Its sleeps end on time
    /// too.</summary>
    public static void TryMakePunctual()
    {
        if (OperatingSystem.IsLinux())
        {
            // Sleeps may end 50 microseconds late otherwise.
            _ = SetProcessOption(TimerSlack, 1, 0, 0, 0);
        }

        if (!OperatingSystem.IsLinux() || !TrySchedule(Scheduling.RealTime))
        {
            TryRaise();
        }
    }

    /// <summary>Makes a thread urgent that may have much to do: it goes before others, but leaves them their share.</summary>
    public static void TryRaise()
    {
        // The runtime's own thread priorities have no effect on Linux.
        if (!OperatingSystem.IsLinux())
        {
            Thread.CurrentThread.Priority = ThreadPriority.Highest;
        }
        else if (!TrySchedule(Scheduling.Urgent))
        {
            _ = TrySchedule(Scheduling.InShortSlices(GetPriority(0, ThisThread)));
        }
    }

    private static bool TrySchedule(Scheduling scheduling) =>
        RuntimeInformation.ProcessArchitecture switch
        {
            Architecture.X64 => SetScheduling(314, ThisThread, scheduling, 0) == 0,
            Architecture.Arm64 => SetScheduling(274, ThisThread, scheduling, 0) == 0,
            _ => false,
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
    private readonly struct Scheduling
    {
        private const uint RoundRobin = 2;
        private const ulong SliceNanoseconds = 100_000;

        private readonly uint _size;
        private readonly uint _policy;
        private readonly ulong _flags;
        private readonly int _niceness;
        private readonly uint _priority;
        private readonly ulong _slice;
        private readonly ulong _deadline;
        private readonly ulong _period;

        private Scheduling(uint policy, int niceness, uint priority, ulong slice)
        {
            _size = 48;
            (_policy, _flags, _niceness, _priority, _slice, _deadline, _period) = (policy, 0, niceness, priority, slice, 0, 0);
        }

        public static Scheduling RealTime => new(RoundRobin, niceness: 0, priority: 1, slice: 0);

        public static Scheduling Urgent => InShortSlices(niceness: -10);

        public static Scheduling InShortSlices(int niceness) => new(policy: 0, niceness, priority: 0, SliceNanoseconds);
    }
}
