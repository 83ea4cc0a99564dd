using System.Globalization;
using ServeMulti.Statistics;

namespace ServeMulti.SearchLab;

/// <summary>Draws how well searches know what they know: below the share p of its belief the truth should lie in a share p of the
/// searches.</summary>
/// <remarks>The belief is read off the interval of 80 %, taken for a normal one of the logarithm of the load.</remarks>
internal static class Calibration
{
    private const double IntervalShare = 0.9;
    private const int Steps = 10;
    private const int Width = 50;

    /// <summary>Prints one line per tenth: what was believed, what was seen, and a bar with the believed share marked.</summary>
    public static void Print(TextWriter output, IEnumerable<SearchOutcome> outcomes)
    {
        double[] places = [.. outcomes.Select(FindPlace).OfType<double>()];
        if (places.Length == 0)
        {
            return;
        }

        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"calibration over {places.Length} searches: share of truths below each share of the belief (| marks where it should be)"
            )
        );
        for (var i = 1; i < Steps; i++)
        {
            var believed = (double)i / Steps;
            output.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"  {100 * believed, 3:0} %  {100 * SeenBelow(places, believed), 5:0.0} %  {Bar(SeenBelow(places, believed), believed)}"
                )
            );
        }
    }

    /// <summary>Returns the share of places below a share.</summary>
    internal static double SeenBelow(double[] places, double share) => (double)places.Count(place => place <= share) / places.Length;

    /// <summary>Returns which share of its belief a search puts below the truth; null where it has no interval with two ends.</summary>
    internal static double? FindPlace(SearchOutcome outcome)
    {
        if (
            outcome.Interval is not { } interval
            || !double.IsFinite(interval.High)
            || !(interval.Low > 0)
            || !(interval.High > interval.Low)
        )
        {
            return null;
        }

        var half = Math.Log(interval.High / interval.Low) / 2;
        var off = Math.Log(outcome.Truth / Math.Sqrt(interval.Low * interval.High));
        return Quantiles.NormalProbability(Quantiles.Normal(IntervalShare) * off / half);
    }

    private static string Bar(double seen, double believed)
    {
        char[] bar = [.. new string('#', (int)Math.Round(seen * Width)).PadRight(Width, '.')];
        bar[(int)Math.Round(believed * Width)] = '|';
        return new string(bar);
    }
}
