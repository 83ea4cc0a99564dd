namespace ServeMulti.Sla;

/// <summary>What a search measured at one load.</summary>
/// <param name="Load">The load.</param>
/// <param name="Verdict">What all runs that count say of this load; it agrees with the bracket of the answer.</param>
/// <param name="Runs">Every run at this load, in order.</param>
public sealed record SlaProbe(double Load, SlaVerdict Verdict, IReadOnlyList<SlaProbeRun> Runs)
{
    /// <summary>Gets whether the runs at this load alone say otherwise: runs at loads beside it outweigh them.</summary>
    public bool IsOverruled { get; init; }
}

/// <summary>One run of a search.</summary>
/// <param name="RunNumber">The number of the run at its load, from 0.</param>
/// <param name="Prompts">The requests that were sent.</param>
/// <param name="Counts">Whether the run was evidence; a burst, a run that was too short and was repeated, or one that cannot judge its server, is not.</param>
/// <param name="Throughput">The achieved throughput in req/s; NaN where it is not known.</param>
/// <param name="Checks">Every criterion with its value in this run.</param>
public sealed record SlaProbeRun(int RunNumber, int Prompts, bool Counts, double Throughput, IReadOnlyList<CriterionCheck> Checks)
{
    /// <summary>Gets why the run says nothing of the server, as one line; null where it does.</summary>
    public string? Problem { get; init; }
}
