using ServeMulti.Benchmarking;
using ServeMulti.Fakes;
using ServeMulti.Launching;
using ServeMulti.Parameters;
using ServeMulti.Processes;
using ServeMulti.Results;
using ServeMulti.Sla;
using ServeMulti.Testing;

namespace ServeMulti.Sweeping;

public sealed class PreflightTests
{
    private static readonly SweepDefinition Definition = new()
    {
        ServeCommand = CommandLine.Parse("vllm serve m"),
        BenchCommand = CommandLine.Parse("vllm bench serve"),
        ServeParameters = [new() { { "s", 1 } }, new() { { "s", 2 } }],
        RunsPerCase = 2,
    };

    private readonly FakeServerLauncher _launcher = new();
    private readonly ScriptedBenchmarkRunner _runner = new();
    private readonly RecordingCacheResetter _resetter = new();
    private readonly InMemoryResultStore _store = new();

    [Test]
    public async Task CheckAsync_NothingDone_LeavesEverythingToDo()
    {
        var report = await CheckAsync(Definition);

        Assert.That(report.Problems, Is.Empty);
        Assert.That(report.FinishedRunCount, Is.Zero);
        Assert.That(report.Servers.SelectMany(server => server.Cases).Select(work => work.RemainingRuns), Is.All.EqualTo(new[] { 0, 1 }));
    }

    [Test]
    public async Task CheckAsync_OneRunFinished_MarksIt()
    {
        var plan = SweepPlanner.Plan(Definition);
        await using var session = await _store.OpenAsync(plan.ToExperiment());
        await session.SaveRunAsync(new RunRecord(plan.Servers[0].Cases[0].Case, 1, Runs.Succeed(1).Document!));

        await session.DisposeAsync();
        var report = await CheckAsync(Definition);

        Assert.That(report.FinishedRunCount, Is.EqualTo(1));
        Assert.That(report.Servers[0].Cases[0].RemainingRuns, Is.EqualTo(new[] { 0 }));
        Assert.That(report.Servers[0].IsDone, Is.False);
    }

    [Test]
    public async Task CheckAsync_ServerWithNothingLeft_IsDoneAndNotChecked()
    {
        var plan = SweepPlanner.Plan(Definition with { RunsPerCase = 1, ServeParameters = [new() { { "s", 1 } }] });
        await using var session = await _store.OpenAsync(plan.ToExperiment());
        await session.SaveRunAsync(new RunRecord(plan.Servers[0].Cases[0].Case, 0, Runs.Succeed(1).Document!));
        await session.DisposeAsync();
        _launcher.Problems = ["The port is taken."];

        var report = await new Preflight(_launcher, _runner, _resetter, _store).CheckAsync(plan);

        Assert.That(report.Servers.Single().IsDone);
        Assert.That(report.Problems, Is.Empty);
    }

    [TestCase("vllm bench serve --port 8000", 1)]
    [TestCase("vllm bench serve", 1)]
    [TestCase("serve-multi bench", 0)]
    [TestCase("env A=1 serve-multi bench --port 9001", 1)]
    [TestCase("my-bench --port 1", 0)]
    public async Task CheckAsync_BenchmarkThatAsksAnotherServer_IsRefusedOncePerServer(string bench, int expected)
    {
        var definition = Definition with
        {
            BenchCommand = CommandLine.Parse(bench),
            ServeParameters = [new() { { "port", 8000 } }, new() { { "port", 9001 } }],
        };

        Assert.That(await FindAddressProblemsAsync(definition), Has.Length.EqualTo(expected));
        Assert.That(await FindAddressProblemsAsync(definition with { AllowsOtherAddress = true }), Is.Empty);
    }

    [Test]
    public async Task CheckAsync_BenchParametersNameTheServer_OnlyTheCasesThatDoNotAreRefused()
    {
        var definition = Definition with
        {
            ServeParameters = [new() { { "port", 8001 } }, new() { { "port", 8002 } }],
            BenchParameters = [new() { { "port", 8001 } }, new() { { "port", 8002 } }],
        };

        Assert.That(
            await FindAddressProblemsAsync(definition),
            Has.Length.EqualTo(2).And.All.Contains("The benchmark command asks http://127.0.0.1:800")
        );
        Assert.That(await FindAddressProblemsAsync(definition with { Links = ParameterLink.ParseList("port=port") }), Is.Empty);
    }

    [Test]
    public async Task CheckAsync_ServerThatAlreadyRuns_IsTheOneAsked()
    {
        var definition = Definition with
        {
            ServeCommand = null,
            Endpoint = new("http://gpu-7:8000"),
            ServeParameters = ParameterSweep.Unchanged,
        };

        Assert.That(await FindAddressProblemsAsync(definition), Has.Length.EqualTo(1).And.All.Contains("Add --host gpu-7 --port 8000"));
        Assert.That(
            await FindAddressProblemsAsync(
                definition with
                {
                    BenchCommand = CommandLine.Parse("vllm bench serve --base-url http://gpu-7:8000"),
                }
            ),
            Is.Empty
        );
    }

