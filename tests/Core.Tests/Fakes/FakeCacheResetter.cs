using ServeMulti.Launching;

namespace ServeMulti.Fakes;

/// <summary>Counts resets, and fails as scripted.</summary>
internal sealed class FakeCacheResetter : ICacheResetter
{
    public int Resets { get; private set; }

    public string? Problem { get; set; }

    public Func<int, string?> Script { get; set; } = _ => null;

    public string? FindProblem(ServerSpec spec) => Problem;

    public Task ResetAsync(IRunningServer server, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var failure = Script(Resets++);
        return failure is null ? Task.CompletedTask : throw new CacheResetException(failure);
    }
}
