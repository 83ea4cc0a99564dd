namespace ServeMulti.Sweeping;

/// <summary>What a load scan measured for one case.</summary>
/// <param name="Case">The case.</param>
/// <param name="Levels">The levels that have a result, from one request at a time to all at once.</param>
/// <param name="IsComplete">Whether every run of every level has a result.</param>
public sealed record CaseScan(PlannedCase Case, IReadOnlyList<ScannedLevel> Levels, bool IsComplete)
{
    /// <summary>Gets why the levels between the first two could not be chosen, as one line; null where they could be chosen.</summary>
    public string? Problem { get; init; }
}
