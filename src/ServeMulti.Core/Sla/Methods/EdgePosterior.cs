namespace ServeMulti.Sla.Methods;

/// <summary>Where the largest sustained load lies, as a probability: every run at every load says something of it.</summary>
/// <remarks>
/// Waiting grows as -ln(1 - x/C) for a rate x at capacity C, and as ln x for x in flight, so a margin is taken to be a straight line in that
/// scale: its slope is near 1, its zero is the edge. Errors come from load and prompts, never from a run's own luck. The edge of all
/// criteria is the smallest of theirs, and of the capacity. Before any run an edge in flight is as likely in one octave as in another; a rate
/// is likelier near capacity, half way between that and as likely in one req/s as in another.
/// </remarks>
internal sealed class EdgePosterior
{
    private const int Points = 64;

    /// <summary>Slopes of margins: less than 1 where much of a latency is no waiting, more where late requests come in clusters.</summary>
    private static readonly double[] Slopes = [0.2, 0.35, 0.55, 0.8, 1.1, 1.5, 2.2, 3.5];
    private static readonly double[] SlopeWeights = [0.06, 0.11, 0.17, 0.22, 0.2, 0.13, 0.07, 0.04];

    /// <summary>The capacity over the best throughput seen: a short burst sees less than all of it, a lucky run more.</summary>
    private static readonly double[] Capacities = [0.97, 1, 1.04, 1.12];
    private static readonly double[] CapacityWeights = [0.25, 0.4, 0.25, 0.1];

    /// <summary>The line is a line near the edge only: this share of a predicted margin may be wrong.</summary>
    private const double LineError = 0.2;

    /// <summary>Beyond this share of capacity a run's margin depends on its length: it is large, but how large says nothing.</summary>
    private const double Saturated = 0.97;

    /// <summary>The speed of a server differs by about this share from run to run.</summary>
    private const double RunNoise = 0.03;

    /// <summary>Requests times the squared relative error of the load at which a quantile crosses a limit; about the same however near the knee: 5 for a mean, 6 for a 99th percentile of a simple queue, twice as many where arrivals or services vary more.</summary>
    private const double RequestsPerSquaredError = 12;

    /// <summary>A run begins with an empty server, and logarithms hide its worst moments: its margin looks better than the long run's by the variance of its queue.</summary>
    private const double MostBias = 0.5;

    /// <summary>However near the knee, a run is too short for a queue that is off by more than this variance of its logarithm.</summary>
    private const double MostVariance = 0.5;

    /// <summary>Student's t: one run in many is far off.</summary>
    private const double Degrees = 5;

    private readonly double[] _edges;
    private readonly double[] _cumulative;

    private EdgePosterior(double[] edges, double[] cumulative) => (_edges, _cumulative) = (edges, cumulative);

