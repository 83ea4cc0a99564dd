namespace ServeMulti.Sweeping;

/// <summary>Counts runs, estimates the time left and hands events to the host.</summary>
internal sealed class ProgressTracker
{
    private readonly TimeProvider _timeProvider;
    private readonly IProgress<SweepEvent>? _progress;
    private readonly long _start;
    private int _totalRuns;
    private int _earlierRuns;
    private int _executed;
    private int _failed;

    public ProgressTracker(int totalRuns, int earlierRuns, TimeProvider timeProvider, IProgress<SweepEvent>? progress)
    {
        _totalRuns = totalRuns;
        _earlierRuns = earlierRuns;
        _timeProvider = timeProvider;
        _progress = progress;
        _start = timeProvider.GetTimestamp();
    }

    public int ExecutedRuns => _executed;

    public int EarlierRuns => _earlierRuns;

    public TimeSpan Elapsed => _timeProvider.GetElapsedTime(_start);

    public void CountFinished() => _executed++;

    public void CountFailed() => _failed++;

    /// <summary>Counts a run that a search or a scan took from the store.</summary>
    /// <param name="isKnown">Whether it was counted before the sweep began.</param>
    public void CountStored(bool isKnown) => _earlierRuns += isKnown ? 0 : 1;

    /// <summary>Takes runs that a search or a scan could have made, but did not need, out of the total.</summary>
    public void ReleaseUnused(int runs) => _totalRuns -= runs;

    public void Report(Func<SweepProgress, SweepEvent> makeEvent) => _progress?.Report(makeEvent(Snapshot()));

    private SweepProgress Snapshot()
    {
        var elapsed = Elapsed;
        var ended = _executed + _failed;
        var left = _totalRuns - _earlierRuns - ended;
        TimeSpan? estimate = ended == 0 ? null : elapsed / ended * left;
        return new SweepProgress(_totalRuns, _earlierRuns + _executed, _failed, elapsed, estimate);
    }
}
