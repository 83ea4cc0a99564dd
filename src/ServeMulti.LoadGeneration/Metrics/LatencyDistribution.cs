namespace ServeMulti.LoadGeneration.Metrics;

/// <summary>How a set of latencies is distributed; all values are in milliseconds. Immutable.</summary>
/// <remarks>
/// Percentiles interpolate linearly between the two nearest ranks (rank = p/100 * (n - 1)) and the standard deviation is that of the
/// population, as numpy has them. An empty set answers 0 to everything.
/// </remarks>
internal sealed class LatencyDistribution
{
    private readonly IQuantiles _quantiles;

    internal LatencyDistribution(long count, double mean, double standardDeviation, double max, IQuantiles quantiles)
    {
        Count = count;
        MeanMs = mean;
        StandardDeviationMs = standardDeviation;
        MaxMs = max;
        _quantiles = quantiles;
    }

    /// <summary>Gets the distribution of no values.</summary>
    public static LatencyDistribution Empty { get; } = new LatencySample().ToDistribution();

    /// <summary>Gets the number of values.</summary>
    public long Count { get; }

    /// <summary>Gets the arithmetic mean.</summary>
    public double MeanMs { get; }

    /// <summary>Gets the median.</summary>
    public double MedianMs => PercentileMs(50);

    /// <summary>Gets the standard deviation of the population.</summary>
    public double StandardDeviationMs { get; }

    /// <summary>Gets the largest value.</summary>
    public double MaxMs { get; }

    /// <summary>Creates the distribution of a set of latencies.</summary>
    /// <param name="latencies">The latencies, in any order.</param>
    public static LatencyDistribution From(IEnumerable<TimeSpan> latencies)
    {
        ArgumentNullException.ThrowIfNull(latencies);
        var sample = new LatencySample();
        foreach (var latency in latencies)
        {
            sample.Add(latency);
        }

        return sample.ToDistribution();
    }

    /// <summary>Returns a percentile.</summary>
    /// <param name="percentile">Which, from 0 to 100.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="percentile"/> is not between 0 and 100.</exception>
    public double PercentileMs(double percentile)
    {
        if (!(percentile >= 0 && percentile <= 100))
        {
            throw new ArgumentOutOfRangeException(nameof(percentile), percentile, "A percentile lies between 0 and 100.");
        }

        return Count == 0 ? 0 : _quantiles.At(percentile / 100 * (Count - 1));
    }
}
