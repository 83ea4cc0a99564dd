using ServeMulti.Benchmarking;
using ServeMulti.Fakes;
using ServeMulti.Launching;
using ServeMulti.Parameters;
using ServeMulti.Results;
using ServeMulti.Sla;
using ServeMulti.Testing;

namespace ServeMulti.Sweeping;

/// <summary>Exceptions that parts of the host's own throw in a sweep: each fails what was being done, and is recorded.</summary>
public sealed class HostExceptionTests
{
    private static readonly SweepDefinition TwoServers = new()
    {
        ServeCommand = CommandLine.Parse("vllm serve m"),
        BenchCommand = CommandLine.Parse("vllm bench serve"),
        ServeParameters = [new() { { "s", 1 } }, new() { { "s", 2 } }],
        RunsPerCase = 2,
        OnFailure = FailurePolicy.Continue,
    };

    private readonly FakeServerLauncher _launcher = new();
    private readonly ScriptedBenchmarkRunner _runner = new();
    private readonly RecordingCacheResetter _resetter = new();
    private readonly InMemoryResultStore _store = new();
    private readonly EventCollector<SweepEvent> _events = new();
    private readonly VirtualClock _time = new();

    [Test]
    public async Task Runner_Throws_FailsTheRunAndGoesOn()
    {
        _runner.Script = (request, _) => request.RunNumber == 0 ? throw new FormatException("no number") : Task.FromResult(Runs.Succeed(1));

        var report = await RunAsync(_launcher);

        Assert.That(report.ExecutedRuns, Is.EqualTo(2));
        Assert.That(
            report.Failures.Select(Describe),
            Is.EqualTo(
                new[]
                {
                    "s=1 0 Exception: The benchmark runner ScriptedBenchmarkRunner threw FormatException: no number",
                    "s=2 0 Exception: The benchmark runner ScriptedBenchmarkRunner threw FormatException: no number",
                }
            )
        );
        Assert.That(
            _store.Failures.Select(Describe),
            Is.EqualTo(report.Failures.Select(Describe)),
            "it is stored, and tried again by a resume"
        );
    }

    [Test]
    public async Task Runner_Throws_StopsTheSweepWhereThePolicySaysSo()
    {
        _runner.Script = (_, _) => throw new FormatException("no number");

        var report = await RunAsync(_launcher, TwoServers with { OnFailure = FailurePolicy.Stop });

        Assert.That(report.Failures, Has.Count.EqualTo(1));
        Assert.That(_launcher.Running, Is.Zero);
    }

    [Test]
    public async Task Launcher_Throws_FailsTheRunsOfThatServerAlone()
    {
        var report = await RunAsync(
            new DelegateServerLauncher(
                (spec, token) =>
                    Number(spec.Parameters, "s") == 1
                        ? throw new NotSupportedException("no such board")
                        : _launcher.LaunchAsync(spec, token)
            )
        );

        Assert.That(report.ExecutedRuns, Is.EqualTo(2));
        Assert.That(
            report.Failures.Select(Describe).Distinct(),
            Is.EqualTo(
                new[]
                {
                    "s=1 0 Exception: The server launcher DelegateServerLauncher threw NotSupportedException: no such board",
                    "s=1 1 Exception: The server launcher DelegateServerLauncher threw NotSupportedException: no such board",
                }
            )
        );
        Assert.That(
            _events.Events.OfType<RunStarted>().Select(started => started.Case.Case.ServeParameters.ToString()),
            Has.All.EqualTo("s=2"),
            "no run begins without a server"
        );
    }

    [Test]
    public async Task Launcher_ReturnsNull_IsNamed()
    {
        var report = await RunAsync(new NullLauncher());

        Assert.That(report.Failures, Has.Count.EqualTo(4));
        Assert.That(
            report.Failures[0].Failure.Message,
            Does.StartWith("The server launcher NullLauncher returned null from LaunchAsync: ")
        );
    }

    [Test]
    public async Task LaunchFunction_ReturnsNull_SaysWhatToReturn()
    {
        var report = await RunAsync(new DelegateServerLauncher((_, _) => Task.FromResult<IRunningServer>(null!)));

        Assert.That(
            report.Failures[0].Failure.Message,
            Does.Contain("The launch function returned null: return a server, such as a DelegateServer")
        );
    }

    [Test]
    public async Task Resetter_Throws_RestartsTheServerAndGoesOn()
    {
        _resetter.Resetting = _ => throw new IOException("the pipe is closed");

        var report = await RunAsync(_launcher);

        Assert.That(report.IsComplete);
        Assert.That(_launcher.Specs, Has.Count.EqualTo(4), "each server is started anew once");
        Assert.That(
            _events.Events.OfType<CacheResetFailed>().First().Message,
            Is.EqualTo("The cache resetter RecordingCacheResetter threw IOException: the pipe is closed.")
        );
    }

