using System.Globalization;

namespace ServeMulti.Processes;

/// <summary>Formats exit codes.</summary>
internal static class ExitCodes
{
    public const int Killed = SignalBase + 9;

    private const int SignalBase = 128;

    private static readonly Dictionary<int, string> SignalNames = new()
    {
        [1] = "SIGHUP",
        [2] = "SIGINT",
        [3] = "SIGQUIT",
        [4] = "SIGILL",
        [6] = "SIGABRT",
        [8] = "SIGFPE",
        [9] = "SIGKILL",
        [11] = "SIGSEGV",
        [13] = "SIGPIPE",
        [15] = "SIGTERM",
    };

    /// <summary>Formats an exit code: <c>exited with code 137 (SIGKILL)</c>.</summary>
    public static string Describe(int exitCode)
    {
        var signal = !OperatingSystem.IsWindows() && SignalNames.TryGetValue(exitCode - SignalBase, out var name) ? $" ({name})" : "";
        return string.Create(CultureInfo.InvariantCulture, $"exited with code {exitCode}{signal}");
    }
}
