namespace ServeMulti.Sla;

/// <summary>How a <see cref="ThresholdCriterion"/> compares a metric with its target.</summary>
public enum ThresholdOperator
{
    /// <summary><c>&lt;=</c>: the value is at most the target.</summary>
    AtMost,

    /// <summary><c>&gt;=</c>: the value is at least the target.</summary>
    AtLeast,

    /// <summary><c>&lt;</c>: the value is below the target.</summary>
    Below,

    /// <summary><c>&gt;</c>: the value is above the target.</summary>
    Above,
}
