namespace ServeMulti.Sla;

/// <summary>How a search ended. Only the first five and <see cref="Unjudged"/> carry a load. <see cref="SearchText"/> has the words for people.</summary>
public enum SlaSearchOutcome
{
    /// <summary>The load meets the SLA and a slightly larger one misses one of its criteria.</summary>
    Bounded,

    /// <summary>The load meets the SLA; the server saturates before a criterion of the SLA binds.</summary>
    Capacity,

    /// <summary>The load meets the SLA; whether larger ones are sustained is unknown with so few prompts.</summary>
    TooShort,

    /// <summary>The largest load asked for meets the SLA: the answer is that load, and the true one lies at or above it.</summary>
    AboveRange,

    /// <summary>The budget ended first: the load is the best seen, perhaps with fewer runs behind it than asked for; null where none has passed.</summary>
    BudgetSpent,

    /// <summary>No load passes, down to the smallest of interest.</summary>
    NothingPasses,

    /// <summary>A limit from below, such as a throughput, is not reached at the largest load that meets the others.</summary>
    Infeasible,

    /// <summary>A run gave no measurement, so there is no answer.</summary>
    NotMeasured,

    /// <summary>The SLA is clearly missed at a load that was to be beaten, so that nothing more was searched for.</summary>
    Pruned,

    /// <summary>Whether rates are sustained is unknown, because results lack what shows it, so there is no answer; <see cref="SlaSearchResult.Problem"/> names the fields.</summary>
    SustainedUnknown,

    /// <summary>
    /// Two runs in a row could not judge a load: their client was the limit, or other tokens came than were asked for; <see cref="SlaSearchResult.Problem"/> says which. The load is what
    /// the runs before support, as if the budget had been spent; null where none has passed.
    /// </summary>
    Unjudged,
}
