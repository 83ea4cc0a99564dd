namespace ServeMulti.Benchmarking;

/// <summary>The keys of a result that the library itself reads or sets, as <c>vllm bench serve</c> names them. What else clients write is
/// in <see cref="MetricTable"/> and <see cref="ClientMetrics"/>.</summary>
internal static class ResultKeys
{
    public const string NumPrompts = "num_prompts";
    public const string Completed = "completed";
    public const string Failed = "failed";

    /// <summary>Seconds.</summary>
    public const string Duration = "duration";

    /// <summary>Requests per second.</summary>
    public const string RequestThroughput = "request_throughput";
    public const string MeanEndToEndLatency = "mean_e2el_ms";

    /// <summary>Requests per second.</summary>
    public const string RequestRate = "request_rate";

    /// <summary>Requests in flight.</summary>
    public const string MaxConcurrency = "max_concurrency";
}
