namespace ServeMulti.Launching;

/// <summary>Starts servers by a function of the host.</summary>
public sealed class DelegateServerLauncher : IServerLauncher
{
    private readonly Func<ServerSpec, CancellationToken, Task<IRunningServer>> _launch;

    /// <summary>Initializes a new instance.</summary>
    /// <param name="launch">Starts a server and returns when it is ready; see <see cref="IServerLauncher.LaunchAsync"/>.
    /// <see cref="DelegateServer"/> is a server to return.</param>
    public DelegateServerLauncher(Func<ServerSpec, CancellationToken, Task<IRunningServer>> launch)
    {
        ArgumentNullException.ThrowIfNull(launch);
        _launch = launch;
    }

    /// <summary>Finds no problems: what the function needs is not known.</summary>
    /// <param name="spec">The server that would be started.</param>
    /// <returns>An empty list.</returns>
    public IReadOnlyList<string> FindProblems(ServerSpec spec) => [];

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The function returned null.</exception>
    public async Task<IRunningServer> LaunchAsync(ServerSpec spec, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(spec);
        cancellationToken.ThrowIfCancellationRequested();
        return await (_launch(spec, cancellationToken) ?? throw ReturnedNull()).ConfigureAwait(false) ?? throw ReturnedNull();
    }

    private static InvalidOperationException ReturnedNull() =>
        new("The launch function returned null: return a server, such as a DelegateServer, or throw a ServerStartException.");
}
