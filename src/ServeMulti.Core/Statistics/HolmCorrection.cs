namespace ServeMulti.Statistics;

/// <summary>Corrects p-values for their number, so that the chance that any of them is wrong stays below the level (S. Holm, Scandinavian
/// Journal of Statistics 6, 1979).</summary>
internal static class HolmCorrection
{
    /// <summary>Returns the corrected p-values, in the order of the given ones.</summary>
    public static double[] Adjust(IReadOnlyList<double> values)
    {
        var adjusted = new double[values.Count];
        var largest = 0.0;
        foreach (
            var (index, rank) in Enumerable.Range(0, values.Count).OrderBy(index => values[index]).Select((index, rank) => (index, rank))
        )
        {
            adjusted[index] = largest = Math.Max(largest, Math.Min(1, (values.Count - rank) * values[index]));
        }

        return adjusted;
    }
}
