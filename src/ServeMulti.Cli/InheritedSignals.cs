using System.Globalization;
using System.Runtime.InteropServices;
using ServeMulti.Files;

namespace ServeMulti.Cli;

/// <summary>The signals that were ignored when this process started.</summary>
internal static partial class InheritedSignals
{
    private const string Status = "/proc/self/status";
    private const string IgnoredMask = "SigIgn:";
    private const int LargestStatus = 1 << 20;
    private const int LongestLine = 4096;
    private const int HangUp = 1;
    private const int Interrupt = 2;

    private static readonly ulong Ignored = Read();

    /// <summary>Gets whether this process ignores SIGHUP, as under <c>nohup</c>. A handler for SIGHUP would undo that.</summary>
    public static bool IgnoresHangUp => IsIgnored(HangUp);

    /// <summary>
    /// Restores the default action of SIGINT if it is ignored. A shell without job control starts background jobs with SIGINT ignored, so a
    /// sweep would go on after its script was stopped. The runtime keeps an ignored signal ignored, so this method must run first.
    /// </summary>
    public static void RestoreInterrupt()
    {
        if (IsIgnored(Interrupt))
        {
            _ = SetHandler(Interrupt, handler: 0);
        }
    }

    private static bool IsIgnored(int signal) => (Ignored & (1UL << (signal - 1))) != 0;

    private static ulong Read()
    {
        var line = File.Exists(Status)
            ? InputFile
                .ReadLines(Status, LargestStatus, LongestLine)
                .FirstOrDefault(line => line.StartsWith(IgnoredMask, StringComparison.Ordinal))
            : null;
        return line is null ? 0 : ulong.Parse(line.AsSpan(IgnoredMask.Length).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }

    [LibraryImport("libc", EntryPoint = "signal")]
    private static partial nint SetHandler(int signal, nint handler);
}
