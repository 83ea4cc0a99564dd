namespace ServeMulti.Sla;

/// <summary>What a search measured at one load.</summary>
/// <param name="Load">The load.</param>
/// <param name="Verdict">What the runs that count say together.</param>
/// <param name="Runs">Every run at this load, in order.</param>
public sealed record SlaProbe(double Load, SlaVerdict Verdict, IReadOnlyList<SlaProbeRun> Runs);

/// <summary>One run of a search.</summary>
/// <param name="RunNumber">The number of the run at its load, from 0.</param>
/// <param name="Prompts">The requests that were sent.</param>
/// <param name="Counts">Whether the run was evidence; a burst, or a run that was too short and was repeated, is not.</param>
/// <param name="Throughput">The achieved throughput in req/s; NaN where it is not known.</param>
/// <param name="Checks">Every criterion with its value in this run.</param>
public sealed record SlaProbeRun(int RunNumber, int Prompts, bool Counts, double Throughput, IReadOnlyList<CriterionCheck> Checks);