    private async Task<string[]> FindAddressProblemsAsync(SweepDefinition definition)
    {
        IServerLauncher launcher = definition.ServeCommand is null
            ? new RunningServerLauncher()
            : new ProcessServerLauncher(new ProcessLauncher());
        var report = await new Preflight(launcher, new CommandBenchmarkRunner(), _resetter, _store).CheckAsync(
            SweepPlanner.Plan(definition)
        );
        return
        [
            .. report.Problems.Where(problem =>
                problem.Contains("another server would be measured", StringComparison.Ordinal)
                && !problem.StartsWith("Port ", StringComparison.Ordinal)
            ),
        ];
    }

    [Test]
    public async Task CheckAsync_FinishedSearch_IsDoneAndNotChecked()
    {
        var plan = SweepPlanner.Plan(QueueServer.TwoServers);
        var runs = await SweepAsync(plan);
        _launcher.Problems = ["The port is taken."];

        var report = await CheckAsync(QueueServer.TwoServers);

        Assert.That(report.Servers.Select(server => server.IsDone), Is.All.True);
        Assert.That(report.Problems, Is.Empty);
        Assert.That((report.FinishedRunCount, report.RunCount), Is.EqualTo((runs, runs)));
    }

    [Test]
    public async Task CheckAsync_SearchWithOtherOptions_IsNotDone()
    {
        var runs = await SweepAsync(SweepPlanner.Plan(QueueServer.TwoServers));

        var report = await CheckAsync(
            QueueServer.TwoServers with
            {
                Search = QueueServer.TwoServers.Search! with { ServiceLevels = [ServiceLevel.Parse("p99_e2el_ms<=150")] },
            }
        );

        Assert.That(report.Servers.Select(server => server.IsDone), Is.All.False);
        Assert.That(report.FinishedRunCount, Is.GreaterThan(0).And.LessThan(runs), "the burst is of use to any SLA");
        Assert.That(report.RunCount, Is.EqualTo(48));
    }

    [Test]
    public async Task CheckAsync_SearchInWhichOneRunIsMissing_IsNotDone()
    {
        var plan = SweepPlanner.Plan(QueueServer.TwoServers with { ServeParameters = [new() { { "capacity", 40 } }] });
        var runs = await SweepAsync(plan);
        var records = _store.Runs;
        foreach (var missing in records)
        {
            var store = new InMemoryResultStore();
            await using var session = await store.OpenAsync(plan.ToExperiment());
            foreach (var run in records.Where(run => run != missing))
            {
                await session.SaveRunAsync(run);
            }

            await session.DisposeAsync();
            var report = await new Preflight(_launcher, _runner, _resetter, store).CheckAsync(plan);
            Assert.That(report.Servers.Single().IsDone, Is.False);
            Assert.That(report.FinishedRunCount, Is.LessThan(runs));
        }
    }

    [Test]
    public async Task CheckAsync_FinishedScan_IsDone()
    {
        var definition = QueueServer.TwoServers with { Search = null, Scan = new ScanDefinition() };
        var runs = await SweepAsync(SweepPlanner.Plan(definition));

        var report = await CheckAsync(definition);
        var more = await CheckAsync(definition with { RunsPerCase = 4 });

        Assert.That(report.Servers.Select(server => server.IsDone), Is.All.True);
        Assert.That((report.FinishedRunCount, report.RunCount), Is.EqualTo((runs, runs)));
        Assert.That(more.Servers.Select(server => server.IsDone), Is.All.False);
        Assert.That(
            (more.FinishedRunCount, more.RunCount),
            Is.EqualTo((2 * 2 * 3, 2 * 10 * 4)),
            "only the ends are known before their fourth runs"
        );
    }

    [Test]
    public async Task CheckAsync_RunsOfAPlainSweepInItsPlace_AreNoneOfASearch()
    {
        var plain = QueueServer.TwoServers with { Search = null };
        var plan = SweepPlanner.Plan(plain);
        await using var session = await _store.OpenAsync(plan.ToExperiment());
        await session.SaveRunAsync(new RunRecord(plan.Servers[0].Cases[0].Case, 0, Runs.Succeed(1).Document!));
        await session.DisposeAsync();

        var report = await CheckAsync(QueueServer.TwoServers);

        Assert.That((report.FinishedRunCount, report.RunCount), Is.EqualTo((0, 48)));
    }

