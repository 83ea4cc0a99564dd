namespace ServeMulti.Launching;

/// <summary>Resets nothing: for servers without caches, and for those who want to measure with them.</summary>
public sealed class NoCacheReset : ICacheResetter
{
    /// <inheritdoc/>
    public string? FindProblem(ServerSpec spec) => null;

    /// <inheritdoc/>
    public string DescribeReset(ServerSpec spec) => "none";

    /// <inheritdoc/>
    public Task ResetAsync(IRunningServer server, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.CompletedTask;
    }
}
