using ServeMulti.Benchmarking;

namespace ServeMulti.Sla;

/// <summary>One item of a search's progress.</summary>
/// <param name="ServiceLevel">The SLA that is searched for.</param>
public abstract record SlaSearchEvent(ServiceLevel ServiceLevel);

/// <summary>A run is about to begin.</summary>
/// <param name="ServiceLevel">The SLA that is searched for.</param>
/// <param name="Request">The run.</param>
public sealed record SlaRunStarting(ServiceLevel ServiceLevel, SlaRunRequest Request) : SlaSearchEvent(ServiceLevel);

/// <summary>A run gave a result.</summary>
/// <param name="ServiceLevel">The SLA that is searched for.</param>
/// <param name="Request">The run.</param>
/// <param name="Verdict">The verdict of this run alone: each criterion with its value and whether it is met.</param>
/// <param name="WasStored">Whether the run had been measured before.</param>
public sealed record SlaRunFinished(ServiceLevel ServiceLevel, SlaRunRequest Request, SlaVerdict Verdict, bool WasStored)
    : SlaSearchEvent(ServiceLevel)
{
    /// <summary>Gets about how many further runs this search needs, as far as its runs show; never more than its budget. It is null if it
    /// cannot be said.</summary>
    public int? RunsLeft { get; init; }
}

/// <summary>A run gave no result.</summary>
/// <param name="ServiceLevel">The SLA that is searched for.</param>
/// <param name="Request">The run.</param>
/// <param name="Failure">Why there is no result.</param>
/// <param name="IsTriedAgain">Whether the run is tried once more.</param>
public sealed record SlaRunFailed(ServiceLevel ServiceLevel, SlaRunRequest Request, BenchmarkFailure Failure, bool IsTriedAgain)
    : SlaSearchEvent(ServiceLevel);

/// <summary>The search has ended.</summary>
/// <param name="ServiceLevel">The SLA that was searched for.</param>
/// <param name="Result">What was found.</param>
public sealed record SlaSearchFinished(ServiceLevel ServiceLevel, SlaSearchResult Result) : SlaSearchEvent(ServiceLevel);
