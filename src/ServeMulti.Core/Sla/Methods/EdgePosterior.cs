namespace ServeMulti.Sla.Methods;

/// <summary>The probability distribution of the largest sustained load, from every run at every load.</summary>
/// <remarks>
/// Waiting grows as -ln(1 - x/C) for a rate x at capacity C, and as ln x for x in flight, so a margin is taken to be a straight line in
/// that scale: its slope is near 1, its zero is the edge. What a run's margin is off by comes from its requests, whose error follows from
/// load and prompts, and from the speed of the server in that run, whose spread from run to run is estimated from all runs together. The
/// edge of all criteria is the smallest of theirs, and of the capacity. Before any run an edge in flight is as likely in one octave as in
/// another; a rate is likelier near capacity, half way between that and as likely in one req/s as in another.
/// </remarks>
internal sealed class EdgePosterior
{
    private const int Points = 64;

    /// <summary>The model of straight margins leaves this share of the load unknown, however many runs there are.</summary>
    internal const double ModelError = 0.04;

    /// <summary>The share of the probability on either side of the interval.</summary>
    private const double IntervalShare = 0.1;

    /// <summary>The percentile of the model that, with <see cref="ModelError"/>, holds in 95 % of searches that share their runs, and more
    /// where each has its own.</summary>
    private const double AtLeastShare = 0.018;

    private readonly double[] _edges;
    private readonly double[] _cumulative;

    private EdgePosterior(double[] edges, double[] cumulative, double noise) => (_edges, _cumulative, Noise) = (edges, cumulative, noise);

    /// <summary>Gets by which share the speed of the server differs from run to run, as its runs show.</summary>
    public double Noise { get; }

    /// <summary>Computes the posterior.</summary>
    /// <param name="runs">The runs.</param>
    /// <param name="table">What turns a run into margins.</param>
    /// <param name="active">Which margins take part.</param>
    /// <param name="capacity">What the runs show of the capacity; null where loads are not rates that must be sustained, so that none
    /// bounds them.</param>
    /// <param name="floor">The smallest load of interest.</param>
    /// <param name="ceiling">The largest load of interest.</param>
    public static EdgePosterior Of(
        PoolRun[] runs,
        MarginTable table,
        bool[] active,
        CapacityPosterior? capacity,
        double floor,
        double ceiling
    )
    {
        var top = capacity is not null ? Math.Min(ceiling, capacity.Values[^1]) : Math.Min(ceiling, 4 * runs.Max(r => r.Load));
        var bottom = Math.Min(0.5 * top, Math.Max(floor / 2, runs.Min(r => r.Load) / 20));
        var wide = OnGrid(runs, table, active, capacity, bottom, top);
        var low = wide.Quantile(0.002);
        var high = wide.Quantile(0.998);
        return OnGrid(runs, table, active, capacity, low * 0.98, Math.Max(high * 1.02, low * 1.05));
    }

    /// <summary>Returns the load below which the edge lies with a probability.</summary>
    public double Quantile(double probability)
    {
        var at = Array.FindIndex(_cumulative, c => c >= probability);
        if (at <= 0)
        {
            return at < 0 ? _edges[^1] : _edges[0];
        }

        var share = (probability - _cumulative[at - 1]) / Math.Max(1e-12, _cumulative[at] - _cumulative[at - 1]);
        return _edges[at - 1] * Math.Pow(_edges[at] / _edges[at - 1], share);
    }

    /// <summary>Gets half the distance between the 16th and the 84th percentile, as a share of the load.</summary>
    public double Spread => 0.5 * Math.Log(Quantile(0.84) / Quantile(0.16));

    /// <summary>Gets the load that is as likely below the edge as above it.</summary>
    public double Middle => Quantile(0.5);

    /// <summary>Gets the load that the edge is above in 95 % of searches.</summary>
    public double AtLeast => Widened(AtLeastShare);

    /// <summary>Gets the lower end of the interval that holds the edge in 80 % of searches.</summary>
    public double Low => Widened(IntervalShare);

    /// <summary>Gets the upper end of that interval.</summary>
    public double High => Widened(1 - IntervalShare);

    /// <summary>Returns half the width of the interval that also holds an answer, as a share of the load: where the runs at the answer and
    /// the model of all runs disagree, it is wide.</summary>
    /// <param name="answer">The answer.</param>
    public double HalfWidth(double answer) => 0.5 * Math.Log(Math.Max(High, answer) / Math.Min(Low, answer));

    private double Widened(double share)
    {
        var off = double.Hypot(Math.Log(Quantile(share) / Middle), ModelError);
        return Middle * Math.Exp(share < 0.5 ? -off : off);
    }

    private static EdgePosterior OnGrid(
        PoolRun[] runs,
        MarginTable table,
        bool[] active,
        CapacityPosterior? capacity,
        double low,
        double high
    )
    {
        double[] edges = [.. Enumerable.Range(0, Points).Select(i => low * Math.Pow(high / low, i / (Points - 1.0)))];
        var survival = new double[Points];
        Array.Fill(survival, 1);
        double noise = 0;
        for (var c = 0; c < table.Count; c++)
        {
            if (active[c] && table.IsCriterion(c))
            {
                (var density, var ofThis) = new EdgeLikelihood(runs, table, c, capacity).Over(edges);
                MultiplySurvival(survival, density);
                noise = Math.Max(noise, ofThis);
            }
        }

        for (var i = 0; i < Points && capacity is not null; i++)
        {
            survival[i] *= capacity.Survival(edges[i]);
        }

        return new(edges, [.. survival.Select(s => 1 - s)], noise);
    }

    private static void MultiplySurvival(double[] survival, double[] density)
    {
        double below = 0;
        for (var i = 0; i < survival.Length; i++)
        {
            below += density[i];
            survival[i] *= Math.Max(0, 1 - below + (density[i] / 2));
        }
    }
}
