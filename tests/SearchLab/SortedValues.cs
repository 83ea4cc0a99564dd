namespace ServeMulti.SearchLab;

/// <summary>Reads figures off sorted values.</summary>
internal static class SortedValues
{
    /// <summary>Returns the value below which a share of the values lies, interpolated between neighbours.</summary>
    public static double Quantile(ReadOnlySpan<double> sorted, double probability)
    {
        var at = probability * (sorted.Length - 1);
        var below = (int)at;
        return below >= sorted.Length - 1 ? sorted[^1] : sorted[below] + ((at - below) * (sorted[below + 1] - sorted[below]));
    }
}
