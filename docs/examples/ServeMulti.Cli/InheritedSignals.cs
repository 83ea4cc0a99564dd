using System.Globalization;
using System.Runtime.InteropServices;

namespace ServeMulti.Cli;

/// <summary>The signals that whoever started us has had ignored.</summary>
internal static partial class InheritedSignals
{
    private const string Status = "/proc/self/status";
    private const string IgnoredMask = "SigIgn:";
    private const int HangUp = 1;
    private const int Interrupt = 2;

    private static readonly ulong Ignored = Read();

    /// <summary>Gets whether we are to outlive the terminal, as <c>nohup</c> wants; a handler of ours would undo that.</summary>
    public static bool IgnoresHangUp => IsIgnored(HangUp);

    /// <summary>
    /// Hears Ctrl-C and <c>kill -INT</c> also in the background of a script: a shell without job control has its background jobs ignore them,
    /// and a sweep would go on when the script that started it was stopped. The runtime respects what it finds, so this comes before all else.
    /// </summary>
    public static void HearInterrupt()
    {
        if (IsIgnored(Interrupt))
        {
            _ = SetHandler(Interrupt, handler: 0);
        }
    }

    private static bool IsIgnored(int signal) => (Ignored & (1UL << (signal - 1))) != 0;

    private static ulong Read()
    {
        var line = File.Exists(Status) ? File.ReadLines(Status).FirstOrDefault(line => line.StartsWith(IgnoredMask, StringComparison.Ordinal)) : null;
        return line is null ? 0 : ulong.Parse(line.AsSpan(IgnoredMask.Length).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }

    [LibraryImport("libc", EntryPoint = "signal")]
    private static partial nint SetHandler(int signal, nint handler);
}
