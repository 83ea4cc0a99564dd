namespace ServeMulti.Sweeping;

/// <summary>How far a sweep has come.</summary>
/// <param name="TotalRuns">The number of planned runs. Of a search it is at first the most that it may take, and then what it is expected
/// to take, as far as its runs show.</param>
/// <param name="FinishedRuns">How many of them have a result, those of earlier sweeps of the experiment included.</param>
/// <param name="FailedRuns">How many of them failed in this sweep.</param>
/// <param name="Elapsed">The time since the sweep began.</param>
/// <param name="EstimatedTimeLeft">The time the rest should take, from the mean time per run of this sweep, server starts and resets
/// included; null before the first run has ended.</param>
public sealed record SweepProgress(int TotalRuns, int FinishedRuns, int FailedRuns, TimeSpan Elapsed, TimeSpan? EstimatedTimeLeft);
