using ServeMulti.Launching;

namespace ServeMulti.Testing;

/// <summary>A server without a process: it runs until it is disposed, or until the test lets it die.</summary>
/// <remarks>Safe for use from several threads.</remarks>
public sealed class FakeServer : IRunningServer
{
    private readonly TaskCompletionSource<ServerExit> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _isDisposed;

    /// <summary>Initializes a new instance that runs.</summary>
    /// <param name="spec">What the host asked for; its endpoint, where it has one, is the server's.</param>
    public FakeServer(ServerSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        Spec = spec;
        Endpoint = spec.Endpoint ?? new Uri("http://127.0.0.1:8000");
    }

    /// <inheritdoc/>
    public ServerSpec Spec { get; }

    /// <summary>Gets the address for clients: the one of <see cref="Spec"/>, else <c>http://127.0.0.1:8000</c>, where nothing needs to
    /// answer.</summary>
    public Uri? Endpoint { get; init; }

    /// <inheritdoc/>
    public Task<ServerExit> Exited => _exited.Task;

    /// <summary>Gets or sets the last lines of output; default none.</summary>
    public IReadOnlyList<string> RecentOutput { get; set; } = [];

    /// <summary>Gets whether disposing and launching again restarts it; default true.</summary>
    public bool CanRestart { get; init; } = true;

    /// <summary>Gets or sets what <see cref="FindProblemAsync"/> returns; default null: the server is healthy.</summary>
    public string? Problem { get; set; }

    /// <summary>Gets whether the server was stopped.</summary>
    public bool IsDisposed => Volatile.Read(ref _isDisposed) != 0;

    /// <inheritdoc/>
    public Task<string?> FindProblemAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(Problem);
    }

    /// <summary>Lets the server end on its own, as one that crashed. A second call changes nothing.</summary>
    /// <param name="message">What happened.</param>
    /// <param name="exitCode">The exit code; default 137, that of a killed process.</param>
    public void Die(string message = "the server exited with code 137", int? exitCode = 137)
    {
        ArgumentNullException.ThrowIfNull(message);
        _exited.TrySetResult(new ServerExit(message, exitCode, RecentOutput));
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Volatile.Write(ref _isDisposed, 1);
        return ValueTask.CompletedTask;
    }
}
