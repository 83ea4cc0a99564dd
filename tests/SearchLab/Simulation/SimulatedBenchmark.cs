using ServeMulti.Benchmarking;

namespace ServeMulti.SearchLab.Simulation;

/// <summary>Runs a benchmark against a simulated server and writes vLLM's metrics.</summary>
/// <param name="server">The server.</param>
/// <param name="noise">What makes runs differ.</param>
/// <param name="drift">By how much the server slows down with every run, as a share.</param>
/// <param name="goodLatency">The latency in seconds below which a request is good.</param>
/// <param name="seed">The randomness.</param>
internal sealed class SimulatedBenchmark(ServerModel server, Noise noise, double drift, double goodLatency, long seed)
{
    [ThreadStatic]
    private static Samples? _samples;

    private int _runs;

    /// <summary>Gets the seconds that all runs took.</summary>
    public double Seconds { get; private set; }

    public int Runs => _runs;

    public ResultDocument Measure(bool isRate, double load, int prompts)
    {
        Samples samples = _samples ??= new();
        var draws = new Draws(unchecked((seed * 1_000_003) + _runs));
        double slowness = Math.Exp(drift * _runs) * noise.DrawSlowness(_runs, Seconds, ref draws);
        var speed = new ServerSpeed(slowness, noise.Interference, noise.DrawPhase(ref draws));
        double tail = noise.DrawTail(ref draws);
        _runs++;
        server.Run(isRate ? load : double.PositiveInfinity, isRate ? int.MaxValue : (int)load, prompts, speed, draws, samples);
        Seconds += samples.Duration;
        return Describe(samples, goodLatency, tail);
    }

    public static ResultDocument Describe(Samples samples, double goodLatency, double tail = 1)
    {
        int good = 0;
        foreach (double latency in samples.Latency)
        {
            good += latency <= goodLatency ? 1 : 0;
        }

        // From the top down: each selection leaves the smaller ones in front of it.
        double p99 = Selection.Quantile(samples.Latency, 0.99);
        double p90 = Selection.Quantile(samples.Latency, 0.9);
        double median = Selection.Quantile(samples.Latency, 0.5);
        return ResultDocument.FromMetrics(
        [
            new("num_prompts", samples.Count), new("completed", samples.Count), new("failed", 0), new("duration", samples.Duration),
            new("request_throughput", samples.Count / samples.Duration), new("request_goodput", good / samples.Duration), new("good_share", (double)good / samples.Count),
            new("mean_e2el_ms", 1000 * Mean(samples.Latency)), new("median_e2el_ms", 1000 * median),
            new("p90_e2el_ms", 1000 * p90), new("p99_e2el_ms", 1000 * Math.Max(p90, tail * p99)),
            new("mean_ttft_ms", 1000 * Mean(samples.FirstToken)), new("p99_ttft_ms", 1000 * tail * Selection.Quantile(samples.FirstToken, 0.99)),
        ]);
    }

    private static double Mean(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (double value in values)
        {
            sum += value;
        }

        return sum / values.Length;
    }
}