    /// <summary>Computes the posterior.</summary>
    /// <param name="pool">The runs.</param>
    /// <param name="table">What turns a run into margins.</param>
    /// <param name="active">Which margins take part.</param>
    /// <param name="hasCapacity">Whether loads are rates that must be sustained, so that capacity bounds them.</param>
    /// <param name="capacity">The best throughput seen, in req/s.</param>
    /// <param name="floor">The smallest load of interest.</param>
    /// <param name="ceiling">The largest load of interest.</param>
    public static EdgePosterior Of(RunPool pool, MarginTable table, bool[] active, bool hasCapacity, double capacity, double floor, double ceiling)
    {
        PoolRun[] runs = [.. pool.All.Where(r => r.Counts)];
        double top = hasCapacity ? Math.Min(ceiling, Capacities[^1] * capacity) : Math.Min(ceiling, 4 * runs.Max(r => r.Load));
        double bottom = Math.Min(0.5 * top, Math.Max(floor / 2, runs.Min(r => r.Load) / 20));
        EdgePosterior wide = OnGrid(runs, table, active, hasCapacity, capacity, bottom, top);
        double low = wide.Quantile(0.002);
        double high = wide.Quantile(0.998);
        return OnGrid(runs, table, active, hasCapacity, capacity, low * 0.98, Math.Max(high * 1.02, low * 1.05));
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

    /// <summary>Returns half the distance between the 16th and the 84th percentile, as a share of the load.</summary>
    public double Spread => 0.5 * Math.Log(Quantile(0.84) / Quantile(0.16));

    private static EdgePosterior OnGrid(PoolRun[] runs, MarginTable table, bool[] active, bool hasCapacity, double capacity, double low, double high)
    {
        double[] edges = [.. Enumerable.Range(0, Points).Select(i => low * Math.Pow(high / low, i / (Points - 1.0)))];
        double[] survival = new double[Points];
        Array.Fill(survival, 1);
        for (int c = 0; c < table.Count; c++)
        {
            if (active[c] && table.IsCriterion(c))
            {
                MultiplySurvival(survival, Density(runs, table, c, hasCapacity, capacity, edges));
            }
        }

        if (hasCapacity)
        {
            for (int i = 0; i < Points; i++)
            {
                survival[i] *= CapacitySurvival(edges[i] / capacity);
            }
        }

        return new(edges, [.. survival.Select(s => 1 - s)]);
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

    /// <summary>Returns the probability that the capacity is above a multiple of the best throughput.</summary>
    private static double CapacitySurvival(double multiple)
    {
        double survival = 0;
        for (int k = 0; k < Capacities.Length; k++)
        {
            survival += CapacityWeights[k] / (1 + Math.Exp((multiple - Capacities[k]) / 0.01));
        }

        return survival;
    }

    private static double[] Density(PoolRun[] runs, MarginTable table, int criterion, bool hasCapacity, double best, double[] edges)
    {
        double[] margins = [.. runs.Select(r => table.Of(r, criterion))];
        double[] errors = [.. runs.Select(r => table.ErrorOf(r, criterion, r.Prompts))];
        double[] logs = new double[edges.Length * Slopes.Length * Capacities.Length];
        int at = 0;
        foreach (int k in Enumerable.Range(0, hasCapacity ? Capacities.Length : 1))
        {
            double capacity = best * Capacities[k];
            double[] scale = [.. runs.Select(r => Scale(r.Load, capacity, hasCapacity))];
            double[] steepness = [.. runs.Select(r => Steepness(r.Load, capacity, hasCapacity))];
            for (int b = 0; b < Slopes.Length; b++)
            {
                for (int e = 0; e < edges.Length; e++)
                {
                    bool isPossible = !hasCapacity || edges[e] <= capacity;
                    double sum = isPossible ? Math.Log(SlopeWeights[b] * CapacityWeights[k] * (hasCapacity ? Math.Sqrt(edges[e]) : 1)) : double.NegativeInfinity;
                    double zero = Scale(edges[e], capacity, hasCapacity);
                    for (int i = 0; i < runs.Length && isPossible; i++)
                    {
                        double load = Slopes[b] * steepness[i];
                        double queue = load * load * RequestsPerSquaredError / runs[i].Prompts;
                        double predicted = (Slopes[b] * (scale[i] - zero)) - Math.Min(queue, MostBias);
                        double off = margins[i] - predicted;
                        if (hasCapacity && runs[i].Load > Saturated * capacity && off > 0)
                        {
                            continue;
                        }

                        double variance = (errors[i] * errors[i]) + Math.Min(MostVariance, queue + (load * load * RunNoise * RunNoise)) + (LineError * LineError * predicted * predicted);
                        sum -= (0.5 * Math.Log(variance)) + (0.5 * (Degrees + 1) * Math.Log(1 + (off * off / (Degrees * variance))));
                    }

                    logs[at++] = sum;
                }
            }
        }

        return SumOverNuisances(logs.AsSpan(0, at), edges.Length);
    }

    private static double[] SumOverNuisances(ReadOnlySpan<double> logs, int edges)
    {
        double most = double.NegativeInfinity;
        foreach (double log in logs)
        {
            most = Math.Max(most, log);
        }

        double[] density = new double[edges];
        double total = 0;
        for (int i = 0; i < logs.Length; i++)
        {
            double weight = Math.Exp(logs[i] - most);
            density[i % edges] += weight;
            total += weight;
        }

        for (int e = 0; e < edges; e++)
        {
            density[e] /= total;
        }

        return density;
    }

    private static double Scale(double load, double capacity, bool hasCapacity) =>
        hasCapacity ? -Math.Log(1 - Math.Min(load / capacity, 0.995)) : Math.Log(load);

    /// <summary>Returns how fast the scale grows with the logarithm of the load.</summary>
    private static double Steepness(double load, double capacity, bool hasCapacity)
    {
        double share = Math.Min(load / capacity, Saturated);
        return hasCapacity ? share / (1 - share) : 1;
    }
}
