namespace ServeMulti.Plotting.Figures;

/// <summary>Separates a burst, a load so high that it means "all at once", from the other loads.</summary>
internal static class Burst
{
    private const double Jump = 20;

    /// <summary>Returns the smallest load that is a burst: the first load above 20 times the next lower one; infinite if there is
    /// none.</summary>
    public static double FindStart(IEnumerable<double> loads)
    {
        double[] sorted = [.. loads.Where(load => double.IsFinite(load) && load > 0).Distinct().Order()];
        // With only two loads it is not clear which one is unusual.
        for (var index = 2; index < sorted.Length; index++)
        {
            if (sorted[index] > Jump * sorted[index - 1])
            {
                return sorted[index];
            }
        }

        return double.PositiveInfinity;
    }

    /// <summary>Describes the loads that are not shown; empty if all are shown.</summary>
    public static string Describe(IEnumerable<double> loads, double start) =>
        loads.Where(load => load >= start).Distinct().Order().Select(NumberText.Short).ToArray() is { Length: > 0 } beyond
            ? $"not shown: {string.Join(", ", beyond)} (all at once)"
            : "";
}
