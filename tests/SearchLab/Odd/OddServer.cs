using ServeMulti.SearchLab.Simulation;
using ServeMulti.Sla;
using ServeMulti.Testing.Simulation;

namespace ServeMulti.SearchLab.Odd;

/// <summary>A simulated server on which searches go astray, and the truth about it, whatever its shape.</summary>
/// <param name="model">The server.</param>
/// <param name="variable">What is searched for.</param>
/// <param name="serviceSeconds">The mean service time.</param>
/// <param name="goodSeconds">Below what latency a request is good.</param>
/// <param name="seed">The randomness.</param>
/// <param name="longRun">The requests of a run that tells the truth.</param>
internal sealed class OddServer(QueueModel model, LoadVariable variable, double serviceSeconds, double goodSeconds, long seed, int longRun)
{
    private const int MostInFlight = 4096;
    private const double Resolution = 0.004;

    /// <summary>A capacity is not reached in the long run: there the queue grows for ever.</summary>
    private const double JustBelow = 0.997;

    /// <summary>The steps in which the largest load that passes is looked for from above, as shares of the capacity, or in flight as a
    /// ratio.</summary>
    private const double Step = 0.03;
    private const double Ratio = 0.7;

    /// <summary>Gets the throughput that all servers have together, in req/s.</summary>
    public double Capacity => model.Capacity;

    /// <summary>Gets the mean service time in milliseconds.</summary>
    public double Service => 1000 * serviceSeconds;

    public SimulatedBenchmark Start(Noise noise, long salt) => new(model, noise, 0, goodSeconds, unchecked((seed * 7919) + salt));

    /// <summary>Finds the largest load that meets an SLA in the long run, also where smaller ones do not; NaN where none does.</summary>
    public double FindEdge(string level) => FindEdge(ServiceLevel.Parse(level));

    public double FindEdge(ServiceLevel level)
    {
        var isWhole = variable.IsWhole;
        var high = isWhole ? MostInFlight : JustBelow * Capacity;
        if (Meets(level, high))
        {
            return isWhole ? double.PositiveInfinity : Capacity;
        }

        var low = high;
        do
        {
            high = low;
            low = isWhole ? Math.Floor(Ratio * high) : high - (Step * Capacity);
            if (low <= (isWhole ? 0 : Step * Capacity / 2))
            {
                return double.NaN;
            }
        } while (!Meets(level, low));

        while (high - low > (isWhole ? 1 : Resolution * high))
        {
            var middle = isWhole ? Math.Floor((low + high) / 2) : (low + high) / 2;
            (low, high) = Meets(level, middle) ? (middle, high) : (low, middle);
        }

        return isWhole ? low : (low + high) / 2;
    }

    private bool Meets(ServiceLevel level, double load)
    {
        var samples = new Samples();
        model.Run(
            variable.IsWhole ? double.PositiveInfinity : load,
            variable.IsWhole ? (int)load : int.MaxValue,
            longRun,
            new ServerSpeed(1),
            new Draws(seed + 2),
            samples
        );
        samples.DropFirst(longRun / 20);
        var document = SimulatedBenchmark.Describe(samples, goodSeconds);
        return level.All(c => document.TryFindMetric(c.Metric, out var value) && c.IsMet(value));
    }
}
