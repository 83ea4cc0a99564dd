using System.Collections.Concurrent;
using System.Globalization;
using ServeMulti.Parameters;
using ServeMulti.Processes;

namespace ServeMulti.Hosts;

/// <summary>A small program that describes the machine. Whatever it does, it is ended when its time is over.</summary>
internal sealed class HostTool(IProcessLauncher processes, CommandLine command)
{
    private const int MostLines = 10_000;

    /// <summary>Runs the program.</summary>
    /// <param name="over">Is cancelled when its time is over.</param>
    /// <returns>What it printed, and what went wrong; null: nothing.</returns>
    public async Task<(IReadOnlyList<string> Lines, string? Problem)> RunAsync(CancellationToken over)
    {
        var lines = new ConcurrentQueue<string>();
        var spec = new ProcessSpec(command)
        {
            OutputReceived = line =>
            {
                if (lines.Count < MostLines)
                {
                    lines.Enqueue(line);
                }
            },
        };
        IChildProcess process;
        try
        {
            process = processes.Start(spec);
        }
        catch (ProcessStartException exception)
        {
            return ([], exception.Message);
        }

        var problem = string.Create(
            CultureInfo.InvariantCulture,
            $"{command.Executable} did not answer within {HostFacts.TimeLimit.TotalSeconds} s"
        );
        try
        {
            var exit = await process.Exited.WaitAsync(over).ConfigureAwait(false);
            problem = exit.ExitCode == 0 ? null : $"{command.Executable} {ExitCodes.Describe(exit.ExitCode)}";
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested) { }

        await EndAsync(process).ConfigureAwait(false);
        return ([.. lines], problem);
    }

    /// <summary>Kills the program. One that waits for a broken driver cannot be killed before the driver answers: it is not waited for
    /// here, and the sweep ends it with all others.</summary>
    private static async Task EndAsync(IChildProcess process)
    {
        var ending = process.DisposeAsync().AsTask();
        if (process.Exited.IsCompleted)
        {
            await ending.ConfigureAwait(false);
        }
        else
        {
            await Task.WhenAny(ending, Task.Delay(TimeSpan.FromMilliseconds(250), TimeProvider.System)).ConfigureAwait(false);
        }
    }
}
