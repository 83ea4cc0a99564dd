using Moq;
using ServeMulti.Benchmarking;
using ServeMulti.Cases;
using ServeMulti.Launching;
using ServeMulti.Parameters;
using ServeMulti.Results;
using ServeMulti.Sla;
using ServeMulti.Sweeping;
using ServeMulti.Testing;
using ServeMulti.Testing.Simulation;

namespace ServeMulti.Docs;

/// <summary>The code of docs/how-to/test-with-fakes.md, line for line; a test compares the two.</summary>
public sealed class TestWithFakesSnippets
{
    private static readonly SweepPlan Plan = SweepPlanner.Plan(new SweepDefinition
    {
        ServeParameters = ParameterSweep.Grid(("max_num_seqs", [16, 64])),
        RunsPerCase = 3,
        OnFailure = FailurePolicy.Continue,
    });

    private readonly FakeServerLauncher _launcher = new();
    private readonly RecordingCacheResetter _resetter = new();
    private readonly InMemoryResultStore _store = new();
    private readonly EventCollector<SweepEvent> _events = new();
    private readonly VirtualClock _clock = new();

    [Test]
    public async Task Sweep_ByDefault_RunsEverything()
    {
        var runner = new ScriptedBenchmarkRunner();

        var report = await new SweepRunner(_launcher, runner, _resetter, _store, _clock).RunAsync(Plan, _events);

        Assert.That(report.IsComplete);
        Assert.That(runner.Requests, Has.Count.EqualTo(6));
        Assert.That(_launcher.Servers, Has.Count.EqualTo(2));
        Assert.That(_launcher.Running, Is.Zero);
        Assert.That(_resetter.Resets, Is.EqualTo(4));
    }

    [Test]
    public async Task Sweep_AServerThatCannotStart_CostsItsRunsAlone()
    {
        _launcher.FailNextStart("out of GPU memory");

        var report = await new SweepRunner(_launcher, new ScriptedBenchmarkRunner(), _resetter, _store, _clock).RunAsync(Plan, _events);

        Assert.That(report.Failures.Select(run => run.Failure.Message), Has.All.EqualTo("out of GPU memory"));
        Assert.That(report.ExecutedRuns, Is.EqualTo(3));
    }

    [Test]
    public async Task Sweep_AServerThatDies_IsStartedAgain()
    {
        var runner = new ScriptedBenchmarkRunner(request =>
        {
            if (_launcher.Servers.Count > 1 || request.RunNumber == 0)
            {
                return BenchmarkResult.Success(("request_throughput", 8), ("p99_e2el_ms", 310));
            }

            _launcher.Servers[0].Die("the server exited with code 137");
            return BenchmarkResult.Failed(BenchmarkFailureReason.NonZeroExit, "connection refused");
        });

        var report = await new SweepRunner(_launcher, runner, _resetter, _store, _clock).RunAsync(Plan, _events);

        Assert.That(report.Failures.Single().Failure.Reason, Is.EqualTo(BenchmarkFailureReason.ServerExited));
        Assert.That(_events.Events.OfType<ServerLost>().Single().Message, Is.EqualTo("the server exited with code 137"));
        Assert.That(_launcher.Servers, Has.Count.EqualTo(3));
    }

    [Test]
    public async Task Search_AServerOfKnownCapacity_FindsIt()
    {
        var server = new QueueModel(servers: 4, serviceSeconds: 0.05);
        var level = ServiceLevel.Parse("p99_e2el_ms<=500");
        var runner = new SimulatedRunner(server, _clock);
        var searcher = new SlaSearcher(LoadVariable.RequestRate, runner, new BenchmarkRequest(), timeProvider: _clock);

        var result = await searcher.SearchAsync(level);

        var truth = server.FindLargestLoad(level, LoadVariable.RequestRate);
        Assert.That(result.Load, Is.EqualTo(truth).Within(15).Percent);
    }

    [Test]
    public async Task Sweep_TwoConfigurations_RanksTheFasterOne()
    {
        var runner = new SimulatedRunner(request => new BatchingModel
        {
            MaxSequences = request.ServeParameters.ToString() == "max_num_seqs=64" ? 64 : 16,
        });

        await new SweepRunner(_launcher, runner, _resetter, _store, _clock).RunAsync(Plan);

        var throughput = _store.Runs.Select(run => run.Document.TryFindMetric("request_throughput", out var value) ? value : 0).ToArray();
        Assert.That(throughput[3..].Min(), Is.GreaterThan(throughput[..3].Max()));
    }

    [Test]
    public async Task Sweep_OnMocks_StartsEachServerOnce()
    {
        var launcher = new Mock<IServerLauncher>();
        launcher.Setup(it => it.LaunchAsync(It.IsAny<ServerSpec>(), It.IsAny<CancellationToken>())).ReturnsAsync(Mock.Of<IRunningServer>());
        var runner = new Mock<IBenchmarkRunner>();
        runner.Setup(it => it.RunAsync(It.IsAny<BenchmarkRequest>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync(BenchmarkResult.Success(("request_throughput", 8)));

        await new SweepRunner(launcher.Object, runner.Object, Mock.Of<ICacheResetter>(), _store).RunAsync(Plan);

        launcher.Verify(it => it.LaunchAsync(It.IsAny<ServerSpec>(), It.IsAny<CancellationToken>()), Times.Exactly(2));
        runner.Verify(it => it.RunAsync(It.Is<BenchmarkRequest>(request => request.RunNumber == 2), It.IsAny<CancellationToken>()), Times.Exactly(2));
    }

    [Test]
    public void Values_BuiltAlike_AreEqual()
    {
        var measured = new RunRecord(new BenchmarkCase(), 0, ResultDocument.Parse("""{"completed": 100, "p99_e2el_ms": 310}"""u8.ToArray()));

        Assert.That(measured, Is.EqualTo(new RunRecord(new BenchmarkCase(), 0, ResultDocument.FromMetrics([new("p99_e2el_ms", 310), new("completed", 100)]))));
        Assert.That(BenchmarkResult.Success(measured.Document), Is.EqualTo(BenchmarkResult.Success(("completed", 100), ("p99_e2el_ms", 310))));
    }
}
