namespace ServeMulti.Sweeping;

/// <summary>A planned case, and what is left to do of it.</summary>
/// <param name="Planned">The planned case.</param>
/// <param name="FinishedRuns">The numbers of its runs that are finished already, ascending.</param>
public sealed record CaseWork(PlannedCase Planned, IReadOnlyList<int> FinishedRuns)
{
    /// <summary>Gets the numbers of the runs that are left to do, ascending.</summary>
    public IReadOnlyList<int> RemainingRuns { get; } = [.. Enumerable.Range(0, Planned.Runs).Except(FinishedRuns)];

    /// <summary>Gets whether nothing is left to do.</summary>
    public bool IsDone => RemainingRuns.Count == 0;

    /// <summary>Gets how many runs of a search or a scan are known to be stored.</summary>
    internal int StoredRuns { get; init; }

    /// <summary>Gets how many runs of the case are in the total of the sweep.</summary>
    internal int CountedRuns => Planned.Runs;
}
