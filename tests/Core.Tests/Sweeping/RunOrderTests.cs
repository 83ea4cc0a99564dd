using ServeMulti.Fakes;
using ServeMulti.Parameters;
using ServeMulti.Results;
using ServeMulti.Sla;
using ServeMulti.Testing;

namespace ServeMulti.Sweeping;

public sealed class RunOrderTests
{
    private static readonly SweepDefinition TwoServers = new()
    {
        ServeCommand = CommandLine.Parse("vllm serve m"),
        BenchCommand = CommandLine.Parse("vllm bench serve"),
        ServeParameters = [new() { { "s", 1 } }, new() { { "s", 2 } }],
        BenchParameters = [new() { { "b", 1 } }, new() { { "b", 2 } }],
        RunsPerCase = 3,
        OnFailure = FailurePolicy.Continue,
    };

    private static readonly string[] InRounds =
    [
        "s=1 b=1 #0",
        "s=1 b=2 #0",
        "s=2 b=1 #0",
        "s=2 b=2 #0",
        "s=1 b=1 #1",
        "s=1 b=2 #1",
        "s=2 b=1 #1",
        "s=2 b=2 #1",
        "s=1 b=1 #2",
        "s=1 b=2 #2",
        "s=2 b=1 #2",
        "s=2 b=2 #2",
    ];

    private static readonly string[] InTurn =
    [
        "s=1 b=1 #0",
        "s=1 b=2 #0",
        "s=2 b=1 #0",
        "s=2 b=2 #0",
        "s=2 b=1 #1",
        "s=2 b=2 #1",
        "s=1 b=1 #1",
        "s=1 b=2 #1",
        "s=1 b=1 #2",
        "s=1 b=2 #2",
        "s=2 b=1 #2",
        "s=2 b=2 #2",
    ];

    private readonly FakeServerLauncher _launcher = new();
    private readonly ScriptedBenchmarkRunner _runner = new();
    private readonly RecordingCacheResetter _resetter = new();
    private readonly InMemoryResultStore _store = new();
    private readonly EventCollector<SweepEvent> _events = new();

    private IEnumerable<string> Executed =>
        _runner.Requests.Select(request => $"s={request.ServeParameters.Find("s")} b={request.Parameters.Find("b")} #{request.RunNumber}");

    private IEnumerable<string> Started => _launcher.Specs.Select(spec => spec.Parameters.Find("s").Text);

    [Test]
    public async Task RunAsync_Rounds_RunsEveryCaseOnceThenAgainWithANewServerEachTime()
    {
        var report = await RunAsync(TwoServers with { RunOrder = RunOrder.Rounds });

        Assert.That(report.IsComplete);
        Assert.That(Executed, Is.EqualTo(InRounds));
        Assert.That(Started, Is.EqualTo(["1", "2", "1", "2", "1", "2"]));
        Assert.That(_launcher.Running, Is.Zero);
        Assert.That(_resetter.Resets, Is.EqualTo(6), "once between the two runs of each server");
    }

    [Test]
    public async Task RunAsync_Alternating_TurnsTheOrderRoundInEverySecondRound()
    {
        var report = await RunAsync(TwoServers with { RunOrder = RunOrder.Alternating });

        Assert.That(report.IsComplete);
        Assert.That(Executed, Is.EqualTo(InTurn));
        Assert.That(Started, Is.EqualTo(["1", "2", "2", "1", "1", "2"]));
    }

