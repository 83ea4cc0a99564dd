namespace ServeMulti.Plotting.Figures;

/// <summary>Finds the points that no other point beats in both directions. Pure.</summary>
public static class ParetoFrontier
{
    /// <summary>Values that differ by less are equal: they come from divisions.</summary>
    private const double Tolerance = 1e-9;

    /// <summary>Finds the frontier.</summary>
    /// <param name="points">The points; those that are not finite are on no frontier.</param>
    /// <param name="xHigherIsBetter">Whether larger x are better. The default is true.</param>
    /// <param name="yHigherIsBetter">Whether larger y are better. The default is true.</param>
    /// <returns>
    /// The places of the points that are kept, ascending. A point is kept where no other is at least as good in both values and better in one; points
    /// that are equal are kept or dropped together. Values of y within 1e-9 of each other count as equal.
    /// </returns>
    public static IReadOnlyList<int> Find(IReadOnlyList<(double X, double Y)> points, bool xHigherIsBetter = true, bool yHigherIsBetter = true)
    {
        ArgumentNullException.ThrowIfNull(points);
        var (signX, signY) = (xHigherIsBetter ? 1 : -1, yHigherIsBetter ? 1 : -1);
        var byX = Enumerable.Range(0, points.Count)
            .Where(index => double.IsFinite(points[index].X) && double.IsFinite(points[index].Y))
            .GroupBy(index => signX * points[index].X)
            .OrderByDescending(group => group.Key);
        var kept = new List<int>();
        var best = double.NegativeInfinity;
        foreach (var group in byX)
        {
            var top = group.Max(index => signY * points[index].Y);
            if (top > best + Tolerance)
            {
                kept.AddRange(group.Where(index => signY * points[index].Y >= top - Tolerance));
                best = top;
            }
        }

        kept.Sort();
        return kept;
    }
}
