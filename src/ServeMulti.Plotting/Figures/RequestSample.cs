using ServeMulti.Plotting.Runs;

namespace ServeMulti.Plotting.Figures;

/// <summary>The requests of one case, for distributions and courses.</summary>
/// <param name="Name">The name of the case among those of its figure.</param>
/// <param name="Runs">The times of the requests, by run.</param>
internal sealed record RequestSample(string Name, IReadOnlyList<RequestTimes> Runs);

/// <summary>The points of a cumulative distribution.</summary>
internal static class Quantiles
{
    private const int MostPoints = 500;
    private const int TailPoints = 100;

    /// <summary>Returns at most 500 points of the distribution of values: each value with the share of values that are not larger. A fifth
    /// of them are in the last hundredth, where percentiles such as p99.9 are.</summary>
    public static IReadOnlyList<(double Value, double Share)> Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Where(value => double.IsFinite(value) && value >= 0).Order()];
        if (sorted.Length <= MostPoints)
        {
            return [.. sorted.Select((value, index) => (value, (index + 1.0) / sorted.Length))];
        }

        const int Body = MostPoints - TailPoints;
        return
        [
            .. Enumerable
                .Range(1, Body)
                .Select(step => 0.99 * step / Body)
                .Concat(Enumerable.Range(1, TailPoints).Select(step => 0.99 + (0.01 * step / TailPoints)))
                .Select(share => Math.Clamp((int)Math.Ceiling(share * sorted.Length), 1, sorted.Length))
                .Distinct()
                .Select(rank => (sorted[rank - 1], (double)rank / sorted.Length)),
        ];
    }
}
