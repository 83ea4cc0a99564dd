using ServeMulti.Comparing;
using ServeMulti.Results;

namespace ServeMulti.Sweeping;

/// <summary>What an <see cref="AlternatingSweep"/> found. Immutable.</summary>
/// <param name="Location">The folder of the A/B.</param>
/// <param name="Comparison">What the runs say; inconclusive where the budget was spent; null where too few runs finished.</param>
/// <param name="Runs">The number of runs of each case, of both sides together.</param>
public sealed record AlternatingSweepResult(string Location, ExperimentComparison? Comparison, int Runs)
{
    /// <summary>Gets whether the A/B came to its end: a verdict, or the budget. A run that failed ends it before.</summary>
    public bool IsComplete { get; init; } = true;

    /// <summary>Gets the runs that failed.</summary>
    public IReadOnlyList<FailedRun> Failures { get; init; } = [];
}
