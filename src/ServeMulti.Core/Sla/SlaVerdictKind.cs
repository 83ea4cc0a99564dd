namespace ServeMulti.Sla;

/// <summary>The kinds of verdicts on an SLA.</summary>
public enum SlaVerdictKind
{
    /// <summary>Every criterion holds, and no other rule excludes the load.</summary>
    Met,

    /// <summary>A criterion does not hold, requests failed, nothing was completed, or the load was not sustained.</summary>
    Missed,

    /// <summary>Not a measurement: no result, or a metric is missing or not finite.</summary>
    Invalid,
}
