namespace ServeMulti.Statistics;

/// <summary>Fits the non-decreasing sequence nearest to weighted values (least squares), by pooling adjacent violators.</summary>
/// <remarks>Source: Barlow, Bartholomew, Bremner and Brunk, Statistical Inference under Order Restrictions, 1972.</remarks>
internal static class MonotoneFit
{
    /// <summary>Replaces values by the fit, in place.</summary>
    /// <param name="values">The values, in the order of what they depend on.</param>
    /// <param name="weights">The weight of each value, above 0.</param>
    public static void Fit(Span<double> values, ReadOnlySpan<double> weights)
    {
        var means = values.Length <= 64 ? stackalloc double[values.Length] : new double[values.Length];
        var masses = values.Length <= 64 ? stackalloc double[values.Length] : new double[values.Length];
        var ends = values.Length <= 64 ? stackalloc int[values.Length] : new int[values.Length];
        var blocks = 0;
        for (var i = 0; i < values.Length; i++)
        {
            (means[blocks], masses[blocks], ends[blocks]) = (values[i], weights[i], i + 1);
            blocks++;
            while (blocks > 1 && means[blocks - 2] > means[blocks - 1])
            {
                var mass = masses[blocks - 2] + masses[blocks - 1];
                means[blocks - 2] = ((means[blocks - 2] * masses[blocks - 2]) + (means[blocks - 1] * masses[blocks - 1])) / mass;
                (masses[blocks - 2], ends[blocks - 2]) = (mass, ends[blocks - 1]);
                blocks--;
            }
        }

        for (int block = 0, i = 0; block < blocks; block++)
        {
            for (; i < ends[block]; i++)
            {
                values[i] = means[block];
            }
        }
    }
}
