namespace ServeMulti.Sla.Methods;

/// <summary>Where the largest sustained load lies, as a probability: every run at every load says something of it.</summary>
/// <remarks>
/// Waiting grows as -ln(1 - x/C) for a rate x at capacity C, and as ln x for x in flight, so a margin is taken to be a straight line in that
/// scale: its slope is near 1, its zero is the edge. What a run's margin is off by comes from its requests, whose error follows from load and prompts, and from the speed of
/// the server in that run, whose spread from run to run all runs together tell. The edge of all
/// criteria is the smallest of theirs, and of the capacity. Before any run an edge in flight is as likely in one octave as in another; a rate
/// is likelier near capacity, half way between that and as likely in one req/s as in another.
/// </remarks>
internal sealed class EdgePosterior
{
    private const int Points = 64;

    /// <summary>Slopes of margins: less than 1 where much of a latency is no waiting, more where late requests come in clusters.</summary>
    private static readonly CriterionSlope[] Slopes =
        [new(0.2, 0.06), new(0.35, 0.11), new(0.55, 0.17), new(0.8, 0.22), new(1.1, 0.2), new(1.5, 0.13), new(2.2, 0.07), new(3.5, 0.04)];

    /// <summary>The line is a line near the edge only: this share of a predicted margin may be wrong.</summary>
    private const double LineError = 0.2;

    /// <summary>Beyond this share of capacity a run's margin depends on its length: it is large, but how large says nothing.</summary>
    private const double Saturated = 0.97;

    /// <summary>Requests times the squared relative error of the load at which a quantile crosses a limit; about the same however near the knee: 5 for a mean, 6 for a 99th percentile of a simple queue, twice as many where arrivals or services vary more.</summary>
    internal const double RequestsPerSquaredError = 12;

    /// <summary>A run begins with an empty server, and logarithms hide its worst moments: its margin looks better than the long run's by this share of the variance of its queue.</summary>
    private const double BiasPerVariance = 0.25;

    /// <summary>However near the knee, a run is too short for a queue that is off by more than this variance of its logarithm.</summary>
    private const double MostVariance = 0.5;

    /// <summary>The model of straight margins leaves this share of the load unknown, however many runs there are.</summary>
    internal const double ModelError = 0.04;

    /// <summary>The share of the probability on either side of the interval.</summary>
    private const double IntervalShare = 0.1;

    /// <summary>The percentile of the model that, with <see cref="ModelError"/>, holds in 95 % of searches that share their runs, and more where each has its own.</summary>
    private const double AtLeastShare = 0.018;

    private readonly double[] _edges;
    private readonly double[] _cumulative;

    private EdgePosterior(double[] edges, double[] cumulative, double noise) => (_edges, _cumulative, Noise) = (edges, cumulative, noise);

    /// <summary>Gets by which share the speed of the server differs from run to run, as its runs tell.</summary>
    public double Noise { get; }

    /// <summary>Computes the posterior.</summary>
    /// <param name="runs">The runs.</param>
    /// <param name="table">What turns a run into margins.</param>
    /// <param name="active">Which margins take part.</param>
    /// <param name="capacity">What the runs tell of the capacity; null where loads are not rates that must be sustained, so that none bounds them.</param>
    /// <param name="floor">The smallest load of interest.</param>
    /// <param name="ceiling">The largest load of interest.</param>
    public static EdgePosterior Of(PoolRun[] runs, MarginTable table, bool[] active, CapacityPosterior? capacity, double floor, double ceiling)
    {
        double top = capacity is not null ? Math.Min(ceiling, capacity.Values[^1]) : Math.Min(ceiling, 4 * runs.Max(r => r.Load));
        double bottom = Math.Min(0.5 * top, Math.Max(floor / 2, runs.Min(r => r.Load) / 20));
        EdgePosterior wide = OnGrid(runs, table, active, capacity, bottom, top);
        double low = wide.Quantile(0.002);
        double high = wide.Quantile(0.998);
        return OnGrid(runs, table, active, capacity, low * 0.98, Math.Max(high * 1.02, low * 1.05));
    }