    [TestCase(RunOrder.CaseByCase)]
    [TestCase(RunOrder.Rounds)]
    [TestCase(RunOrder.Alternating)]
    public async Task RunAsync_EndedAfterAnyRun_ResumesInTheSameOrderWithoutLossOrRepetition(RunOrder order)
    {
        var definition = TwoServers with { RunOrder = order };
        await RunAsync(definition);
        string[] whole = [.. Executed];
        for (var ended = 1; ended < whole.Length; ended++)
        {
            _runner.Clear();
            var store = new InMemoryResultStore();
            using var stop = new CancellationTokenSource();
            var count = 0;
            _runner.Script = (_, token) =>
            {
                if (++count > ended)
                {
                    stop.Cancel();
                    token.ThrowIfCancellationRequested();
                }

                return Task.FromResult(Runs.Succeed(1));
            };
            Assert.That(() => RunAsync(definition, store, stop.Token), Throws.InstanceOf<OperationCanceledException>());
            Assert.That(Executed, Is.EqualTo(whole.Take(ended + 1)));
            Assert.That(_launcher.Running, Is.Zero);

            _runner.Clear();
            _runner.Script = (_, _) => Task.FromResult(Runs.Succeed(1));
            var resumed = await RunAsync(definition, store);

            Assert.That(Executed, Is.EqualTo(whole.Skip(ended)), $"after {ended} runs");
            Assert.That((resumed.EarlierRuns, resumed.ExecutedRuns), Is.EqualTo((ended, whole.Length - ended)));
        }
    }

    [Test]
    public async Task RunAsync_ResumedWithMoreRuns_AddsRounds()
    {
        await RunAsync(TwoServers with { RunOrder = RunOrder.Rounds, RunsPerCase = 1 });
        await RunAsync(TwoServers with { RunOrder = RunOrder.Rounds });

        Assert.That(Executed, Is.EqualTo(InRounds));
    }

    [Test]
    public async Task CheckAsync_ResumedInAnotherOrder_IsRefusedWithBothNames()
    {
        await RunAsync(TwoServers with { RunsPerCase = 1 });

        var report = await CheckAsync(TwoServers with { RunOrder = RunOrder.Rounds });

        Assert.That(report.Problems, Has.Count.EqualTo(1).And.One.StartsWith("run order changed: case-by-case -> rounds: "));
    }

    [Test]
    public async Task RunAsync_RunFailsInTheFirstRound_ExecutesTheOtherRoundsAndRetriesItOnResume()
    {
        var fails = true;
        _runner.Script = (request, _) =>
            Task.FromResult(
                fails && request.RunNumber == 0 && request.Parameters.Find("b").ToInt64() == 1 ? Runs.Fail("no luck") : Runs.Succeed(1)
            );
        var definition = TwoServers with { RunOrder = RunOrder.Rounds };

        var report = await RunAsync(definition);

        Assert.That((report.ExecutedRuns, report.Failures.Count), Is.EqualTo((10, 2)));
        fails = false;
        _runner.Clear();
        Assert.That((await RunAsync(definition)).IsComplete);
        Assert.That(Executed, Is.EqualTo(["s=1 b=1 #0", "s=2 b=1 #0"]));
    }

    [Test]
    public async Task RunAsync_ServerDoesNotStart_IsNotTriedAgainInTheNextRounds()
    {
        _launcher.FailNextStart("out of memory");

        var report = await RunAsync(TwoServers with { RunOrder = RunOrder.Rounds });

        Assert.That(Started, Is.EqualTo(["1", "2", "2", "2"]));
        Assert.That(
            report.Failures,
            Has.Count.EqualTo(6).And.All.Property(nameof(FailedRun.Failure)).Property("Message").EqualTo("out of memory")
        );
    }

    [Test]
    public async Task RunAsync_FailureUnderStop_EndsTheSweepInThatTurn()
    {
        _runner.Script = (request, _) => Task.FromResult(request.RunNumber == 1 ? Runs.Fail("no luck") : Runs.Succeed(1));

        var report = await RunAsync(TwoServers with { RunOrder = RunOrder.Rounds, OnFailure = FailurePolicy.Stop });

        Assert.That(Executed, Is.EqualTo(InRounds.Take(5)));
        Assert.That(report.IsComplete, Is.False);
        Assert.That(_launcher.Running, Is.Zero);
    }

    [Test]
    public async Task RunAsync_ServerThatIsNotOurs_ResetsItsCachesBetweenRoundsToo()
    {
        _launcher.CanRestart = false;

        var report = await RunAsync(
            TwoServers with
            {
                RunOrder = RunOrder.Rounds,
                ServeParameters = [new() { { "s", 1 } }],
                BenchParameters = [new() { { "b", 1 } }],
            }
        );

        Assert.That(report.IsComplete);
        Assert.That(_resetter.Resets, Is.EqualTo(2), "three runs of a server that keeps what it has cached");
    }

