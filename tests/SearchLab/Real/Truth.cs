using ServeMulti.Statistics;

namespace ServeMulti.SearchLab.Real;

/// <summary>The largest load whose long runs meet the SLA, read between them.</summary>
/// <param name="Load">The load.</param>
/// <param name="Low">The lower end of its own interval of 80 %: long runs differ too.</param>
/// <param name="High">The upper end.</param>
/// <param name="Noise">The deviation of one long run's metric, as a share of it.</param>
/// <param name="Runs">How many long runs it stands on.</param>
/// <param name="Doubtful">In how many of them the load generator was the bottleneck.</param>
internal sealed record Truth(double Load, double Low, double High, double Noise, int Runs, int Doubtful)
{
    private const int Resamples = 2000;
    private const int Seed = 1;

    /// <summary>Reads the edge off a monotone fit through the mean of each load's runs, on a straight line between two loads.</summary>
    /// <returns>The truth; null where all loads meet the SLA, or none does.</returns>
    public static Truth? Of(IReadOnlyList<LongRun> runs, bool isWhole)
    {
        var levels = ByLoad(runs);
        double[] loads = [.. levels.Select(level => level.Key)];
        double[] counts = [.. levels.Select(level => (double)level.Count())];
        var fit = Fit(levels);
        if (fit[0] > 0 || fit[^1] <= 0)
        {
            return null;
        }

        var noise = FindNoise(levels, fit);
        var random = new Random(Seed);
        double[] edges = [.. Enumerable.Range(0, Resamples).Select(_ => Edge(loads, Disturb(), isWhole)).Order()];
        return new(
            Edge(loads, fit, isWhole),
            SortedValues.Quantile(edges, 0.1),
            SortedValues.Quantile(edges, 0.9),
            noise,
            runs.Count,
            runs.Count(run => run.IsDoubtful)
        );

        double[] Disturb() => Fit([.. fit.Zip(counts, (excess, count) => excess + (noise / Math.Sqrt(count) * Normal(random)))], counts);
    }

    /// <summary>Returns on which side of the edge all loads lie, by the same fit: below 0 where all meet the SLA, above 0 where none does, 0
    /// where the edge lies between them.</summary>
    public static int SideOf(IReadOnlyList<LongRun> runs)
    {
        var fit = Fit(ByLoad(runs));
        return fit[0] > 0 ? 1
            : fit[^1] <= 0 ? -1
            : 0;
    }

    private static IGrouping<double, LongRun>[] ByLoad(IReadOnlyList<LongRun> runs) =>
        [.. runs.GroupBy(run => run.Load).OrderBy(level => level.Key)];

    private static double[] Fit(IGrouping<double, LongRun>[] levels) =>
        Fit([.. levels.Select(level => level.Average(run => run.Excess))], [.. levels.Select(level => (double)level.Count())]);

    private static double[] Fit(double[] values, double[] weights)
    {
        MonotoneFit.Fit(values, weights);
        return values;
    }

    private static double Edge(double[] loads, double[] fit, bool isWhole)
    {
        var passing = Array.FindLastIndex(fit, excess => excess <= 0);
        if (passing < 0 || passing == fit.Length - 1)
        {
            return loads[Math.Max(0, passing)];
        }

        var edge = loads[passing] + ((loads[passing + 1] - loads[passing]) * -fit[passing] / (fit[passing + 1] - fit[passing]));
        return isWhole ? Math.Floor(edge) : edge;
    }

    /// <summary>Pools how far repeats lie from the mean of their load; where there are none, how far the runs lie from the fit.</summary>
    /// <remarks>The loads next to the edge are those that are repeated.</remarks>
    private static double FindNoise(IGrouping<double, LongRun>[] levels, double[] fit)
    {
        var freedom = levels.Sum(level => level.Count() - 1);
        return freedom > 0
            ? Math.Sqrt(levels.Sum(level => Squares(level, level.Average(run => run.Excess))) / freedom)
            : Math.Sqrt(levels.Zip(fit, Squares).Sum() / levels.Length);
    }

    private static double Squares(IEnumerable<LongRun> runs, double mean) => runs.Sum(run => (run.Excess - mean) * (run.Excess - mean));

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
