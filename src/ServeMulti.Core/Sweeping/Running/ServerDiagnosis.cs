using ServeMulti.Benchmarking;
using ServeMulti.Launching;

namespace ServeMulti.Sweeping;

/// <summary>Finds out what became of a server after a run that failed.</summary>
internal sealed class ServerDiagnosis(SweepParts parts, ServerSpec spec)
{
    /// <summary>How long a failed run waits for news of its server: a client often sees the connection break just before the exit is
    /// known.</summary>
    private static readonly TimeSpan ExitNoticePeriod = TimeSpan.FromMilliseconds(250);

    public async Task<bool> HasEndedAsync(Task exited, CancellationToken cancellationToken)
    {
        using var noticed = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var wait = Task.Delay(ExitNoticePeriod, parts.TimeProvider, noticed.Token);
        await Task.WhenAny(exited, wait).ConfigureAwait(false);
        await noticed.CancelAsync().ConfigureAwait(false);
        return exited.IsCompleted;
    }

    /// <summary>Asks how a server is; one that cannot be asked is not taken for well.</summary>
    public async Task<string?> FindProblemAsync(IRunningServer server, CancellationToken cancellationToken)
    {
        try
        {
            return server.FindProblemAsync(cancellationToken) is { } asked ? await asked.ConfigureAwait(false) : null;
        }
        catch (Exception exception) when (HostFault.IsData(exception, cancellationToken))
        {
            return Describe(server, "server", exception).Message;
        }
    }

    /// <summary>Explains why a server has ended.</summary>
    public async Task<BenchmarkFailure> ExplainExitAsync(IRunningServer server, Task<ServerExit> exited)
    {
        try
        {
            var exit = await exited.ConfigureAwait(false) ?? new ServerExit("the server ended, and nothing is known of how", null, []);
            return new BenchmarkFailure(BenchmarkFailureReason.ServerExited, exit.Message)
            {
                ExitCode = exit.ExitCode,
                Cause = exit.Cause?.Name,
                RecentOutput = exit.RecentOutput,
                LogPath = spec.LogPath,
            };
        }
        catch (Exception exception) when (HostFault.IsData(exception, CancellationToken.None))
        {
            return Describe(server, "server", exception);
        }
    }

    /// <summary>Describes what a part threw.</summary>
    public BenchmarkFailure Describe(object part, string role, Exception exception)
    {
        var named = $"The {role} {part.GetType().Name}";
        Log.PartThrew(parts.Logger, named, exception);
        return HostFault.Describe(named, exception);
    }
}
