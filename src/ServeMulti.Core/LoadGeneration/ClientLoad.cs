using ServeMulti.Benchmarking;

namespace ServeMulti.LoadGeneration;

/// <summary>What the load generator itself cost during a run, and whether it distorted what it measured. Immutable.</summary>
public sealed record ClientLoad
{
    // Above this share of all processors the client competes with itself: what it reads waits for it.
    private const double HighProcessorShare = 0.9;

    // A lag counts as distortion only where it can be seen: beyond 10 ms and beyond a tenth of what is measured.
    private const double SmallestDelayMs = 10;
    private const double LargestRelativeDelay = 0.1;

    /// <summary>Gets the processor time of this process during the run, as a share of all processors of the machine; from 0 to 1.</summary>
    public double ProcessorShare { get; init; }

    /// <summary>Gets how long work of this process waited for a thread, such as the reading of an answer that has arrived; sampled.</summary>
    public LatencyDistribution DispatchDelay { get; init; } = LatencyDistribution.Empty;

    /// <summary>Tells whether the client was the bottleneck of a run: out of processor time, files or ports, or late by more than a tenth of what it measured.</summary>
    /// <param name="metrics">What the run measured.</param>
    public bool IsBottleneckOf(BenchmarkMetrics metrics)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        var tolerable = Math.Max(SmallestDelayMs, LargestRelativeDelay * metrics[LatencyMetric.EndToEndLatency].MedianMs);
        return metrics.Failures.Any(reason => reason.Key == RunRemarks.ClientLimit)
            || ProcessorShare > HighProcessorShare || metrics.SendLag.PercentileMs(99) > tolerable || DispatchDelay.PercentileMs(99) > tolerable;
    }
}
