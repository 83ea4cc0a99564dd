namespace ServeMulti.Launching;

/// <summary>Starts servers.</summary>
/// <remarks>The sweep launches one server at a time and disposes it before the next. Implementations are used from one caller at a
/// time.</remarks>
public interface IServerLauncher
{
    /// <summary>Finds, without starting anything, why a server could not be started: no such executable, a port that is taken, an address
    /// that cannot be read, no way to know that it is ready.</summary>
    /// <param name="spec">The server that would be started.</param>
    /// <returns>One line per problem; empty where none can be seen.</returns>
    /// <remarks>It looks at the machine as it is now, so a later launch can still fail.</remarks>
    IReadOnlyList<string> FindProblems(ServerSpec spec);

    /// <summary>Returns the address at which a server would answer, so that a benchmark that asks another one is refused before anything
    /// starts.</summary>
    /// <param name="spec">The server that would be started.</param>
    /// <returns>The address for clients; null: not known before it runs. By default <see cref="ServerSpec.Endpoint"/>.</returns>
    Uri? FindEndpoint(ServerSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return spec.Endpoint;
    }

    /// <summary>Finds which of these problems are due to the current state of this machine, such as a missing executable or a port that is
    /// taken: a dry run warns of them, because they may be gone when the sweep is run.</summary>
    /// <param name="spec">The server that would be started.</param>
    /// <returns>Some of what <see cref="FindProblems"/> returns, word for word; none by default.</returns>
    IReadOnlyList<string> FindMachineProblems(ServerSpec spec) => [];

    /// <summary>Returns the environment variables that a server would get in addition to the host's, so that a resumed experiment can notice
    /// a change.</summary>
    /// <param name="spec">The server that would be started.</param>
    /// <returns>The variables; null as a value removes the variable. By default those of
    /// <see cref="ServerSpec.Environment"/>.</returns>
    IReadOnlyDictionary<string, string?> EnvironmentFor(ServerSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return spec.Environment;
    }

    /// <summary>Starts a server and returns when it is ready to answer requests.</summary>
    /// <param name="spec">What to start.</param>
    /// <param name="cancellationToken">Cancels the operation; whatever was started is ended before the task completes.</param>
    /// <returns>A ready server, which the caller owns and disposes.</returns>
    /// <exception cref="ServerStartException">The server did not become ready; nothing of it is left running.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled; nothing of it is left running.</exception>
    Task<IRunningServer> LaunchAsync(ServerSpec spec, CancellationToken cancellationToken = default);
}
