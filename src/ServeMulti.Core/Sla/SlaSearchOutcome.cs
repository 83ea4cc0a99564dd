namespace ServeMulti.Sla;

/// <summary>How a search ended. Only the first five and <see cref="Unjudged"/> carry a load.</summary>
public enum SlaSearchOutcome
{
    /// <summary>The load meets the SLA and a slightly larger one misses one of its criteria.</summary>
    Bounded,

    /// <summary>The load meets the SLA; the server saturates before a criterion of the SLA is missed.</summary>
    Capacity,

    /// <summary>The load meets the SLA; whether larger ones are sustained is unknown with so few prompts.</summary>
    TooShort,

    /// <summary>The largest load of interest meets the SLA: the answer is that load, and the true one is at or above it.</summary>
    AboveRange,

    /// <summary>The budget ended first: the load is the best so far, perhaps with fewer runs than requested; null if none has
    /// passed.</summary>
    BudgetSpent,

    /// <summary>No load passes, down to the smallest of interest.</summary>
    NothingPasses,

    /// <summary>A limit from below, such as a throughput, is not reached at the largest load that meets the others.</summary>
    Infeasible,

    /// <summary>A run gave no measurement, so there is no answer.</summary>
    NotMeasured,

    /// <summary>The SLA is clearly missed at a load that was to be beaten, so that nothing more was searched for.</summary>
    Pruned,

    /// <summary>Whether rates are sustained is unknown, because results lack what shows it, so there is no answer;
    /// <see cref="SlaSearchResult.Problem"/> names the fields.</summary>
    SustainedUnknown,

    /// <summary>
    /// Two runs in a row could not judge a load: their client was the limit, or the token counts differ from those requested;
    /// <see cref="SlaSearchResult.Problem"/> says which. The load is what the runs before support, as if the budget had been spent; null if
    /// none has passed.
    /// </summary>
    Unjudged,
}
