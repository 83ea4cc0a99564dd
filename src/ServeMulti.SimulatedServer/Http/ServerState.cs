namespace ServeMulti.Simulation.Http;

/// <summary>The state of the server: whether it is ready, and whether it must exit.</summary>
internal sealed class ServerState
{
    private readonly TaskCompletionSource<(int ExitCode, string Reason)> _failure = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _isReady;

    public bool IsReady => _isReady;

    /// <summary>Gets a task that completes when the server must exit with an error.</summary>
    public Task<(int ExitCode, string Reason)> Failure => _failure.Task;

    public void BecomeReady() => _isReady = true;

    public void Fail(int exitCode, string reason) => _failure.TrySetResult((exitCode, reason));
}
