using ServeMulti.Launching;

namespace ServeMulti.Testing;

/// <summary>Starts servers without processes: each is ready at once, or fails as the test says. Every request is kept.</summary>
/// <remarks>Safe for use from several threads. Set its properties before it is used.</remarks>
/// <example>
/// <code>
/// var launcher = new FakeServerLauncher();
/// launcher.FailNextStart("out of GPU memory");
/// // ... run the code under test ...
/// Assert.That(launcher.Servers, Has.All.Matches&lt;FakeServer&gt;(server => server.IsDisposed));
/// </code>
/// </example>
public sealed class FakeServerLauncher : IServerLauncher
{
    private readonly object _gate = new();
    private readonly Queue<Exception> _startFailures = [];
    private readonly List<FakeServer> _servers = [];
    private readonly List<ServerSpec> _specs = [];

    /// <summary>Gets the servers that were started, in order; a copy that does not change.</summary>
    public IReadOnlyList<FakeServer> Servers => Copy(_servers);

    /// <summary>Gets what was asked for at each start, those that failed included, in order; a copy that does not change.</summary>
    public IReadOnlyList<ServerSpec> Specs => Copy(_specs);

    /// <summary>Gets the number of servers that were started and not stopped.</summary>
    public int Running => Servers.Count(server => !server.IsDisposed);

    /// <summary>Gets or sets what <see cref="FindProblems"/> returns for any server; default none.</summary>
    public IReadOnlyList<string> Problems { get; set; } = [];

    /// <summary>Gets or sets what <see cref="FindMachineProblems"/> returns for any server: some of <see cref="Problems"/>; default
    /// none.</summary>
    public IReadOnlyList<string> MachineProblems { get; set; } = [];

    /// <summary>Gets or sets whether the servers can be restarted; default true.</summary>
    public bool CanRestart { get; set; } = true;

    /// <summary>Gets or sets what is called at each start before the server is ready: it may advance a clock, or throw a
    /// <see cref="ServerStartException"/> for some servers. Default: nothing.</summary>
    public Action<ServerSpec>? Starting { get; set; }

    /// <summary>Lets the next start fail with a <see cref="ServerStartException"/>. Several calls fail as many starts, in their
    /// order.</summary>
    /// <param name="message">What happened.</param>
    public void FailNextStart(string message)
    {
        ArgumentNullException.ThrowIfNull(message);
        FailNextStart(new ServerStartException(message) { ExitCode = 1 });
    }

    /// <summary>Lets the next start fail with an exception of the test's own. Several calls fail as many starts, in their order.</summary>
    /// <param name="exception">The exception.</param>
    public void FailNextStart(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        lock (_gate)
        {
            _startFailures.Enqueue(exception);
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> FindProblems(ServerSpec spec) => Problems;

    /// <inheritdoc/>
    public IReadOnlyList<string> FindMachineProblems(ServerSpec spec) => MachineProblems;

    /// <inheritdoc/>
    public async Task<IRunningServer> LaunchAsync(ServerSpec spec, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(spec);
        cancellationToken.ThrowIfCancellationRequested();
        Exception? failure;
        lock (_gate)
        {
            _specs.Add(spec);
            _startFailures.TryDequeue(out failure);
        }

        await (failure is null ? Task.CompletedTask : Task.FromException(failure)).ConfigureAwait(false);
        Starting?.Invoke(spec);
        var server = new FakeServer(spec) { CanRestart = CanRestart };
        lock (_gate)
        {
            _servers.Add(server);
        }

        return server;
    }

    private T[] Copy<T>(List<T> items)
    {
        lock (_gate)
        {
            return [.. items];
        }
    }
}