    [Test]
    public async Task CheckAsync_SameProblemOfSeveralServers_IsSaidOnce()
    {
        _launcher.Problems = ["The executable 'vllm' does not exist."];
        _launcher.MachineProblems = ["The executable 'vllm' does not exist."];
        _resetter.Problem = "The caches cannot be reset.";

        var report = await CheckAsync(Definition with { RunsPerCase = 1 });

        Assert.That(report.MachineProblems, Is.EqualTo(new[] { "The executable 'vllm' does not exist." }));
        Assert.That(report.InputProblems, Is.EqualTo(new[] { "The caches cannot be reset." }));
        Assert.That(report.Problems, Is.EqualTo(new[] { "The caches cannot be reset.", "The executable 'vllm' does not exist." }));
    }

    [Test]
    public async Task CheckAsync_EmptyPlan_IsRefusedAndNeverComplete()
    {
        var whole = SweepPlanner.Plan(Definition with { ServeParameters = [new() { { "s", 1 } }] });
        var empty = whole.Shard(1, 2);

        var report = await new Preflight(_launcher, _runner, _resetter, _store).CheckAsync(empty);

        Assert.That(report.Problems, Is.EqualTo(new[] { "The plan is empty: it has no case to run." }));
        Assert.That(
            new SweepReport
            {
                Plan = empty,
                Location = "",
                ExecutedRuns = 0,
                EarlierRuns = 0,
                Failures = [],
                Elapsed = TimeSpan.Zero,
            }.IsComplete,
            Is.False,
            "0 of 0 runs prove nothing"
        );
    }

    [Test]
    public async Task ForeseeRuns_PlainSweep_AreAllRunsWithTheWarmUpBeforeTheFirstThatIsLeft()
    {
        var plan = SweepPlanner.Plan(Definition with { ServeParameters = [new() { { "s", 1 } }], RunsPerCase = 3, WarmupPrompts = 7 });
        await using var session = await _store.OpenAsync(plan.ToExperiment());
        await session.SaveRunAsync(new RunRecord(plan.Servers[0].Cases[0].Case, 0, Runs.Succeed(1).Document!));
        await session.DisposeAsync();
        var planned = plan.Servers[0].Cases[0];

        var report = await new SweepRunner(_launcher, _runner, _resetter, _store).CheckAsync(plan);

        Assert.That((report.IsDone(planned), report.CountRuns(planned)), Is.EqualTo((false, 3)));
        Assert.That(() => report.IsDone(SweepPlanner.Plan(Definition).Servers[0].Cases[0]), Throws.ArgumentException);
        var runs = report.ForeseeRuns(planned).ToArray();

        Assert.That(
            runs.Select(run => $"{run.RunNumber} {run.IsDone} {run.Request.Command}"),
            Is.EqualTo(
                new[]
                {
                    "0 True vllm bench serve",
                    "-1 False vllm bench serve --num-prompts 7",
                    "1 False vllm bench serve",
                    "2 False vllm bench serve",
                }
            )
        );
    }

    [Test]
    public async Task CheckAsync_ServersAtOneAddress_CheckItsPortOnce()
    {
        var launcher = new AddressedLauncher();

        await new Preflight(launcher, _runner, _resetter, _store).CheckAsync(
            SweepPlanner.Plan(Definition with { ServeParameters = ParameterSweep.Grid(("port", [8000, 8001]), ("s", [1, 2])) })
        );

        Assert.That(
            launcher.Asked.Select(spec => $"{spec.Parameters} {spec.IsPortChecked}"),
            Is.EqualTo(["port=8000-s=1 False", "port=8000-s=2 True", "port=8001-s=1 False", "port=8001-s=2 True"])
        );
    }

    private async Task<int> SweepAsync(SweepPlan plan)
    {
        var runner = new ScriptedBenchmarkRunner { Script = (request, _) => Task.FromResult(QueueServer.Measure(request)) };
        return (await new SweepRunner(_launcher, runner, _resetter, _store).RunAsync(plan)).ExecutedRuns;
    }

    private Task<PreflightReport> CheckAsync(SweepDefinition definition) =>
        new Preflight(_launcher, _runner, _resetter, _store).CheckAsync(SweepPlanner.Plan(definition));

    /// <summary>Knows the address of a server by its parameter <c>port</c>.</summary>
    private sealed class AddressedLauncher : IServerLauncher
    {
        public List<ServerSpec> Asked { get; } = [];

        public Task<IRunningServer> LaunchAsync(ServerSpec spec, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public IReadOnlyList<string> FindProblems(ServerSpec spec)
        {
            Asked.Add(spec);
            return [];
        }

        public Uri? FindEndpoint(ServerSpec spec) => new($"http://127.0.0.1:{spec.Parameters.Find("port")}");
    }
}
