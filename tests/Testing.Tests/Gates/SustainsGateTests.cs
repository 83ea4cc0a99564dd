using ServeMulti.Benchmarking;
using ServeMulti.Sla;
using ServeMulti.Testing.Simulation;

namespace ServeMulti.Testing.Gates;

public sealed class SustainsGateTests
{
    private static readonly QueueModel Server = new(servers: 4, serviceSeconds: 0.05);
    private static readonly ServiceLevel Level = ServiceLevel.Parse("p99_e2el_ms<=500");

    [TestCase(0.8, GateVerdict.Passed)]
    [TestCase(1.2, GateVerdict.Failed)]
    public async Task SustainsAsync_LoadBelowOrAboveTheLargest_IsSureAfterThreeRuns(double share, GateVerdict expected)
    {
        var largest = Server.FindLargestLoad(Level, LoadVariable.RequestRate);
        var runner = new SimulatedRunner(Server);

        var gate = await PerformanceGate.SustainsAsync(
            Level,
            LoadVariable.RequestRate,
            share * largest,
            runner,
            new BenchmarkRequest(),
            new SlaGateOptions { RunTime = TimeSpan.FromSeconds(60) }
        );

        Assert.That(gate.Verdict, Is.EqualTo(expected), gate.Message);
        Assert.That(gate.Runs, Is.EqualTo(3));
    }

    [Test]
    public async Task SustainsAsync_Passed_GivesTheValuesOfEveryRun()
    {
        var gate = await JudgeAsync(103, 113, 134);

        Assert.That(gate.Message, Is.EqualTo("passed: 3 of 3 runs at 40 req/s meet p99_e2el_ms<=500 (p99_e2el_ms 103, 113, 134)"));
        Assert.That(gate.ToString(), Is.EqualTo(gate.Message));
    }

    [Test]
    public async Task SustainsAsync_Failed_GivesTheValuesOfEveryRun()
    {
        var gate = await JudgeAsync(503, 499, 613, 534, 700);

        Assert.That(gate.Verdict, Is.EqualTo(GateVerdict.Failed));
        Assert.That(
            gate.Message,
            Is.EqualTo("failed: 1 of 5 runs at 40 req/s meet p99_e2el_ms<=500 (p99_e2el_ms 503, 499, 613, 534, 700)")
        );
    }

    [Test]
    public async Task SustainsAsync_RunsOnBothSides_IsInconclusiveAndSaysWhatToChange()
    {
        var gate = await JudgeAsync(499, 501, 499, 501, 499, 501, 499, 501, 499);

        Assert.That(gate.Verdict, Is.EqualTo(GateVerdict.Inconclusive));
        Assert.That(gate.Runs, Is.EqualTo(9));
        Assert.That(
            gate.Message,
            Does.StartWith("inconclusive: 5 of 9 runs at 40 req/s meet p99_e2el_ms<=500")
                .And.EndWith("The load is near the edge: ask for less of it, allow more, or make longer runs (RunTime, MinPrompts).")
        );
    }

    [Test]
    public async Task SustainsAsync_RunThatFails_IsMadeOnceMore()
    {
        var runs = new List<SlaRunRequest>();

        var gate = await PerformanceGate.SustainsAsync(Level, LoadVariable.RequestRate, 40, Measure);

        Assert.That(gate.Verdict, Is.EqualTo(GateVerdict.Passed));
        Assert.That(runs.Select(run => run.RunNumber), Is.EqualTo(new[] { 0, 1, 2, 3 }));
        Assert.That(runs, Has.All.Property(nameof(SlaRunRequest.Prompts)).EqualTo(800));

        Task<BenchmarkResult> Measure(SlaRunRequest run, CancellationToken token)
        {
            runs.Add(run);
            return Task.FromResult(runs.Count == 1 ? Broken() : Measured(100));
        }
    }

    [Test]
    public async Task SustainsAsync_TwoRunsWithoutResult_IsInconclusiveAndNamesTheReason()
    {
        var gate = await PerformanceGate.SustainsAsync(Level, LoadVariable.RequestRate, 40, (_, _) => Task.FromResult(Broken()));

        Assert.That(gate.Verdict, Is.EqualTo(GateVerdict.Inconclusive));
        Assert.That(gate.Message, Is.EqualTo("inconclusive at 40 req/s: two runs gave no result: connection refused"));
        Assert.That(gate.Runs, Is.Zero);
    }

    [Test]
    public async Task SustainsAsync_MetricMissing_IsInconclusiveAndNamesTheMetric()
    {
        var gate = await PerformanceGate.SustainsAsync(
            ServiceLevel.Parse("p99_itl_ms<=10"),
            LoadVariable.RequestRate,
            40,
            (_, _) => Task.FromResult(Measured(100))
        );

        Assert.That(gate.Verdict, Is.EqualTo(GateVerdict.Inconclusive));
        Assert.That(gate.Message, Does.Contain("two runs cannot be judged: The result has no metric \"p99_itl_ms\""));
    }

    [Test]
    public async Task SustainsAsync_NothingCompleted_Fails()
    {
        var nothing = BenchmarkResult.Failed(BenchmarkFailureReason.NothingCompleted, "none of 800 requests was answered");

        var gate = await PerformanceGate.SustainsAsync(Level, LoadVariable.RequestRate, 40, (_, _) => Task.FromResult(nothing));

        Assert.That(gate.Verdict, Is.EqualTo(GateVerdict.Failed));
        Assert.That(gate.Message, Is.EqualTo("failed: 0 of 3 runs at 40 req/s meet p99_e2el_ms<=500; nothing completed"));
    }

    [Test]
    public void SustainsAsync_WrongInput_NamesEveryProblem()
    {
        Assert.That(
            () => PerformanceGate.SustainsAsync(Level, LoadVariable.MaxConcurrency, 2.5, (_, _) => Task.FromResult(Measured(100))),
            Throws
                .TypeOf<InvalidInputException>()
                .With.Message.EqualTo("Gate: the max_concurrency is 2.5: it must be a whole number above 0.")
        );
        Assert.That(
            () =>
                PerformanceGate.SustainsAsync(
                    Level,
                    LoadVariable.RequestRate,
                    1,
                    (_, _) => Task.FromResult(Measured(100)),
                    new() { MaxRuns = 2, RunTime = TimeSpan.Zero }
                ),
            Throws.TypeOf<InvalidInputException>().With.Property(nameof(InvalidInputException.Problems)).Count.EqualTo(2)
        );
    }

    private static Task<GateResult> JudgeAsync(params double[] latencies) =>
        PerformanceGate.SustainsAsync(Level, LoadVariable.RequestRate, 40, (run, _) => Task.FromResult(Measured(latencies[run.RunNumber])));

    private static BenchmarkResult Broken() => BenchmarkResult.Failed(BenchmarkFailureReason.NonZeroExit, "connection refused");

    private static BenchmarkResult Measured(double latency) =>
        BenchmarkResult.Success(
            ("num_prompts", 800),
            ("completed", 800),
            ("failed", 0),
            ("duration", 20),
            ("request_throughput", 40),
            ("mean_e2el_ms", 80),
            ("p99_e2el_ms", latency)
        );
}
