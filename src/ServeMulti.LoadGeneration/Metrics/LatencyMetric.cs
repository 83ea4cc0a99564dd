namespace ServeMulti.LoadGeneration.Metrics;

/// <summary>The latencies that a result can describe, under the names of <c>vllm bench serve --percentile-metrics</c>.</summary>
public enum LatencyMetric
{
    /// <summary><c>ttft</c>: from the sending to the first token.</summary>
    TimeToFirstToken,

    /// <summary><c>tpot</c>: the mean time per token after the first, per request; requests with fewer than two tokens have none.</summary>
    TimePerOutputToken,

    /// <summary><c>itl</c>: between neighbouring tokens.</summary>
    InterTokenLatency,

    /// <summary><c>e2el</c>: from the sending to the last token.</summary>
    EndToEndLatency,

    /// <summary><c>client_queue_time</c>: how long a limit on the requests in flight held a request back.</summary>
    ClientQueueTime,

    /// <summary><c>e2el_including_client_queue</c>: from the schedule's instant to the last token.</summary>
    EndToEndLatencyIncludingClientQueue,
}
