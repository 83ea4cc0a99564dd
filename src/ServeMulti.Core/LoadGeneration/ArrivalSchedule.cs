using ServeMulti.Statistics;

namespace ServeMulti.LoadGeneration;

/// <summary>When the requests of a run are to be sent, as offsets from the start of the sending. Pure: the same input gives the same schedule.</summary>
/// <remarks>
/// As <c>vllm bench serve</c>: the gaps are drawn up front and added up, so that the first request waits its gap too; then all offsets are scaled so
/// that the last one is the number of requests divided by the rate. A ramp is not scaled.
/// </remarks>
public static class ArrivalSchedule
{
    /// <summary>Draws the schedule of a steady rate.</summary>
    /// <param name="count">The number of requests; 0 or more.</param>
    /// <param name="requestsPerSecond">The rate, above 0; infinite: every request at once.</param>
    /// <param name="burstiness">The shape of the gamma distributed gaps, above 0: 1 is a Poisson process, infinite a constant gap.</param>
    /// <param name="seed">Where the draws begin.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range.</exception>
    public static IReadOnlyList<TimeSpan> Draw(int count, double requestsPerSecond, double burstiness = 1, int seed = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ThrowIfNotAboveZero(requestsPerSecond, nameof(requestsPerSecond));
        ThrowIfNotAboveZero(burstiness, nameof(burstiness));
        var offsets = AddUp(count, _ => requestsPerSecond, burstiness, seed);
        if (count > 0 && offsets[^1] > 0)
        {
            var factor = count / requestsPerSecond / offsets[^1];
            for (var i = 0; i < count; i++)
            {
                offsets[i] *= factor;
            }
        }

        return ToOffsets(offsets);
    }

    /// <summary>Draws the schedule of a rate that moves.</summary>
    /// <param name="count">The number of requests; 0 or more.</param>
    /// <param name="rampUp">How the rate moves from the first to the last request.</param>
    /// <param name="burstiness">The shape of the gamma distributed gaps, above 0: 1 is a Poisson process, infinite a constant gap.</param>
    /// <param name="seed">Where the draws begin.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range.</exception>
    public static IReadOnlyList<TimeSpan> Draw(int count, RampUp rampUp, double burstiness = 1, int seed = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentNullException.ThrowIfNull(rampUp);
        ThrowIfNotAboveZero(burstiness, nameof(burstiness));
        return ToOffsets(AddUp(count, index => rampUp.RateAt(count > 1 ? index / (double)(count - 1) : 0), burstiness, seed));
    }

    private static double[] AddUp(int count, Func<int, double> rateOf, double burstiness, int seed)
    {
        var arrivals = new RandomArrivals(seed);
        var offsets = new double[count];
        var offset = 0.0;
        for (var i = 0; i < count; i++)
        {
            offset += arrivals.NextGap(rateOf(i), burstiness);
            offsets[i] = offset;
        }

        return offsets;
    }

    private static TimeSpan[] ToOffsets(double[] seconds) =>
        Array.ConvertAll(seconds, offset => offset < TimeSpan.MaxValue.TotalSeconds ? TimeSpan.FromSeconds(offset) : TimeSpan.MaxValue);

    private static void ThrowIfNotAboveZero(double value, string name)
    {
        if (!(value > 0))
        {
            throw new ArgumentOutOfRangeException(name, value, "The value must be above 0.");
        }
    }
}
