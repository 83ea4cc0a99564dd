namespace ServeMulti.LoadGeneration.Metrics;

/// <summary>How a delay of the client went over a run: what lasts is the client's limit, what comes once is a hiccup of the
/// machine.</summary>
/// <remarks>
/// A 99th percentile over a whole run cannot tell them apart: of 50 samples it is about the largest. So the run is cut into ten parts, and
/// the steady delay is the median over the parts of each part's 99th percentile: what is late in fewer than half of the parts does not move
/// it. A standing queue is distinguished from one that comes and goes by its least delay, as in CoDel (Nichols and Jacobson, "Controlling Queue
/// Delay", ACM Queue 10, 2012): where even the least late request of the last quarter is later than that of the first, requests are sent
/// more slowly than asked for. Not safe for several threads at once.
/// </remarks>
internal sealed class DelayCourse
{
    private const int Parts = 10;
    private const double PercentileOfPart = 0.99;

    /// <summary>A quarter of so few holds no request that was on time by luck.</summary>
    private const int FewestToGrow = 20;

    /// <summary>Of more, every second, every fourth and so on is kept, evenly over the run, so that memory does not grow.</summary>
    private readonly int _most;

    private List<(int Index, double Ms)> _kept = [];
    private int _step = 1;

    public DelayCourse(int most = 1 << 16) => _most = most;

    /// <summary>Gets the median over ten parts of the run of the 99th percentile within each, in milliseconds; 0 if there are no
    /// values.</summary>
    public double SteadyMs
    {
        get
        {
            var delays = InOrder();
            var parts = Math.Min(Parts, delays.Length);
            return parts == 0
                ? 0
                : Quantile(
                    [.. Enumerable.Range(0, parts).Select(part => Quantile(delays[Begin(part)..Begin(part + 1)], PercentileOfPart))],
                    0.5
                );

            int Begin(int part) => (int)((long)part * delays.Length / parts);
        }
    }

    /// <summary>Gets by how much the least delay of the last quarter is above that of the first, in milliseconds; 0 if it is not, or there
    /// are fewer than 20 values.</summary>
    public double GrowthMs
    {
        get
        {
            var delays = InOrder();
            var quarter = delays.Length / 4;
            return delays.Length < FewestToGrow ? 0 : Math.Max(0, delays[^quarter..].Min() - delays[..quarter].Min());
        }
    }

    /// <summary>Adds a delay.</summary>
    /// <param name="index">Its place in the run; in any order.</param>
    /// <param name="ms">The delay in milliseconds.</param>
    public void Add(int index, double ms)
    {
        if (index % _step != 0)
        {
            return;
        }

        _kept.Add((index, ms));
        if (_kept.Count > _most)
        {
            _step *= 2;
            _kept = [.. _kept.Where(one => one.Index % _step == 0)];
        }
    }

    private double[] InOrder() => [.. _kept.OrderBy(one => one.Index).Select(one => one.Ms)];

    private static double Quantile(double[] values, double share)
    {
        Array.Sort(values);
        return new SortedQuantiles(values).At(share * (values.Length - 1));
    }
}