    [Test]
    public async Task Resetter_ThrowsWhereTheServerCannotBeRestarted_FailsTheRunsThatFollow()
    {
        _resetter.Resetting = _ => throw new IOException("the pipe is closed");
        _launcher.CanRestart = false;

        var report = await RunAsync(_launcher);

        Assert.That(
            report.Failures.Select(failed => (failed.RunNumber, failed.Failure.Reason)),
            Is.EqualTo(new[] { (1, BenchmarkFailureReason.Exception), (1, BenchmarkFailureReason.Exception) })
        );
        Assert.That(report.Failures[0].Failure.Message, Does.Contain("threw IOException: the pipe is closed."));
    }

    [Test]
    public async Task Stop_Throws_IsReportedAndTheNextServerIsStarted()
    {
        var report = await RunAsync(
            new DelegateServerLauncher(
                (spec, _) => Task.FromResult<IRunningServer>(new DelegateServer(spec, stop: () => throw new TimeoutException("it hangs")))
            )
        );

        Assert.That(report.ExecutedRuns, Is.EqualTo(4));
        Assert.That(
            _events.Events.OfType<ServerLost>().Select(lost => lost.Message),
            Is.EqualTo(
                new[]
                {
                    "The server could not be stopped: DelegateServer threw TimeoutException: it hangs",
                    "The server could not be stopped: DelegateServer threw TimeoutException: it hangs",
                }
            )
        );
    }

    [Test]
    public async Task ExitedTask_Faults_IsTakenForAnExitOfTheServer()
    {
        _runner.Script = async (_, token) =>
        {
            await Task.Delay(Timeout.Infinite, token);
            return Runs.Succeed(1);
        };

        var report = await RunAsync(
            new DelegateServerLauncher(
                (spec, _) =>
                    Task.FromResult<IRunningServer>(
                        new DelegateServer(spec, exited: Task.FromException<ServerExit>(new IOException("lost")))
                    )
            )
        );

        Assert.That(report.Failures, Has.Count.EqualTo(4));
        Assert.That(report.Failures[0].Failure.Message, Is.EqualTo("The server DelegateServer threw IOException: lost"));
    }

    [Test]
    public async Task Criterion_Throws_FailsTheSearchesOfThatCaseAlone()
    {
        _runner.Script = (request, _) => Task.FromResult(QueueServer.Measure(request));
        var definition = QueueServer.TwoServers with
        {
            OnFailure = FailurePolicy.Continue,
            Search = new SearchDefinition { ServiceLevels = [new ServiceLevel(new ThrowingCriterion())] },
        };

        var report = await RunAsync(_launcher, definition);

        Assert.That(report.IsComplete, Is.False);
        Assert.That(
            report.Failures.Select(failed => failed.Failure.Message),
            Has.Exactly(2)
                .Items.And.All.EqualTo("The criterion ThrowingCriterion of p99_e2el_ms threw DivideByZeroException: nothing to divide by")
        );
        Assert.That(_events.Names.Count(name => name == nameof(RunFailed)), Is.EqualTo(2));

        var again = await RunAsync(_launcher, definition);
        Assert.That(again.Failures, Has.Count.EqualTo(2), "a resume meets the criterion again, also where it looks at what is stored");
    }

    private static string Describe(FailedRun failed) =>
        $"{failed.Case.ServeParameters} {failed.RunNumber} {failed.Failure.Reason}: {failed.Failure.Message}";

    private static double Number(ParameterSet parameters, string key) => parameters.Find(key).ToDouble();

    private async Task<SweepReport> RunAsync(IServerLauncher launcher, SweepDefinition? definition = null)
    {
        return await new SweepRunner(launcher, _runner, _resetter, _store, _time).RunAsync(
            SweepPlanner.Plan(definition ?? TwoServers),
            _events
        );
    }

    private sealed class NullLauncher : IServerLauncher
    {
        public IReadOnlyList<string> FindProblems(ServerSpec spec) => [];

        public Task<IRunningServer> LaunchAsync(ServerSpec spec, CancellationToken cancellationToken = default) =>
            Task.FromResult<IRunningServer>(null!);
    }

    private sealed class ThrowingCriterion : ISlaCriterion
    {
        public string Metric => "p99_e2el_ms";

        public string Text => "p99_e2el_ms is fine";

        public bool IsMet(double value) => throw new DivideByZeroException("nothing to divide by");

        public double Margin(double value) => throw new DivideByZeroException("nothing to divide by");
    }
}
