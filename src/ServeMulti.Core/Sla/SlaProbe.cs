namespace ServeMulti.Sla;

/// <summary>What a search measured at one load.</summary>
/// <param name="Load">The load.</param>
/// <param name="Verdict">The verdict of all runs that count at this load; it is consistent with the bracket of the answer.</param>
/// <param name="Runs">Every run at this load, in order.</param>
public sealed record SlaProbe(double Load, SlaVerdict Verdict, IReadOnlyList<SlaProbeRun> Runs)
{
    /// <summary>Gets whether the runs at this load alone would give another verdict: runs at nearby loads outweigh them.</summary>
    public bool IsOverruled { get; init; }
}

/// <summary>One run of a search.</summary>
/// <param name="RunNumber">The number of the run at its load, from 0.</param>
/// <param name="Prompts">The requests that were sent.</param>
/// <param name="Counts">Whether the run was evidence; a burst, a run that was too short and was repeated, or one that cannot judge its
/// server, is not.</param>
/// <param name="Throughput">The achieved throughput in req/s; NaN if it is not known.</param>
/// <param name="Checks">Every criterion with its value in this run.</param>
public sealed record SlaProbeRun(int RunNumber, int Prompts, bool Counts, double Throughput, IReadOnlyList<CriterionCheck> Checks)
{
    /// <summary>Gets why the run cannot judge the server, as one line; null if it can.</summary>
    public string? Problem { get; init; }
}
