namespace ServeMulti.Processes;

/// <summary>Tracks all running child processes, so that they can be ended at once, and forwards their output. Safe for use from several
/// threads.</summary>
internal sealed class TrackedProcessLauncher : IProcessLauncher
{
    private readonly Lazy<IProcessLauncher> _inner;
    private readonly IProcessLauncher? _own;
    private readonly Action<string>? _outputReceived;
    private readonly HashSet<TrackedChild> _children = [];
    private readonly object _gate = new();
    private bool _isClosed;

    /// <param name="createInner">Creates the inner launcher when the first process is started.</param>
    /// <param name="outputReceived">Receives each line of output of every child process; optional.</param>
    /// <param name="own">The process launcher of the host; null: none.</param>
    public TrackedProcessLauncher(Func<IProcessLauncher> createInner, Action<string>? outputReceived, IProcessLauncher? own = null)
    {
        _own = own;
        _inner = new(() => own ?? createInner());
        _outputReceived = outputReceived;
    }

    /// <summary>Asks the launcher of the host, which knows what it can start. The usual one is created with the first process only, so its
    /// answer is given here.</summary>
    public string? FindProblem(ProcessSpec spec) =>
        _own is null ? ExecutableFinder.FindProblem(spec.Command.Executable) : _own.FindProblem(spec);

    public IChildProcess Start(ProcessSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        var shown = _outputReceived is null ? spec : spec with { OutputReceived = spec.OutputReceived + _outputReceived };

        // Within the gate: whoever ends all of them must see the one that is just being started.
        lock (_gate)
        {
            if (_isClosed)
            {
                throw new ProcessStartException($"'{spec.Command.Executable}' was not started: every process of the sweep was ended.");
            }

            var child = new TrackedChild(_inner.Value.Start(shown), this);
            _children.Add(child);
            return child;
        }
    }

    /// <summary>Kills every child process with all its descendants, without a grace period.</summary>
    public async Task EndAllAsync()
    {
        TrackedChild[] children;
        lock (_gate)
        {
            children = [.. _children];
        }

        await Task.WhenAll(children.Select(child => child.DisposeAsync().AsTask())).ConfigureAwait(false);
    }

    /// <summary>Ends every child, and lets none start afterwards.</summary>
    public Task CloseAsync()
    {
        lock (_gate)
        {
            _isClosed = true;
        }

        return EndAllAsync();
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
            await inner.StopAsync(grace, cancellationToken).ConfigureAwait(false);
            launcher.Forget(this);
        }

        public async ValueTask DisposeAsync()
        {
            await inner.DisposeAsync().ConfigureAwait(false);
            launcher.Forget(this);
        }
    }
}
