namespace ServeMulti.Launching;

/// <summary>A server that the host runs itself, such as one in its own process.</summary>
public sealed class DelegateServer : IRunningServer
{
    private readonly Func<Task>? _stop;
    private int _isStopped;

    /// <summary>Initializes a new instance.</summary>
    /// <param name="spec">What was asked for.</param>
    /// <param name="endpoint">The address for clients; null where it has none.</param>
    /// <param name="stop">Stops the server, called once, by the first disposal; optional.</param>
    /// <param name="exited">Completes when the server ends without having been asked to, and never faults; optional.</param>
    /// <example><code>new DelegateServer(spec, address, stop: async () => await app.StopAsync())</code></example>
    public DelegateServer(ServerSpec spec, Uri? endpoint = null, Func<Task>? stop = null, Task<ServerExit>? exited = null)
    {
        ArgumentNullException.ThrowIfNull(spec);
        Spec = spec;
        Endpoint = endpoint;
        _stop = stop;
        Exited = exited ?? new TaskCompletionSource<ServerExit>().Task;
    }

    /// <inheritdoc/>
    public ServerSpec Spec { get; }

    /// <inheritdoc/>
    public Uri? Endpoint { get; }

    /// <inheritdoc/>
    public Task<ServerExit> Exited { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> RecentOutput => [];

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isStopped, 1) == 0 && _stop?.Invoke() is { } stopping)
        {
            await stopping.ConfigureAwait(false);
        }
    }
}
