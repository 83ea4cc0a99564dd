namespace ServeMulti.Sla.Methods;

/// <summary>Estimates how long the last answers of a run take: the run ends with them, long after its last request was sent.</summary>
internal sealed class DrainTime(RunPool pool)
{
    /// <summary>The last answers overlap and vary less than exponential ones, whose slowest of n takes about ln n means.</summary>
    private const double SlowestOverLogarithm = 0.4;

    private const double Percentile = 100;

    /// <summary>Gets the mean latency of the least crowded run, in seconds; zero if none is known.</summary>
    private double LeastLatency => Least(r => r.LatencySeconds);

    /// <summary>Returns by how much a run fell behind its rate; NaN if it is unknown.</summary>
    /// <remarks>A run fell behind if both its end and the growth of its mean latency show it: the end alone may be one slow answer, growth
    /// alone a queue that comes and goes.</remarks>
    /// <param name="run">The run.</param>
    /// <param name="rate">The offered rate, in req/s.</param>
    /// <param name="share">The required share of the rate.</param>
    public double KeepMargin(RunFigures run, double rate, double share)
    {
        var byEnd = SustainedRule.KeepMargin(run, rate, share, LongestOf(run));
        var byGrowth = SustainedRule.GrowthMargin(run, LeastLatency, share);
        return double.IsNaN(byGrowth) ? byEnd : Math.Min(byEnd, byGrowth);
    }

    /// <summary>Returns by how much a run fell behind its rate where no more than the likely wait for its last answers is
    /// forgiven.</summary>
    /// <param name="run">The run.</param>
    /// <param name="rate">The offered rate, in req/s.</param>
    /// <param name="share">The required share of the rate.</param>
    public double OverloadMargin(RunFigures run, double rate, double share) =>
        Math.Min(
            Math.Log(share * rate * (run.Seconds - LikelyAt(rate)) / run.Prompts),
            SustainedRule.GrowthMargin(run, LeastLatency, share)
        );

    /// <summary>Returns how long the last answers at a rate take at least, in seconds: they are those of so many requests in flight, each
    /// as fast as the server ever was.</summary>
    /// <param name="rate">The rate, in req/s.</param>
    public double LikelyAt(double rate)
    {
        var mean = LeastLatency;
        var inFlight = Math.Max(1, rate * mean);
        return Math.Min(mean * (1 + (SlowestOverLogarithm * Math.Log(inFlight))), Math.Max(mean, Least(SlowestOf)));
    }

    /// <summary>Returns the longest that the last answers of a run may take without a word on whether it kept up, in seconds: as long as
    /// the slowest of the least crowded run, because overload slows them too.</summary>
    private double LongestOf(RunFigures run)
    {
        var slowest = SlowestOf(run);
        return double.IsNaN(slowest) ? 0 : Math.Min(slowest, Least(SlowestOf));
    }

    /// <summary>Estimates the slowest answer from the 99th percentile: tails are about exponential.</summary>
    private static double SlowestOf(RunFigures run) =>
        RunFigures.Find(run.Document, "p99_e2el_ms") / 1000 * Math.Max(1, Math.Log(run.Prompts) / Math.Log(Percentile));

    private double Least(Func<RunFigures, double> seconds) =>
        pool.All.Where(r => r.Figures is not null).Select(r => seconds(r.Figures!)).Where(s => s > 0).DefaultIfEmpty(0).Min();
}
