namespace ServeMulti.Sweeping;

/// <summary>A planned case, and what is left to do of it.</summary>
/// <param name="Planned">The planned case.</param>
/// <param name="FinishedRuns">The numbers of its runs that are finished already, ascending; in a search or a load scan, which number the
/// runs of each load, one number for each.</param>
internal sealed record CaseWork(PlannedCase Planned, IReadOnlyList<int> FinishedRuns)
{
    /// <summary>Gets the numbers of the runs that are left to do, ascending; in a search or a load scan one number for each run that it may
    /// still take.</summary>
    public IReadOnlyList<int> RemainingRuns { get; private init; } =
        FinishedRuns.Count == 0 ? [.. Enumerable.Range(0, Planned.Runs)] : [.. Enumerable.Range(0, Planned.Runs).Except(FinishedRuns)];

    /// <summary>Gets whether nothing is left to do.</summary>
    public bool IsDone => RemainingRuns.Count == 0;

    /// <summary>Gets how many of the runs that count are finished; runs beyond those of the plan do not.</summary>
    internal int FinishedCount { get; private init; } = FinishedRuns.Distinct().Count(run => run >= 0 && run < Planned.Runs);

    /// <summary>Gets how many runs of the case are in the total of the sweep: those that are finished and those that are left.</summary>
    internal int CountedRuns => FinishedCount + RemainingRuns.Count;

    /// <summary>Gets the runs of a search or a scan that are known before anything starts, in their order; null in a plain sweep, where all
    /// are.</summary>
    internal IReadOnlyList<ReplayedRun>? ReplayedRuns { get; private init; }

    /// <summary>Makes the work of a search or a scan from what its stored runs show.</summary>
    /// <param name="planned">The planned case.</param>
    /// <param name="storedRuns">The stored runs that count.</param>
    /// <param name="isDone">Whether it needs no other run.</param>
    /// <param name="replayedRuns">The runs that are known.</param>
    internal static CaseWork Replayed(PlannedCase planned, int storedRuns, bool isDone, IReadOnlyList<ReplayedRun> replayedRuns) =>
        new(planned, [.. Enumerable.Range(0, storedRuns)])
        {
            ReplayedRuns = replayedRuns,
            FinishedCount = storedRuns,
            RemainingRuns = isDone ? [] : [.. Enumerable.Range(storedRuns, Math.Max(1, planned.Runs - storedRuns))],
        };
}
