namespace ServeMulti.Plotting.Figures;

/// <summary>Tells the burst, a load so high that it means "all at once", from loads that belong together.</summary>
internal static class Burst
{
    private const double Jump = 20;

    /// <summary>Finds where bursts begin: the first load above 20 times the next lower one; infinite where there is none.</summary>
    public static double FindStart(IEnumerable<double> loads)
    {
        double[] sorted = [.. loads.Where(load => double.IsFinite(load) && load > 0).Distinct().Order()];
        // Two loads alone say nothing of which one is odd.
        for (var index = 2; index < sorted.Length; index++)
        {
            if (sorted[index] > Jump * sorted[index - 1])
            {
                return sorted[index];
            }
        }

        return double.PositiveInfinity;
    }

    /// <summary>Says which loads are not shown; empty where all are.</summary>
    public static string Describe(IEnumerable<double> loads, double start) =>
        loads.Where(load => load >= start).Distinct().Order().Select(NumberText.Short).ToArray() is { Length: > 0 } beyond ? $"not shown: {string.Join(", ", beyond)} (all at once)" : "";
}
