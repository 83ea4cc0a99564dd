using System.Diagnostics;

namespace ServeMulti.Processes;

/// <summary>A running child: when it exits, what it wrote last, and its end with all of its family.</summary>
internal sealed class ChildProcess : IChildProcess
{
    private readonly Process _process;
    private readonly ProcessMark _mark;
    private readonly IProcessFamily _family;
    private readonly OutputTail _tail;
    private readonly IOutputReader _output;
    private readonly ProcessLedger? _ledger;
    private readonly ProcessEnder _ender;
    private readonly SemaphoreSlim _stopping = new(1);
    private readonly CancellationTokenSource _hurry = new();
    private bool _isEnded;

    public ChildProcess(
        Process process,
        IProcessFamily family,
        ProcessIdentity identity,
        ProcessMark mark,
        OutputTail tail,
        IOutputReader output,
        ProcessLedger? ledger,
        ProcessEnder ender
    )
    {
        _process = process;
        _mark = mark;
        _tail = tail;
        _output = output;
        _ledger = ledger;
        _ender = ender;
        Identity = identity;
        _family = family;
        AppDomain.CurrentDomain.ProcessExit += KillWithHost;
        Exited = WaitAsync();
    }

    public ProcessIdentity Identity { get; }

    public Task<ProcessExit> Exited { get; }

    public IReadOnlyList<string> RecentOutput => _tail.ToList();

    public IReadOnlyList<string> ReadRecentOutput(int lines) => _tail.ToList(lines);

    public async Task StopAsync(TimeSpan grace, CancellationToken cancellationToken)
    {
        // A second caller with less patience, such as a disposal, must not wait for the first one's grace.
        using var registration = cancellationToken.UnsafeRegister(static hurry => ((CancellationTokenSource)hurry!).Cancel(), _hurry);
        if (grace <= TimeSpan.Zero)
        {
            await _hurry.CancelAsync().ConfigureAwait(false);
        }

        await _stopping.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            if (!_isEnded)
            {
                await _ender.EndAsync(_family, grace, _hurry.Token).ConfigureAwait(false);
                await Exited.ConfigureAwait(false);
                await ReleaseAsync().ConfigureAwait(false);
            }
        }
        finally
        {
            _stopping.Release();
        }
    }

    public async ValueTask DisposeAsync() => await StopAsync(TimeSpan.Zero, CancellationToken.None).ConfigureAwait(false);

    private async Task ReleaseAsync()
    {
        _isEnded = true;
        AppDomain.CurrentDomain.ProcessExit -= KillWithHost;
        await _output.DisposeAsync().ConfigureAwait(false);
        _process.Dispose();
        _ledger?.RecordEnded(_mark);
    }

    private async Task<ProcessExit> WaitAsync()
    {
        await _process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        var exitCode = _process.ExitCode;
        _family.NoteLeaderExited();
        await _output.DrainAsync().ConfigureAwait(false);
        return new ProcessExit(exitCode, _tail.ToList());
    }

    private void KillWithHost(object? sender, EventArgs arguments)
    {
        // Each round also catches what was started while the one before looked.
        for (var round = 0; round < 100 && _family.FindLiving().Count > 0; round++)
        {
            _family.Kill();
        }
    }
}
