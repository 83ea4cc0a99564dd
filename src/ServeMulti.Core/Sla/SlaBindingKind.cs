namespace ServeMulti.Sla;

/// <summary>The kind of thing that keeps a load from meeting an SLA.</summary>
public enum SlaBindingKind
{
    /// <summary>A criterion of the SLA does not hold.</summary>
    Criterion,

    /// <summary>The server did not keep up with the offered load.</summary>
    NotSustained,

    /// <summary>The run was too short to show whether the load is sustained.</summary>
    TooShort,

    /// <summary>The share of failed requests is above the limit.</summary>
    FailedRequests,

    /// <summary>Not one request was completed.</summary>
    NothingCompleted,
}
