using ServeMulti.Statistics;

namespace ServeMulti.LoadGeneration.Arrivals;

/// <summary>When the requests of a run are to be sent, as offsets from the start of the sending. Pure: the same input gives the same
/// schedule.</summary>
/// <remarks>
/// As <c>vllm bench serve</c>: the gaps are drawn up front and added up, so that the first request waits its gap too; then all offsets are
/// scaled so that the last one is the number of requests divided by the rate. A ramp is not scaled.
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
        return [.. Enumerate(count, requestsPerSecond, burstiness, seed)];
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
        return [.. Enumerate(count, rampUp, burstiness, seed)];
    }

    /// <summary>Draws the schedule of a steady rate one by one: the gaps are drawn twice, first for their sum, so that none has to be
    /// kept.</summary>
    internal static IEnumerable<TimeSpan> Enumerate(int count, double requestsPerSecond, double burstiness, int seed)
    {
        var last = AddUp(count, _ => requestsPerSecond, burstiness, seed).LastOrDefault();
        var factor = last > 0 ? count / requestsPerSecond / last : 1;
        return AddUp(count, _ => requestsPerSecond, burstiness, seed).Select(offset => ToOffset(offset * factor));
    }

    /// <summary>Draws the schedule of a rate that moves one by one.</summary>
    internal static IEnumerable<TimeSpan> Enumerate(int count, RampUp rampUp, double burstiness, int seed) =>
        AddUp(count, index => rampUp.RateAt(count > 1 ? index / (double)(count - 1) : 0), burstiness, seed).Select(ToOffset);

    private static IEnumerable<double> AddUp(int count, Func<int, double> rateOf, double burstiness, int seed)
    {
        var arrivals = new RandomArrivals(seed);
        var offset = 0.0;
        for (var i = 0; i < count; i++)
        {
            offset += arrivals.NextGap(rateOf(i), burstiness);
            yield return offset;
        }
    }

    private static TimeSpan ToOffset(double seconds) =>
        seconds < TimeSpan.MaxValue.TotalSeconds ? TimeSpan.FromSeconds(seconds) : TimeSpan.MaxValue;

    private static void ThrowIfNotAboveZero(double value, string name)
    {
        if (!(value > 0))
        {
            throw new ArgumentOutOfRangeException(name, value, "The value must be above 0.");
        }
    }
}
