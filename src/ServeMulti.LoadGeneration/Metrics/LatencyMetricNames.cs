namespace ServeMulti.LoadGeneration.Metrics;

/// <summary>The short names of the latency metrics.</summary>
internal static class LatencyMetricNames
{
    private static readonly (LatencyMetric Metric, string Name)[] Names =
    [
        (LatencyMetric.TimeToFirstToken, "ttft"),
        (LatencyMetric.TimePerOutputToken, "tpot"),
        (LatencyMetric.InterTokenLatency, "itl"),
        (LatencyMetric.EndToEndLatency, "e2el"),
        (LatencyMetric.ClientQueueTime, "client_queue_time"),
        (LatencyMetric.EndToEndLatencyIncludingClientQueue, "e2el_including_client_queue"),
    ];

    public static string All => string.Join(", ", Names.Select(entry => entry.Name));

    public static string ToName(this LatencyMetric metric) => Array.Find(Names, entry => entry.Metric == metric).Name;

    public static bool TryParse(string name, out LatencyMetric metric)
    {
        var index = Array.FindIndex(Names, entry => entry.Name == name);
        metric = index < 0 ? default : Names[index].Metric;
        return index >= 0;
    }
}
