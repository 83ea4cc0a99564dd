namespace ServeMulti.Cli.Terminal;

/// <summary>A run of <c>serve-multi</c> on a pseudo terminal of a given size, whose text is kept.</summary>
internal sealed class TerminalRun
{
    private readonly string _transcript;
    private readonly int _columns;
    private readonly int _rows;

    private TerminalRun(CliProcess process, string transcript, int columns, int rows) =>
        (Process, _transcript, _columns, _rows) = (process, transcript, columns, rows);

    public CliProcess Process { get; }

    /// <summary>Starts it. Its keyboard is the pipe <c>keys</c> of the folder if that exists.</summary>
    public static TerminalRun Start(SweepFolder folder, int columns, int rows, string environment, params string[] arguments)
    {
        var words = string.Join(' ', arguments.Prepend(CliProcess.Executable).Select(word => $"'{word}'"));
        var keys = File.Exists(folder.At("keys")) ? "keys" : "/dev/null";
        var script = $"""
            unset NO_COLOR CLICOLOR CI GITHUB_ACTIONS TF_BUILD
            export TERM=xterm-256color {environment}
            exec script -qefc "stty rows {rows} cols {columns}; exec {words}" transcript < {keys}
            """;
        return new(CliProcess.StartShell(folder.Path, script), folder.At("transcript"), columns, rows);
    }

    /// <summary>Runs it to its end.</summary>
    public static async Task<TerminalRun> RunAsync(SweepFolder folder, int columns, int rows, string environment, params string[] arguments)
    {
        var run = Start(folder, columns, rows, environment, arguments);
        await run.Process.WaitForExitAsync();
        return run;
    }

    /// <summary>Returns what it wrote, without what <c>script</c> says itself.</summary>
    public string ReadText()
    {
        var text = File.ReadAllText(_transcript);
        var end = text.LastIndexOf("\nScript done on ", StringComparison.Ordinal);
        text = end < 0 ? text : text[..end];
        return text.StartsWith("Script started on ", StringComparison.Ordinal)
            ? text[(text.IndexOf('\n', StringComparison.Ordinal) + 1)..]
            : text;
    }

    /// <summary>Returns the screen at the end.</summary>
    /// <param name="drawn">Called with the screen after each frame of a display; optional.</param>
    public Screen Show(Action<Screen>? drawn = null)
    {
        var screen = new Screen(_columns, _rows);
        screen.Write(ReadText(), () => drawn?.Invoke(screen));
        return screen;
    }
}
