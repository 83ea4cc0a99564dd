namespace ServeMulti.Simulation.Http;

/// <summary>Whether the server is ready, and whether and how it is to end.</summary>
internal sealed class ServerState
{
    private readonly TaskCompletionSource<(int ExitCode, string Reason)> _failure = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _isReady;

    public bool IsReady => _isReady;

    /// <summary>Gets a task that ends when the server is to exit with an error.</summary>
    public Task<(int ExitCode, string Reason)> Failure => _failure.Task;

    public void BecomeReady() => _isReady = true;

    public void Fail(int exitCode, string reason) => _failure.TrySetResult((exitCode, reason));
}