    /// <summary>Returns the load below which the edge lies with a probability.</summary>
    public double Quantile(double probability)
    {
        int at = Array.FindIndex(_cumulative, c => c >= probability);
        if (at <= 0)
        {
            return at < 0 ? _edges[^1] : _edges[0];
        }

        double share = (probability - _cumulative[at - 1]) / Math.Max(1e-12, _cumulative[at] - _cumulative[at - 1]);
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

    /// <summary>Gets half the width of the interval, as a share of the load.</summary>
    public double HalfWidth => 0.5 * Math.Log(High / Low);

    /// <summary>Returns by how many times the runs must become more for half the width of the interval to fall to a share; infinite where the error of the model alone is wider.</summary>
    public double RunsOver(double halfWidth) =>
        halfWidth > ModelError ? ((HalfWidth * HalfWidth) - (ModelError * ModelError)) / ((halfWidth * halfWidth) - (ModelError * ModelError)) : double.PositiveInfinity;

    private double Widened(double share)
    {
        double off = double.Hypot(Math.Log(Quantile(share) / Middle), ModelError);
        return Middle * Math.Exp(share < 0.5 ? -off : off);
    }

    private static EdgePosterior OnGrid(PoolRun[] runs, MarginTable table, bool[] active, CapacityPosterior? capacity, double low, double high)
    {
        double[] edges = [.. Enumerable.Range(0, Points).Select(i => low * Math.Pow(high / low, i / (Points - 1.0)))];
        double[] survival = new double[Points];
        Array.Fill(survival, 1);
        double noise = 0;
        for (int c = 0; c < table.Count; c++)
        {
            if (active[c] && table.IsCriterion(c))
            {
                (double[] density, double ofThis) = Density(runs, table, c, capacity, edges);
                MultiplySurvival(survival, density);
                noise = Math.Max(noise, ofThis);
            }
        }

        for (int i = 0; i < Points && capacity is not null; i++)
        {
            survival[i] *= capacity.Survival(edges[i]);
        }

        return new(edges, [.. survival.Select(s => 1 - s)], noise);
    }

    private static void MultiplySurvival(double[] survival, double[] density)
    {
        double below = 0;
        for (int i = 0; i < survival.Length; i++)
        {
            below += density[i];
            survival[i] *= Math.Max(0, 1 - below + (density[i] / 2));
        }
    }

    private static (double[] Density, double Noise) Density(PoolRun[] runs, MarginTable table, int criterion, CapacityPosterior? capacity, double[] edges)
    {
        double[] margins = [.. runs.Select(r => table.Of(r, criterion))];
        double[] errors = [.. runs.Select(r => table.ErrorOf(r, criterion, r.Prompts))];
        double[] scale = new double[runs.Length];
        double[] margin = new double[runs.Length];
        double[] variance = new double[runs.Length];
        double[] logShare = new double[runs.Length];
        bool[] isFull = new bool[runs.Length];
        var sum = new NuisanceSum(edges.Length);
        for (int k = 0; k < (capacity?.Values.Length ?? 1); k++)
        {
            double full = capacity?.Values[k] ?? double.PositiveInfinity;
            foreach (CriterionSlope slope in Slopes)
            {
                for (int i = 0; i < runs.Length; i++)
                {
                    double share = Math.Min(runs[i].Load / full, Saturated);
                    double steepness = slope.Slope * (capacity is null ? 1 : share / (1 - share));
                    double queue = steepness * steepness * RequestsPerSquaredError / runs[i].Prompts;
                    isFull[i] = runs[i].Load > Saturated * full;
                    scale[i] = capacity is null ? Math.Log(runs[i].Load) : -Math.Log(1 - share);
                    logShare[i] = Math.Log(share);
                    margin[i] = margins[i] + (BiasPerVariance * Math.Min(queue, MostVariance));
                    variance[i] = (errors[i] * errors[i]) + Math.Min(MostVariance, queue);
                }

                for (int e = 0; e < edges.Length; e++)
                {
                    if (edges[e] > full)
                    {
                        continue;
                    }

                    double zero = capacity is null ? Math.Log(edges[e]) : -Math.Log(1 - Math.Min(edges[e] / full, 0.995));
                    sum.Begin();
                    for (int i = 0; i < runs.Length; i++)
                    {
                        double predicted = slope.Slope * (scale[i] - zero);
                        double off = margin[i] - predicted;
                        double slowness = off;
                        double perMargin = 1;
                        double secant = 1;
                        if (capacity is not null)
                        {
                            // Beyond saturation a margin is large, but how large says nothing.
                            double target = (isFull[i] ? Math.Min(margin[i], predicted) : margin[i]) + (slope.Slope * zero) + logShare[i];
                            (double at, perMargin) = slope.Invert(target);
                            slowness = at - logShare[i];
                            secant = Math.Abs(off) > 0.01 ? Math.Clamp(slowness / off, 0, 1) : perMargin;
                        }

                        sum.Multiply(slowness, secant * secant * (variance[i] + (LineError * LineError * predicted * predicted)), perMargin);
                    }

                    for (int s = 0; s < NuisanceSum.Noises.Length; s++)
                    {
                        sum.Add(e, s, slope.Weight * (capacity is null ? 1 : capacity.Weight(k, s) * Math.Sqrt(edges[e])));
                    }
                }
            }
        }

        return sum.Normalize();
    }
}
