using ServeMulti.Benchmarking;
using ServeMulti.Testing.Simulation;

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
        var samples = _samples ??= new();
        var draws = new Draws(unchecked((seed * 1_000_003) + _runs));
        var slowness = Math.Exp(drift * _runs) * noise.DrawSlowness(_runs, Seconds, ref draws);
        var speed = new ServerSpeed(slowness, noise.Interference, noise.DrawPhase(ref draws));
        var tail = noise.DrawTail(ref draws);
        _runs++;
        server.Run(isRate ? load : double.PositiveInfinity, isRate ? int.MaxValue : (int)load, prompts, speed, draws, samples);
        Seconds += samples.Duration;
        return Describe(samples, goodLatency, tail);
    }

    /// <summary>Writes what was measured, with goodput, and the share of requests that were good.</summary>
    public static ResultDocument Describe(Samples samples, double goodLatency, double tail = 1)
    {
        var good = 0;
        foreach (var latency in samples.Latency)
        {
            good += latency <= goodLatency ? 1 : 0;
        }

        return SimulatedResult.Describe(
            samples,
            samples.Duration,
            tail,
            new("request_goodput", good / samples.Duration),
            new("good_share", (double)good / samples.Count)
        );
    }
}
