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
    private int _plannedOfCase;
    private int _expectedOfCase;
    private int _plannedOfEnded;
    private int _usedOfEnded;

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

    /// <summary>Gets the number of runs that were finished and are not any more.</summary>
    public int LostRuns { get; private set; }

    /// <summary>Counts runs that were finished, before this sweep or in it, and turned out to be damaged.</summary>
    public void CountLost(int runs)
    {
        LostRuns += runs;
        var earlier = Math.Min(runs, _earlierRuns);
        _earlierRuns -= earlier;
        _executed -= Math.Min(runs - earlier, _executed);
    }

    /// <summary>Counts a run that a search or a scan took from the store.</summary>
    /// <param name="isKnown">Whether it was counted before the sweep began.</param>
    public void CountStored(bool isKnown) => _earlierRuns += isKnown ? 0 : 1;

    /// <summary>Sets how many of its planned runs the search in progress is expected to make; the searches to come are taken to be
    /// alike.</summary>
    /// <param name="planned">The most runs that the case may take.</param>
    /// <param name="expected">The runs that it will probably have taken at its end.</param>
    public void Foresee(int planned, int expected) => (_plannedOfCase, _expectedOfCase) = (planned, Math.Min(planned, expected));

    /// <summary>Takes runs that a search or a scan could have made, but did not need, out of the total.</summary>
    /// <param name="planned">The most runs that the case could take.</param>
    /// <param name="used">The runs that it took.</param>
    public void ReleaseUnused(int planned, int used)
    {
        _totalRuns -= planned - used;
        _plannedOfEnded += planned;
        _usedOfEnded += used;
        (_plannedOfCase, _expectedOfCase) = (0, 0);
    }

    public void Report(Func<SweepProgress, SweepEvent> makeEvent) => _progress?.Report(makeEvent(Snapshot()));

    private SweepProgress Snapshot()
    {
        var elapsed = Elapsed;
        var ended = _executed + _failed;
        var total = Math.Max(_totalRuns - FindSpare(), _earlierRuns + ended);
        TimeSpan? estimate = ended == 0 ? null : elapsed / ended * (total - _earlierRuns - ended);
        return new SweepProgress(total, _earlierRuns + _executed, _failed, elapsed, estimate);
    }

    /// <summary>Returns how many planned runs searches will probably not make: the one in progress by what it knows, those to come at the
    /// rate of those so far.</summary>
    private int FindSpare()
    {
        var planned = _plannedOfEnded + _plannedOfCase;
        if (planned == 0)
        {
            return 0;
        }

        var toCome = Math.Max(0, _totalRuns - _usedOfEnded - _plannedOfCase);
        return _plannedOfCase - _expectedOfCase + (int)(toCome * (1 - ((double)(_usedOfEnded + _expectedOfCase) / planned)));
    }
}
