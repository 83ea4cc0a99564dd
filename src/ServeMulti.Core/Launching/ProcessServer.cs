using ServeMulti.Processes;

namespace ServeMulti.Launching;

/// <summary>A server that runs as a process of ours.</summary>
internal sealed class ProcessServer : IRunningServer
{
    private readonly IChildProcess _process;
    private readonly FailureWitness _witness;
    private readonly HealthCheck _health;
    private readonly TimeSpan _stopGrace;
    private readonly TaskCompletionSource<ServerExit> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _isStopping;

    public ProcessServer(
        ServerSpec spec,
        Uri? endpoint,
        IChildProcess process,
        FailureWitness witness,
        HealthCheck health,
        TimeSpan stopGrace
    )
    {
        Spec = spec;
        Endpoint = endpoint;
        _process = process;
        _witness = witness;
        _health = health;
        _stopGrace = stopGrace;
        _ = WatchAsync();
    }

    public ServerSpec Spec { get; }

    public Uri? Endpoint { get; }

    public Task<ServerExit> Exited => _exited.Task;

    public IReadOnlyList<string> RecentOutput => ChildOutput.Of(_process);

    public Task<string?> FindProblemAsync(CancellationToken cancellationToken = default) =>
        Spec.CheckReadiness && Endpoint is { } endpoint
            ? _health.FindProblemAsync(Spec, endpoint, PartAnswer.OrNever(_process.Exited), cancellationToken)
            : Task.FromResult<string?>(null);

    public Task<IReadOnlyDictionary<string, string>> ReadFactsAsync(CancellationToken cancellationToken = default) =>
        Spec.CheckReadiness && Endpoint is { } endpoint
            ? _health.ReadFactsAsync(Spec, endpoint, cancellationToken)
            : Task.FromResult<IReadOnlyDictionary<string, string>>(new Dictionary<string, string>());

    public async ValueTask DisposeAsync()
    {
        _isStopping = true;
        await PartAnswer.OrDone(_process.StopAsync(_stopGrace, CancellationToken.None)).ConfigureAwait(false);
        await _process.DisposeAsync().ConfigureAwait(false);
    }

    private async Task WatchAsync()
    {
        var exit = await PartAnswer.OrNever(_process.Exited).ConfigureAwait(false);
        if (!_isStopping)
        {
            var output = ChildOutput.Of(_process, FailureWitness.LinesLookedBack);
            var explained = _witness.Explain(exit.ExitCode, output);
            var message = $"the server {ExitCodes.Describe(exit.ExitCode)}{_witness.Describe(exit.ExitCode, output)}";
            _exited.SetResult(new ServerExit(message, exit.ExitCode, exit.RecentOutput) { Cause = explained?.Cause });
        }
    }
}
