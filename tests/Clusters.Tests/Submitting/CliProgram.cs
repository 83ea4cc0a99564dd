using System.Diagnostics;
using ServeMulti.Cli;

namespace ServeMulti.Clusters.Submitting;

/// <summary>The built <c>serve-multi</c>, as a child process.</summary>
internal static class CliProgram
{
    public static string Executable { get; } = CompiledProgram.Find("serve-multi");

    /// <summary>Runs it to its end.</summary>
    public static async Task<CliResult> RunAsync(string folder, params string[] arguments)
    {
        using var process = Start(folder, arguments);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new CliResult(process.ExitCode, Lines(await output), Lines(await error));
    }

    /// <summary>Runs it within this process, which takes a tenth of the time. Output goes through the console, so one at a time.</summary>
    public static async Task<CliResult> RunHereAsync(string folder, params string[] arguments)
    {
        var (output, error, current) = (Console.Out, Console.Error, Environment.CurrentDirectory);
        using var printed = new StringWriter();
        using var complained = new StringWriter();
        try
        {
            Console.SetOut(printed);
            Console.SetError(complained);
            Environment.CurrentDirectory = folder;
            var exitCode = await CommandHost.RunAsync(arguments);
            return new CliResult(exitCode, Lines(printed.ToString()), Lines(complained.ToString()));
        }
        finally
        {
            Environment.CurrentDirectory = current;
            Console.SetOut(output);
            Console.SetError(error);
        }
    }

    public static Process Start(string folder, params string[] arguments) =>
        Process.Start(
            new ProcessStartInfo(Executable, arguments)
            {
                WorkingDirectory = folder,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}

/// <summary>How it ended, and what it printed.</summary>
internal sealed record CliResult(int ExitCode, IReadOnlyList<string> Output, IReadOnlyList<string> Error)
{
    public override string ToString() => $"exit code {ExitCode}\n{string.Join('\n', Output)}\n--- error\n{string.Join('\n', Error)}";
}