    [Test]
    public async Task RunAsync_WarmUp_PrecedesEveryCaseOfEveryRound()
    {
        var definition = TwoServers with { RunOrder = RunOrder.Rounds, RunsPerCase = 2, WarmupPrompts = 5 };

        var report = await CheckAsync(definition);
        await RunAsync(definition);

        Assert.That(_runner.Requests.Count(request => request.RunNumber < 0), Is.EqualTo(8));
        Assert.That(report.ForeseeRuns(report.Plan.Servers[0].Cases[0]).Select(run => run.RunNumber), Is.EqualTo([-1, 0, -1, 1]));
    }

    [Test]
    public async Task RunAsync_EverythingDone_SkipsEachServerOnce()
    {
        await RunAsync(TwoServers with { RunOrder = RunOrder.Rounds });
        var starts = _launcher.Specs.Count;

        var again = await RunAsync(TwoServers with { RunOrder = RunOrder.Rounds });

        Assert.That((again.IsComplete, _launcher.Specs.Count), Is.EqualTo((true, starts)));
        Assert.That(_events.Events.OfType<ServerSkipped>().Count(), Is.EqualTo(2));
    }

    [TestCase(RunOrder.CaseByCase, false, 2)]
    [TestCase(RunOrder.Rounds, false, 6)]
    [TestCase(RunOrder.Alternating, false, 6)]
    [TestCase(RunOrder.Rounds, true, 12)]
    public async Task ServerStartCount_OfAPlan_IsWhatASweepStarts(RunOrder order, bool restarts, int expected)
    {
        var definition = TwoServers with { RunOrder = order, RestartBetweenRuns = restarts };

        Assert.That((await CheckAsync(definition)).ServerStartCount, Is.EqualTo(expected));
        await RunAsync(definition);
        Assert.That(_launcher.Specs, Has.Count.EqualTo(expected));
        Assert.That((await CheckAsync(definition)).ServerStartCount, Is.Zero);
    }

    [TestCase(1)]
    [TestCase(3)]
    public void Validate_AlternatingWithoutTwoServers_IsRefused(int servers)
    {
        var definition = TwoServers with
        {
            RunOrder = RunOrder.Alternating,
            ServeParameters = ParameterSweep.Grid(("s", [.. Enumerable.Range(1, servers).Select(one => (ParameterValue)one)])),
        };

        Assert.That(
            SweepPlanner.Validate(definition),
            Has.Count.EqualTo(1).And.One.Contains($"exactly two configurations, and the plan has {servers}")
        );
    }

    [Test]
    public void Validate_OrderAndSearch_IsRefused()
    {
        var search = new SearchDefinition { ServiceLevels = [ServiceLevel.Parse("p99_e2el_ms<=200")] };

        Assert.That(
            SweepPlanner.Validate(TwoServers with { RunOrder = RunOrder.Rounds, Search = search }),
            Has.One.Contains("The run order rounds (--run-order) needs a fixed number of runs per case, and a search")
        );
    }

    [Test]
    public void Validate_OrderOutOfRange_IsRefused() =>
        Assert.That(SweepPlanner.Validate(TwoServers with { RunOrder = (RunOrder)7 }), Has.One.StartsWith("The run order is 7;"));

    [Test]
    public void Shard_Alternating_IsRefused()
    {
        var plan = SweepPlanner.Plan(TwoServers with { RunOrder = RunOrder.Alternating });

        Assert.That(() => plan.Shard(0, 2), Throws.TypeOf<InvalidInputException>().With.Message.Contains("leave out one of the two"));
        Assert.That(plan.Shard(0, 1).Servers, Has.Count.EqualTo(2));
    }

    private Task<SweepReport> RunAsync(SweepDefinition definition, InMemoryResultStore? store = null, CancellationToken stop = default) =>
        new SweepRunner(_launcher, _runner, _resetter, store ?? _store).RunAsync(SweepPlanner.Plan(definition), _events, stop);

    private Task<PreflightReport> CheckAsync(SweepDefinition definition) =>
        new SweepRunner(_launcher, _runner, _resetter, _store).CheckAsync(SweepPlanner.Plan(definition));
}
