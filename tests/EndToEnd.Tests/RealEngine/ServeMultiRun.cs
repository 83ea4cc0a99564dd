using System.Diagnostics;

namespace ServeMulti.RealEngine;

/// <summary>What one run of the built <c>serve-multi</c> printed, and its exit code.</summary>
internal sealed record ServeMultiRun(int ExitCode, string Output, string Error)
{
    public static string Executable { get; } = CompiledProgram.Find("serve-multi");

    public static async Task<ServeMultiRun> RunAsync(string folder, params IEnumerable<string> arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(Executable, arguments)
            {
                WorkingDirectory = folder,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        try
        {
            await process.WaitForExitAsync().WaitAsync(EngineProcess.HangLimit * 2);
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"serve-multi did not end:\n{await output}\n{await error}");
        }

        return new(process.ExitCode, await output, await error);
    }

    public override string ToString() => $"exit code {ExitCode}\n{Output}\n{Error}";
}
