using ServeMulti.Benchmarking;

namespace ServeMulti.LoadGeneration.Metrics;

/// <summary>What the load generator itself cost during a run, and whether it distorted what it measured. Immutable.</summary>
internal sealed record ClientLoad
{
    // Above this share of all processors the client competes with itself: what it reads waits for it.
    private const double HighProcessorShare = 0.9;

    /// <summary>Gets the processor time of this process during the run, as a share of all processors of the machine; from 0 to 1.</summary>
    public double ProcessorShare { get; init; }

    /// <summary>Gets how long work of this process waited for a thread, such as the reading of an answer that has arrived;
    /// sampled.</summary>
    public LatencyDistribution DispatchDelay { get; init; } = LatencyDistribution.Empty;

    /// <summary>Gets the dispatch delay that lasted, in milliseconds: the median over ten parts of the run of each part's 99th percentile.
    /// A single hiccup does not move it.</summary>
    public double SteadyDispatchDelayMs { get; init; }

    /// <summary>Returns whether the client was the bottleneck of a run: out of processor time, files or ports, steadily late beside what it
    /// measured, or later and later.</summary>
    /// <remarks>
    /// Like is compared with like: the steady send lag and dispatch delay, 99th percentiles of their parts, with a tenth of the 99th
    /// percentile of the end-to-end latency, and the growth of the send lag, which every request has, with a tenth of the median. Delays of
    /// up to 10 ms are the granularity of schedulers and count for nothing.
    /// </remarks>
    /// <param name="metrics">What the run measured.</param>
    public bool IsBottleneckOf(BenchmarkMetrics metrics)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        var latency = metrics[LatencyMetric.EndToEndLatency];
        var tolerable = ClientDelay.Tolerable(latency.PercentileMs(99));
        return metrics.Failures.Any(reason => reason.Key == RunRemarks.ClientLimit)
            || ProcessorShare > HighProcessorShare
            || metrics.SteadySendLagMs > tolerable
            || SteadyDispatchDelayMs > tolerable
            || metrics.SendLagGrowthMs > ClientDelay.Tolerable(latency.MedianMs);
    }
}
