using System.Globalization;

namespace ServeMulti.Launching;

/// <summary>Words an exit and its last output for messages.</summary>
internal static class ServerOutput
{
    private const int LinesInMessages = 20;
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

    /// <summary>Words an exit code: <c>exited with code 137 (SIGKILL)</c>.</summary>
    public static string DescribeExit(int exitCode)
    {
        string signal = !OperatingSystem.IsWindows() && SignalNames.TryGetValue(exitCode - SignalBase, out string? name) ? $" ({name})" : "";
        return string.Create(CultureInfo.InvariantCulture, $"exited with code {exitCode}{signal}");
    }

    /// <summary>Words the last lines of output and where the rest is, to follow a message.</summary>
    public static string DescribeOutput(IReadOnlyList<string> recentOutput, string? logPath)
    {
        IEnumerable<string> shown = recentOutput.Skip(Math.Max(0, recentOutput.Count - LinesInMessages)).Select(line => "  " + line);
        string output = recentOutput.Count == 0 ? " It wrote no output." : " Its last output:" + Environment.NewLine + string.Join(Environment.NewLine, shown);
        return logPath is null || recentOutput.Count == 0 ? output : $"{output}{Environment.NewLine}All of its output is in '{logPath}'.";
    }
}
