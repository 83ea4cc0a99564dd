using ServeMulti.Processes;

namespace ServeMulti.Cli.Running;

/// <summary>Tracks all running child processes, so that a second Ctrl-C can kill them at once, and forwards their output if requested.</summary>
internal sealed class TrackedProcessLauncher : IProcessLauncher
{
    private readonly Lazy<IProcessLauncher> _inner;
    private readonly Action<string>? _outputReceived;
    private readonly HashSet<TrackedChild> _children = [];
    private readonly Lock _gate = new();

    /// <param name="makeInner">Creates the inner launcher when the first process is started.</param>
    /// <param name="outputReceived">Receives each line of output of every child process; optional.</param>
    public TrackedProcessLauncher(Func<IProcessLauncher> makeInner, Action<string>? outputReceived)
    {
        _inner = new(makeInner);
        _outputReceived = outputReceived;
    }

    public IChildProcess Start(ProcessSpec spec)
    {
        var shown = _outputReceived is null ? spec : spec with { OutputReceived = spec.OutputReceived + _outputReceived };
        var child = new TrackedChild(_inner.Value.Start(shown), this);
        lock (_gate)
        {
            _children.Add(child);
        }

        return child;
    }

    /// <summary>Kills every child process with all its descendants, without a grace period.</summary>
    public async Task KillAllAsync()
    {
        TrackedChild[] children;
        lock (_gate)
        {
            children = [.. _children];
        }

        await Task.WhenAll(children.Select(child => child.DisposeAsync().AsTask()));
    }

    private void Forget(TrackedChild child)
    {
        lock (_gate)
        {
            _children.Remove(child);
        }
    }

    private sealed class TrackedChild(IChildProcess inner, TrackedProcessLauncher launcher) : IChildProcess
    {
        public ProcessIdentity Identity => inner.Identity;

        public Task<ProcessExit> Exited => inner.Exited;

        public IReadOnlyList<string> RecentOutput => inner.RecentOutput;

        public IReadOnlyList<string> ReadRecentOutput(int lines) => inner.ReadRecentOutput(lines);

        public async Task StopAsync(TimeSpan grace, CancellationToken cancellationToken)
        {
            await inner.StopAsync(grace, cancellationToken);
            launcher.Forget(this);
        }

        public async ValueTask DisposeAsync()
        {
            await inner.DisposeAsync();
            launcher.Forget(this);
        }
    }
}
