namespace ServeMulti.Launching;

/// <summary>A server that the host runs itself, such as one in its own process.</summary>
public sealed class DelegateServer : IRunningServer
{
    private readonly Func<ValueTask>? _stop;
    private int _isStopped;

    /// <summary>Initializes a new instance.</summary>
    /// <param name="spec">What was asked for.</param>
    /// <param name="endpoint">The address for clients; null where it has none.</param>
    /// <param name="stop">Stops the server, called once, by the first disposal; null (the default): nothing is to be done.</param>
    /// <param name="exited">Completes when the server ends without having been asked to, and never faults; null (the default): that is not known.</param>
    public DelegateServer(ServerSpec spec, Uri? endpoint = null, Func<ValueTask>? stop = null, Task<ServerExit>? exited = null)
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
    public ValueTask DisposeAsync() => Interlocked.Exchange(ref _isStopped, 1) == 0 && _stop is not null ? _stop() : ValueTask.CompletedTask;
}
