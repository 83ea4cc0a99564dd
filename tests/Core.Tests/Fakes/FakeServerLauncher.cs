using ServeMulti.Launching;

namespace ServeMulti.Fakes;

/// <summary>Hands out servers that are ready at once, or fails as scripted, and remembers what it was asked.</summary>
internal sealed class FakeServerLauncher : IServerLauncher
{
    private readonly Queue<string> _startFailures = [];

    public List<FakeServer> Servers { get; } = [];

    public List<ServerSpec> Specs { get; } = [];

    public List<string> Problems { get; } = [];

    public bool CanRestart { get; set; } = true;

    public Action StartTakes { get; set; } = () => { };

    /// <summary>Gets those of the problems that lie in the state of the machine.</summary>
    public List<string> MachineProblems { get; } = [];

    public int Running => Servers.Count(server => !server.IsDisposed);

    public void FailNextStart(string message) => _startFailures.Enqueue(message);

    public IReadOnlyList<string> FindProblems(ServerSpec spec) => Problems;

    public IReadOnlyList<string> FindMachineProblems(ServerSpec spec) => MachineProblems;

    public Task<IRunningServer> LaunchAsync(ServerSpec spec, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Specs.Add(spec);
        if (_startFailures.TryDequeue(out var message))
        {
            throw new ServerStartException(message) { ExitCode = 1, RecentOutput = ["last line"] };
        }

        StartTakes();
        var server = new FakeServer(spec) { CanRestart = CanRestart };
        Servers.Add(server);
        return Task.FromResult<IRunningServer>(server);
    }
}

/// <summary>A server that runs until it is disposed or told to die.</summary>
internal sealed class FakeServer(ServerSpec spec) : IRunningServer
{
    private readonly TaskCompletionSource<ServerExit> _exited = new();

    public ServerSpec Spec { get; } = spec;

    public Uri? Endpoint { get; } = new("http://127.0.0.1:8000");

    public Task<ServerExit> Exited => _exited.Task;

    public IReadOnlyList<string> RecentOutput => [];

    public bool CanRestart { get; init; } = true;

    public string? Problem { get; set; }

    public bool IsDisposed { get; private set; }

    public Task<string?> FindProblemAsync(CancellationToken cancellationToken = default) => Task.FromResult(Problem);

    public void Die(string message) => _exited.TrySetResult(new ServerExit(message, 137, ["killed"]));

    public ValueTask DisposeAsync()
    {
        IsDisposed = true;
        return ValueTask.CompletedTask;
    }
}
