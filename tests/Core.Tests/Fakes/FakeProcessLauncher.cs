using ServeMulti.Processes;

namespace ServeMulti.Fakes;

/// <summary>Starts processes that run until they are ended.</summary>
internal sealed class FakeProcessLauncher : IProcessLauncher
{
    public List<FakeChild> Children { get; } = [];

    public IChildProcess Start(ProcessSpec spec)
    {
        var child = new FakeChild(spec, new ProcessIdentity(Children.Count + 1, 0));
        Children.Add(child);
        return child;
    }
}

/// <summary>A process that runs until it is ended.</summary>
internal sealed class FakeChild(ProcessSpec spec, ProcessIdentity identity) : IChildProcess
{
    private readonly TaskCompletionSource<ProcessExit> _exited = new();

    public ProcessSpec Spec { get; } = spec;

    public ProcessIdentity Identity { get; } = identity;

    public Task<ProcessExit> Exited => _exited.Task;

    public IReadOnlyList<string> RecentOutput => [];

    public bool IsEnded { get; private set; }

    public Task StopAsync(TimeSpan grace, CancellationToken cancellationToken)
    {
        IsEnded = true;
        _exited.TrySetResult(new ProcessExit(137, []));
        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync() => await StopAsync(TimeSpan.Zero, CancellationToken.None);
}
