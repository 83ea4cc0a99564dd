using ServeMulti.Sla;

namespace ServeMulti.SearchLab.Real;

/// <summary>Decides at which loads long runs are made: around an answer, further out until the edge lies between them, then again next to
/// it.</summary>
internal static class LongRunPlan
{
    private const int StepsEachWay = 3;
    private const double Step = 1.06;
    private const int MostSteps = 16;

    /// <summary>Returns the first loads, ascending.</summary>
    public static IReadOnlyList<double> Around(double centre, LoadVariable variable) =>
        [
            .. Enumerable
                .Range(-StepsEachWay, (2 * StepsEachWay) + 1)
                .Select(steps => Shift(centre, steps, variable))
                .Where(load => load > 0)
                .Distinct(),
        ];

    /// <summary>Returns the next load beyond those that were run; null where the edge lies between them, or is too far to be looked
    /// for.</summary>
    public static double? Beyond(IReadOnlyList<LongRun> runs, LoadVariable variable)
    {
        var next = Truth.SideOf(runs) switch
        {
            < 0 => Shift(runs.Max(run => run.Load), 1, variable),
            > 0 => Shift(runs.Min(run => run.Load), -1, variable),
            _ => 0,
        };
        return next > 0 && runs.Count < MostSteps ? next : null;
    }

    /// <summary>Returns the loads next to the edge, two on each side of it, descending: what drifts on the machine does not look like an
    /// effect of the load.</summary>
    public static IReadOnlyList<double> Again(IReadOnlyList<LongRun> runs, double edge)
    {
        double[] loads = [.. runs.Select(run => run.Load).Distinct().Order()];
        return [.. loads.Where(load => load <= edge).TakeLast(2).Concat(loads.Where(load => load > edge).Take(2)).OrderDescending()];
    }

    private static double Shift(double load, int steps, LoadVariable variable) =>
        variable.IsWhole ? Math.Round(load) + steps : variable.Round(load * Math.Pow(Step, steps));
}
