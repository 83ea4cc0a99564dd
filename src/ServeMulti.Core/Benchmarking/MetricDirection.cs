namespace ServeMulti.Benchmarking;

/// <summary>Which values of a metric are better.</summary>
public enum MetricDirection
{
    /// <summary>It is not known, or neither way is better: a count, a setting, or the metric of a client that is not known.</summary>
    Unknown,

    /// <summary>Larger values are better, as for a throughput.</summary>
    HigherIsBetter,

    /// <summary>Smaller values are better, as for a latency.</summary>
    LowerIsBetter,
}
