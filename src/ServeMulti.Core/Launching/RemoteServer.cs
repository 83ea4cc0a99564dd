namespace ServeMulti.Launching;

/// <summary>A server that is not ours: it can be asked how it is, but not watched or stopped.</summary>
internal sealed class RemoteServer : IRunningServer
{
    private static readonly Task<ServerExit> Never = new TaskCompletionSource<ServerExit>().Task;

    private readonly HealthCheck _health;

    public RemoteServer(ServerSpec spec, HealthCheck health)
    {
        Spec = spec;
        _health = health;
    }

    public ServerSpec Spec { get; }

    public Uri? Endpoint => Spec.Endpoint;

    public Task<ServerExit> Exited => Never;

    public IReadOnlyList<string> RecentOutput => [];

    public bool CanRestart => false;

    public Task<string?> FindProblemAsync(CancellationToken cancellationToken = default) =>
        Spec.CheckReadiness ? _health.FindProblemAsync(Spec, Spec.Endpoint!, Never, cancellationToken) : Task.FromResult<string?>(null);

    public Task<IReadOnlyDictionary<string, string>> ReadFactsAsync(CancellationToken cancellationToken = default) =>
        Spec.CheckReadiness
            ? _health.ReadFactsAsync(Spec, Spec.Endpoint!, cancellationToken)
            : Task.FromResult<IReadOnlyDictionary<string, string>>(new Dictionary<string, string>());

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
