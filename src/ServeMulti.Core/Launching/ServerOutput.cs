namespace ServeMulti.Launching;

/// <summary>Words the last output of servers for messages.</summary>
internal static class ServerOutput
{
    private const int LinesInMessages = 20;

    /// <summary>Words the last lines of output and where the rest is, to follow a message.</summary>
    public static string DescribeOutput(IReadOnlyList<string> recentOutput, string? logPath)
    {
        var shown = recentOutput.Skip(Math.Max(0, recentOutput.Count - LinesInMessages)).Select(line => "  " + line);
        var output =
            recentOutput.Count == 0
                ? " It wrote no output."
                : " Its last output:" + Environment.NewLine + string.Join(Environment.NewLine, shown);
        return logPath is null || recentOutput.Count == 0 ? output : $"{output}{Environment.NewLine}All of its output is in '{logPath}'.";
    }
}
