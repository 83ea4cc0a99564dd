using System.Globalization;

namespace ServeMulti.Cli;

/// <summary>Tells whether whoever started us wants us to outlive the terminal, as <c>nohup</c> does. A handler of ours would undo that.</summary>
internal static class Nohup
{
    private const string Status = "/proc/self/status";
    private const string IgnoredMask = "SigIgn:";
    private const ulong HangUp = 1;

    public static bool IsOn { get; } = Read();

    private static bool Read()
    {
        var line = File.Exists(Status) ? File.ReadLines(Status).FirstOrDefault(line => line.StartsWith(IgnoredMask, StringComparison.Ordinal)) : null;
        return line is not null && (ulong.Parse(line.AsSpan(IgnoredMask.Length).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture) & HangUp) != 0;
    }
}
