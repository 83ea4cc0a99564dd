using System.Diagnostics;
using System.Runtime.InteropServices;

namespace ServeMulti.Simulation.Realtime;

/// <summary>Blocks a thread until an instant of <see cref="Stopwatch"/>: to about 0.1 ms on Linux and macOS, to the timer's tick on
/// Windows.</summary>
internal static partial class PreciseSleep
{
    /// <summary>Returns at or after <paramref name="timestamp"/>; at once when it is past.</summary>
    public static void Until(long timestamp)
    {
        for (var left = Left(timestamp); left > TimeSpan.Zero; left = Left(timestamp))
        {
            if (OperatingSystem.IsWindows())
            {
                Thread.Sleep(TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds)));
            }
            else
            {
                // Thread.Sleep knows whole milliseconds only, and Task.Delay ends up to 5 ms late.
                var wanted = new TimeSpec
                {
                    Seconds = (nint)(left.Ticks / TimeSpan.TicksPerSecond),
                    Nanoseconds = (nint)(left.Ticks % TimeSpan.TicksPerSecond * TimeSpan.NanosecondsPerTick),
                };

                // A signal ends the call early: the loop sleeps again.
                _ = NanoSleep(in wanted, 0);
            }
        }
    }

    private static TimeSpan Left(long timestamp) => Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), timestamp);

    [LibraryImport("libc", EntryPoint = "nanosleep")]
    private static partial int NanoSleep(in TimeSpec wanted, nint remaining);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
