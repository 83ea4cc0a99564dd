using ServeMulti.Benchmarking;
using ServeMulti.Sla;

namespace ServeMulti.Testing.Simulation;

/// <summary>What hosts use the simulated servers for: a search finds the truth that the server knows of itself.</summary>
public sealed class KnownTruthTests
{
    private static readonly (ServerModel Server, string Level, LoadVariable Variable)[] Cases =
    [
        (new QueueModel(1, 0.02), "p99_e2el_ms<=300", LoadVariable.RequestRate),
        (new QueueModel(8, 0.25), "mean_e2el_ms<=300", LoadVariable.RequestRate),
        (new QueueModel(4, 0.05), "p95_ttft_ms<=100, p99_e2el_ms<=400", LoadVariable.RequestRate),
        (new QueueModel(4, 0.05), "mean_e2el_ms<=500", LoadVariable.MaxConcurrency),
        (new BatchingModel(), "p99_e2el_ms<=3000", LoadVariable.RequestRate),
        (new BatchingModel(), "mean_ttft_ms<=100", LoadVariable.MaxConcurrency),
    ];

    [TestCaseSource(nameof(Cases))]
    public async Task SearchAsync_AServerOfKnownTruth_FindsIt((ServerModel Server, string Level, LoadVariable Variable) one)
    {
        var clock = new VirtualClock();
        var level = ServiceLevel.Parse(one.Level);
        var runner = new SimulatedRunner(one.Server, clock) { SpeedVariation = 0.01 };
        var searcher = new SlaSearcher(one.Variable, runner, new BenchmarkRequest(), timeProvider: clock);

        var result = await searcher.SearchAsync(level);

        Assert.That(result.Load, Is.EqualTo(one.Server.FindLargestLoad(level, one.Variable)).Within(15).Percent, $"{one.Server}: {result}");
        Assert.That(result.Elapsed, Is.EqualTo(runner.SimulatedTime), "the search saw the virtual time alone");
    }
}
