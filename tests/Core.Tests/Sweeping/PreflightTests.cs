using ServeMulti.Fakes;
using ServeMulti.Parameters;
using ServeMulti.Results;

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
    private readonly FakeCacheResetter _resetter = new();
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
        await _store.BeginAsync(plan.ToExperiment());
        await _store.SaveRunAsync(new RunRecord(
            plan.Servers[0].Cases[0].Case, 1, ScriptedBenchmarkRunner.Succeed(1).Document!));

        await _store.DisposeAsync();
        var report = await CheckAsync(Definition);

        Assert.That(report.FinishedRunCount, Is.EqualTo(1));
        Assert.That(report.Servers[0].Cases[0].RemainingRuns, Is.EqualTo(new[] { 0 }));
        Assert.That(report.Servers[0].IsDone, Is.False);
    }

    [Test]
    public async Task CheckAsync_ServerWithNothingLeft_IsDoneAndNotChecked()
    {
        var plan = SweepPlanner.Plan(Definition with { RunsPerCase = 1, ServeParameters = [new() { { "s", 1 } }] });
        await _store.BeginAsync(plan.ToExperiment());
        await _store.SaveRunAsync(new RunRecord(plan.Servers[0].Cases[0].Case, 0, ScriptedBenchmarkRunner.Succeed(1).Document!));
        await _store.DisposeAsync();
        _launcher.Problems.Add("The port is taken.");

        var report = await new Preflight(_launcher, _runner, _resetter, _store).CheckAsync(plan);

        Assert.That(report.Servers.Single().IsDone);
        Assert.That(report.Problems, Is.Empty);
    }

    [Test]
    public async Task CheckAsync_SameProblemOfSeveralServers_IsSaidOnce()
    {
        _launcher.Problems.Add("The executable 'vllm' does not exist.");
        _resetter.Problem = "The caches cannot be reset.";

        var report = await CheckAsync(Definition with { RunsPerCase = 1 });

        Assert.That(report.MachineProblems, Is.EqualTo(new[] { "The executable 'vllm' does not exist.", "The caches cannot be reset." }));
    }

    [Test]
    public async Task CheckAsync_BadPlan_ReportsItsProblems()
    {
        var report = await CheckAsync(Definition with { RunsPerCase = 0 });

        Assert.That(report.Problems, Is.EqualTo(new[] { "The number of runs is 0; it must be at least 1." }));
    }

    private Task<PreflightReport> CheckAsync(SweepDefinition definition) =>
        new Preflight(_launcher, _runner, _resetter, _store).CheckAsync(SweepPlanner.Plan(definition));
}
