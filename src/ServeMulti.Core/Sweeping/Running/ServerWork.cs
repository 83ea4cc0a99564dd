namespace ServeMulti.Sweeping;

/// <summary>A planned server, and what is left to do of its cases.</summary>
/// <param name="Planned">The planned server.</param>
/// <param name="Cases">Its cases, in the order of the plan.</param>
internal sealed record ServerWork(PlannedServer Planned, IReadOnlyList<CaseWork> Cases)
{
    /// <summary>Gets whether nothing is left to do, so that the server need not be started.</summary>
    public bool IsDone { get; } = Cases.All(work => work.IsDone);
}
