using System.Diagnostics;
using System.Runtime.InteropServices;

namespace ServeMulti.LoadGeneration.Pacing;

/// <summary>Sleeps for less than a few milliseconds, to within about a tenth of one, without burning a core where the system allows
/// that.</summary>
internal static class PreciseSleep
{
    // What waking up costs: slept less by this much, the thread spins for the little that is left. On Linux the pacer's sleeps end on time.
    private static readonly TimeSpan WakeUp = OperatingSystem.IsLinux() ? TimeSpan.Zero : TimeSpan.FromMicroseconds(80);

    public static void For(TimeSpan duration)
    {
        var started = Stopwatch.GetTimestamp();
        if (!OperatingSystem.IsWindows() && duration > WakeUp)
        {
            _ = Nanosleep(new Interval(duration - WakeUp), 0);
        }

        var spin = new SpinWait();
        while (Stopwatch.GetElapsedTime(started) < duration)
        {
            // Never the millisecond's sleep that SpinWait falls into otherwise.
            spin.SpinOnce(sleep1Threshold: -1);
        }
    }

    /// <summary>Sleeps for about that long, and up to a tenth of a millisecond longer, without burning anything.</summary>
    public static void Doze(TimeSpan duration) => _ = Nanosleep(new Interval(duration), 0);

    [DllImport("libc", EntryPoint = "nanosleep")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Nanosleep(in Interval requested, nint remaining);

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Interval(TimeSpan duration)
    {
        private readonly nint _seconds = (nint)(duration.Ticks / TimeSpan.TicksPerSecond);
        private readonly nint _nanoseconds = (nint)(duration.Ticks % TimeSpan.TicksPerSecond * 100);
    }
}
