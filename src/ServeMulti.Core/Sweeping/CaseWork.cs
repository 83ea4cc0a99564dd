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
}
