namespace ServeMulti.Sla;

/// <summary>What runs say of an SLA.</summary>
public enum SlaVerdictKind
{
    /// <summary>Every criterion holds, and nothing else speaks against the load.</summary>
    Met,

    /// <summary>A criterion does not hold, requests failed, nothing was completed, or the load was not sustained.</summary>
    Missed,

    /// <summary>Not a measurement: no result, or a metric is missing or not finite.</summary>
    Invalid,
}
