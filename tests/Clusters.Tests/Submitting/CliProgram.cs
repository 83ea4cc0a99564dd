using System.Diagnostics;

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
