using System.Runtime.InteropServices;
using ServeMulti.Benchmarking;
using ServeMulti.Results;
using ServeMulti.Sla;
using ServeMulti.Sweeping;

namespace ServeMulti.Cli.Display;

/// <summary>Shows a sweep on a terminal: finished runs, failures and answers as lines that stay, and below them what is going on, which is
/// replaced in place.</summary>
internal sealed class TerminalDisplay : ISweepDisplay
{
    private const int Indent = 6;

    private static readonly TimeSpan RefreshInterval = TimeSpan.FromMilliseconds(250);

    private readonly StatusBlock _block;
    private readonly Colours _colours;
    private readonly TimeProvider _timeProvider;
    private readonly BestSoFar _best;
    private readonly FailureRepeats _repeats = new();
    private readonly Lock _gate = new();
    private readonly PosixSignalRegistration? _continued;
    private SweepStanding _standing = SweepStanding.Empty;
    private long _standingSince;
    private Func<Task<IReadOnlyList<RunRecord>>>? _readEarlierRuns;
    private bool _isShown;

    /// <param name="block">The place of what is replaced.</param>
    /// <param name="colours">The colours of the terminal.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="best">What is known so far of the configurations.</param>
    public TerminalDisplay(StatusBlock block, Colours colours, TimeProvider timeProvider, BestSoFar best)
    {
        _block = block;
        _colours = colours;
        _timeProvider = timeProvider;
        _best = best;
        _standingSince = timeProvider.GetTimestamp();
        _continued = OperatingSystem.IsWindows() ? null : PosixSignalRegistration.Create(PosixSignal.SIGCONT, _ => Leave());
    }

    public async Task<T> ShowWhileAsync<T>(Func<Task<T>> work, Func<Task<IReadOnlyList<RunRecord>>> readEarlierRuns)
    {
        using var ended = new CancellationTokenSource();
        lock (_gate)
        {
            (_isShown, _readEarlierRuns) = (true, readEarlierRuns);
        }

        var refreshing = RefreshAsync(ended.Token);
        try
        {
            return await work();
        }
        finally
        {
            await ended.CancelAsync();
            await refreshing;
            Clear();
        }
    }

    public void Report(SweepEvent value)
    {
        _best.Add(value);
        if (value is SweepStarted { Progress.FinishedRuns: > 0, Plan.Definition: { Search: null, Scan: null } })
        {
            _ = Task.Run(AddEarlierRunsAsync);
        }

        lock (_gate)
        {
            _standing = _standing.After(value);
            _standingSince = _timeProvider.GetTimestamp();
            Write(
                IsKept(value)
                    ? [.. EventText.Describe(value, _repeats, showsTimeLeft: false).Select((line, place) => (line, ToneOf(value, place)))]
                    : []
            );
        }
    }

    public void ShowChildOutput(string line) => Tell(ShortText.OfChild(line), Tone.Aside);

    public void Tell(string line) =>
        Tell(ShortText.Printable(line), line.StartsWith("warning:", StringComparison.Ordinal) ? Tone.Doubtful : Tone.Plain);

    /// <summary>Removes what is replaced in place; nothing is drawn any more.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _isShown = false;
            _block.Clear();
        }
    }

    public void Dispose() => _continued?.Dispose();

    /// <summary>What is only a step on the way is in the block alone.</summary>
    private static bool IsKept(SweepEvent value) =>
        value
            is SweepStarted
                or ServerSkipped
                or ServerLost
                or RunFinished
                or RunFailed
                or CacheResetFailed
                or SearchProgressed { Item: SlaRunFinished or SlaSearchFinished };

    private static Tone ToneOf(SweepEvent value, int line) =>
        value switch
        {
            ServerLost or RunFailed when line == 0 => Tone.Bad,
            CacheResetFailed => Tone.Doubtful,
            RunFinished finished when RunRemark.Of(finished.Document).Count > 0 => Tone.Doubtful,
            SearchProgressed { Item: SlaSearchFinished { Result.Load: not null } } => Tone.Good,
            SearchProgressed { Item: SlaRunFinished } or RunFailed => Tone.Aside,
            SweepStarted when line > 0 => Tone.Aside,
            _ => Tone.Plain,
        };

    private void Tell(string line, Tone tone)
    {
        lock (_gate)
        {
            Write([(line, tone)]);
        }
    }

    /// <summary>Other programs have written to the terminal while this one was stopped.</summary>
    private void Leave()
    {
        lock (_gate)
        {
            _block.Leave();
        }
    }

    private async Task AddEarlierRunsAsync()
    {
        try
        {
            _best.AddEarlier(_readEarlierRuns is { } read ? await read() : []);
        }
        catch (ResultStoreException)
        {
            // The display then compares nothing; the sweep itself says what is wrong with its results.
        }
    }

    private async Task RefreshAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            lock (_gate)
            {
                Write([]);
            }

            await Task.Delay(RefreshInterval, _timeProvider, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Write(IReadOnlyList<(string Text, Tone Tone)> lines)
    {
        var width = _block.Width;
        var above = lines.SelectMany(line => CellText.Wrap(line.Text, width, Indent).Select(part => _colours.Paint(part, line.Tone)));
        if (_isShown)
        {
            _block.Write(above, _standing.Draw(_timeProvider.GetElapsedTime(_standingSince), width, _best.Describe(), _colours));
        }
        else if (lines.Count > 0)
        {
            _block.WriteLines(above);
        }
    }
}
