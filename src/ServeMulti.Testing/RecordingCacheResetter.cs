using ServeMulti.Launching;

namespace ServeMulti.Testing;

/// <summary>Keeps which servers' caches were reset, and fails as the test says.</summary>
/// <remarks>Safe for use from several threads.</remarks>
public sealed class RecordingCacheResetter : ICacheResetter
{
    private readonly object _gate = new();
    private readonly Queue<Exception> _failures = [];
    private readonly List<IRunningServer> _servers = [];

    /// <summary>Gets the server of each reset, those that failed included, in order; a copy that does not change.</summary>
    public IReadOnlyList<IRunningServer> Servers
    {
        get
        {
            lock (_gate)
            {
                return [.. _servers];
            }
        }
    }

    /// <summary>Gets the number of resets, those that failed included.</summary>
    public int Resets => Servers.Count;

    /// <summary>Gets or sets what <see cref="FindProblem"/> returns for any server; default null: the caches can be reset.</summary>
    public string? Problem { get; set; }

    /// <summary>Gets or sets what <see cref="DescribeReset"/> returns; default null.</summary>
    public string? Description { get; set; }

    /// <summary>Gets or sets what is called at each reset: it may throw a <see cref="CacheResetException"/> for some servers. Default:
    /// nothing.</summary>
    public Action<IRunningServer>? Resetting { get; set; }

    /// <summary>Lets the next reset fail with a <see cref="CacheResetException"/>. Several calls fail as many resets, in their
    /// order.</summary>
    /// <param name="message">What happened.</param>
    public void FailNextReset(string message)
    {
        ArgumentNullException.ThrowIfNull(message);
        FailNextReset(new CacheResetException(message));
    }

    /// <summary>Lets the next reset fail with an exception of the test's own. Several calls fail as many resets, in their order.</summary>
    /// <param name="exception">The exception.</param>
    public void FailNextReset(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        lock (_gate)
        {
            _failures.Enqueue(exception);
        }
    }

    /// <inheritdoc/>
    public string? FindProblem(ServerSpec spec) => Problem;

    /// <inheritdoc/>
    public string? DescribeReset(ServerSpec spec) => Description;

    /// <inheritdoc/>
    public async Task ResetAsync(IRunningServer server, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Exception? failure;
        lock (_gate)
        {
            _servers.Add(server);
            _failures.TryDequeue(out failure);
        }

        await (failure is null ? Task.CompletedTask : Task.FromException(failure)).ConfigureAwait(false);
        Resetting?.Invoke(server);
    }
}
