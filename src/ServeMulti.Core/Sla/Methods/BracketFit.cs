using ServeMulti.Statistics;

namespace ServeMulti.Sla.Methods;

/// <summary>All runs that count, turned into one bracket: each criterion's margin is fitted to rise with the load, so noise cannot cross
/// it.</summary>
internal sealed class BracketFit
{
    /// <summary>How many standard errors of a difference make a lower load clearly worse than a higher one.</summary>
    private const double ClearlyWorse = 3 * 1.4142135623730951;

    private readonly double[][] _fitted;

    private readonly HashSet<int> _lifted;

    private BracketFit(double[] loads, double[][] fitted, double[] measured, HashSet<int> lifted)
    {
        (Loads, _fitted, Measured, _lifted) = (loads, fitted, measured, lifted);
        Worst = [.. loads.Select((_, i) => fitted.Max(f => f[i]))];
        LowIndex = Array.FindLastIndex(Worst, f => f <= 0);
    }

    /// <summary>Gets the loads with evidence, ascending.</summary>
    public double[] Loads { get; }

    /// <summary>Gets the largest fitted margin at each load; never falling.</summary>
    public double[] Worst { get; }

    /// <summary>Gets the largest margin of the SLA's criteria at each load as it was measured.</summary>
    public double[] Measured { get; }

    public bool IsNonMonotone => _lifted.Count > 0;

    /// <summary>Gets the index of the largest load that passes; -1 where none does.</summary>
    public int LowIndex { get; }

    /// <summary>Gets the largest load that passes; 0 if none does.</summary>
    public double Low => LowIndex < 0 ? 0 : Loads[LowIndex];

    /// <summary>Gets the smallest load that fails; null if none does.</summary>
    public double? High => LowIndex + 1 < Loads.Length ? Loads[LowIndex + 1] : null;

    public double WorstAtLow => Worst[LowIndex];

    public double WorstAtHigh => Worst[LowIndex + 1];

    /// <summary>Fits what a pool holds.</summary>
    /// <param name="pool">The runs.</param>
    /// <param name="table">What turns a run into margins.</param>
    /// <param name="active">Which margins take part.</param>
    public static BracketFit Of(RunPool pool, MarginTable table, bool[] active)
    {
        PoolRun[][] runs = [.. pool.Loads.Select(x => pool.At(x).Where(r => r.Counts).ToArray()).Where(r => r.Length > 0)];
        double[] weights = [.. runs.Select(r => r.Sum(run => run.Prompts))];
        var fitted = new double[table.Count][];
        double[] measured = [.. runs.Select(_ => double.NegativeInfinity)];
        HashSet<int> lifted = [];
        for (var c = 0; c < table.Count; c++)
        {
            var criterion = c;
            fitted[c] = [.. runs.Select(r => active[criterion] ? table.Mean(r, criterion) : double.NegativeInfinity)];
            if (active[c] && runs.Length > 0)
            {
                measured = table.IsCriterion(c) ? [.. measured.Zip(fitted[c], Math.Max)] : measured;
                if (table.IsCriterion(c))
                {
                    lifted.UnionWith(LiftLowLoads(fitted[c], runs, weights, table, c));
                }

                MonotoneFit.Fit(fitted[c], weights);
            }
        }

        return new([.. runs.Select(r => r[0].Load)], fitted, measured, lifted);
    }

    /// <summary>Gets a fitted margin.</summary>
    public double At(int index, int criterion) => _fitted[criterion][index];

    /// <summary>Returns the limiting margin at a load that fails: the worst criterion of the SLA, else the worst of the rest.</summary>
    public int Binding(int index, MarginTable table)
    {
        int[] failing = [.. Enumerable.Range(0, _fitted.Length).Where(c => _fitted[c][index] > 0)];
        return failing.OrderByDescending(table.IsCriterion).ThenByDescending(c => _fitted[c][index]).First();
    }

    /// <summary>Returns whether a load is clearly worse than a higher one, and was taken for as good.</summary>
    public bool IsLifted(int index) => _lifted.Contains(index);

    public int IndexOf(double load) => Array.IndexOf(Loads, load);

    /// <summary>A server may be slower when idle: loads that are clearly worse than the best one above them are treated as equally good,
    /// and this is reported.</summary>
    private static List<int> LiftLowLoads(double[] margins, PoolRun[][] runs, double[] weights, MarginTable table, int criterion)
    {
        var best = Array.IndexOf(margins, margins.Min());
        List<int> lifted = [];
        for (var i = 0; i < best; i++)
        {
            if (margins[i] > margins[best] + (ClearlyWorse * table.ErrorOf(runs[i][0], criterion, weights[i])))
            {
                margins[i] = margins[best];
                lifted.Add(i);
            }
        }

        return lifted;
    }
}
