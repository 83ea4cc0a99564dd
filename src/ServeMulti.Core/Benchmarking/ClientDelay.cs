namespace ServeMulti.Benchmarking;

/// <summary>How late a load generator may be without its figures being its own.</summary>
internal static class ClientDelay
{
    /// <summary>A thread that wakes up on a busy machine waits for the one that runs: some milliseconds on Linux. Delays of so many
    /// milliseconds limit no measurement.</summary>
    private const double Granularity = 10;

    /// <summary>What changes a latency by less than a tenth changes no verdict that the noise of runs would not change as well.</summary>
    private const double LargestShare = 0.1;

    /// <summary>Returns the longest delay, in milliseconds, that is small beside a latency.</summary>
    public static double Tolerable(double latencyMs) => Math.Max(Granularity, LargestShare * latencyMs);
}
