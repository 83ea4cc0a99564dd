namespace ServeMulti.Plotting.Figures;

/// <summary>Finds the Pareto frontier of points. Pure.</summary>
internal static class ParetoFrontier
{
    /// <summary>Values that differ by less are equal, because they are results of divisions.</summary>
    private const double Tolerance = 1e-9;

    /// <summary>Finds the frontier.</summary>
    /// <param name="points">The points; a point that is not finite is never on the frontier.</param>
    /// <param name="xHigherIsBetter">Whether higher x are better. The default is true.</param>
    /// <param name="yHigherIsBetter">Whether higher y are better. The default is true.</param>
    /// <returns>
    /// The indexes of the points on the frontier, ascending. A point is on it if no other point is at least as good in both values and
    /// better in one; points that are equal are on it together or not at all. Values of y within 1e-9 of each other are equal.
    /// </returns>
    public static IReadOnlyList<int> Find(
        IReadOnlyList<(double X, double Y)> points,
        bool xHigherIsBetter = true,
        bool yHigherIsBetter = true
    )
    {
        ArgumentNullException.ThrowIfNull(points);
        var (signX, signY) = (xHigherIsBetter ? 1 : -1, yHigherIsBetter ? 1 : -1);
        var byX = Enumerable
            .Range(0, points.Count)
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
