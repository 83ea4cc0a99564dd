namespace ServeMulti.Benchmarking;

/// <summary>What is known, before a benchmark runs, of a metric in its result.</summary>
internal enum MetricForecast
{
    /// <summary>Nothing is known: a command or a metric of somebody else's.</summary>
    Unknown,

    /// <summary>The result will hold the metric.</summary>
    Written,

    /// <summary>The result will not hold the metric, or only as null.</summary>
    NotWritten,
}
