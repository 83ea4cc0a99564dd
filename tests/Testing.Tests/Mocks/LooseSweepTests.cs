using Moq;
using ServeMulti.Benchmarking;
using ServeMulti.Launching;
using ServeMulti.Parameters;
using ServeMulti.Results;
using ServeMulti.Sweeping;

namespace ServeMulti.Testing.Mocks;

/// <summary>A sweep on loose mocks: where only the call under test is set up, the rest is taken for nothing, or named.</summary>
public sealed class LooseSweepTests
{
    private static readonly SweepDefinition Definition = new()
    {
        ServeParameters = ParameterSweep.Grid(("max_num_seqs", [16, 64])),
        RunsPerCase = 2,
        OnFailure = FailurePolicy.Continue,
    };

    private readonly Mock<IServerLauncher> _launcher = new();
    private readonly Mock<IRunningServer> _server = new();
    private readonly Mock<IBenchmarkRunner> _runner = new();
    private readonly Mock<ICacheResetter> _resetter = new();
    private readonly InMemoryResultStore _store = new();
    private readonly VirtualClock _clock = new();

    [Test]
    public async Task RunAsync_LauncherAndRunnerSetUp_RunsEverything()
    {
        SetUpLauncher();
        SetUpRunner(BenchmarkResult.Success(("request_throughput", 8)));

        var report = await SweepAsync();

        Assert.That(report.IsComplete, string.Join(' ', report.Failures.Select(run => run.Failure.Message)));
        Assert.That(report.ExecutedRuns, Is.EqualTo(4));
        _launcher.Verify(it => it.LaunchAsync(It.IsAny<ServerSpec>(), It.IsAny<CancellationToken>()), Times.Exactly(2));
        _server.Verify(it => it.DisposeAsync(), Times.Exactly(2));
        _resetter.Verify(it => it.ResetAsync(_server.Object, It.IsAny<CancellationToken>()), Times.Exactly(2));
    }

    [Test]
    public async Task RunAsync_NothingSetUp_NamesTheLauncher()
    {
        var report = await SweepAsync();

        Assert.That(report.Failures.Select(run => run.Failure.Reason), Has.All.EqualTo(BenchmarkFailureReason.Exception));
        Assert.That(
            report.Failures.Select(run => run.Failure.Message),
            Has.All.Contains("The server launcher").And.All.Contains("returned null from LaunchAsync")
        );
        _runner.Verify(it => it.RunAsync(It.IsAny<BenchmarkRequest>(), It.IsAny<CancellationToken>()), Times.Never);
    }

    [Test]
    public async Task RunAsync_LauncherThatReturnsNoTask_IsNamed()
    {
        _launcher.Setup(it => it.LaunchAsync(It.IsAny<ServerSpec>(), It.IsAny<CancellationToken>())).Returns((Task<IRunningServer>)null!);

        var report = await SweepAsync();

        Assert.That(
            report.Failures.Select(run => run.Failure.Message),
            Has.All.Contains("The server launcher").And.All.Contains("returned null from LaunchAsync")
        );
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task RunAsync_RunnerThatReturnsNull_IsNamedAndFailsEachRun(bool isTaskNull)
    {
        SetUpLauncher();
        if (isTaskNull)
        {
            _runner
                .Setup(it => it.RunAsync(It.IsAny<BenchmarkRequest>(), It.IsAny<CancellationToken>()))
                .Returns((Task<BenchmarkResult>)null!);
        }

        var report = await SweepAsync();

        Assert.That(report.Failures, Has.Count.EqualTo(4));
        Assert.That(report.Failures.Select(run => run.Failure.Reason), Has.All.EqualTo(BenchmarkFailureReason.Exception));
        Assert.That(
            report.Failures.Select(run => run.Failure.Message),
            Has.All.Contains("The benchmark runner").And.All.Contains("returned null from RunAsync")
        );
    }

    [Test]
    public async Task RunAsync_ARunFailsOnALooseServer_RecordsTheRunsOwnFailure()
    {
        SetUpLauncher();
        SetUpRunner(BenchmarkResult.Failed(BenchmarkFailureReason.NonZeroExit, "connection refused"));

        var report = await SweepAsync();

        Assert.That(
            report.Failures.Select(run => run.Failure.Message),
            Has.All.EqualTo("connection refused"),
            "nothing is known of the server, so nothing is said of it"
        );
        _server.Verify(it => it.FindProblemAsync(It.IsAny<CancellationToken>()), Times.Exactly(4));
    }

    [Test]
    public async Task RunAsync_AnUnhealthyLooseServer_IsStartedAgain()
    {
        SetUpLauncher();
        SetUpRunner(BenchmarkResult.Failed(BenchmarkFailureReason.NonZeroExit, "connection refused"));
        _server.Setup(it => it.FindProblemAsync(It.IsAny<CancellationToken>())).ReturnsAsync("it answers 500");

        var report = await SweepAsync();

        Assert.That(report.Failures.Select(run => run.Failure.RecentOutput), Has.All.Empty);
        Assert.That(report.Failures.Select(run => run.Failure.Message), Has.All.Contains("it answers 500"));
        _launcher.Verify(it => it.LaunchAsync(It.IsAny<ServerSpec>(), It.IsAny<CancellationToken>()), Times.Exactly(4));
    }

    [Test]
    public async Task RunAsync_AServerOnceItHasExited_IsLost()
    {
        var exited = new TaskCompletionSource<ServerExit>();
        SetUpLauncher();
        _server.Setup(it => it.Exited).Returns(exited.Task);
        _runner
            .Setup(it => it.RunAsync(It.IsAny<BenchmarkRequest>(), It.IsAny<CancellationToken>()))
            .Returns(() =>
            {
                exited.TrySetResult(null!);
                return Task.FromResult(BenchmarkResult.Failed(BenchmarkFailureReason.NonZeroExit, "connection refused"));
            });

        var report = await SweepAsync();

        Assert.That(report.Failures[0].Failure.Reason, Is.EqualTo(BenchmarkFailureReason.ServerExited));
        Assert.That(report.Failures[0].Failure.Message, Is.Not.Empty);
    }

    [Test]
    public async Task RunAsync_AResetterThatReturnsNoTask_HasReset()
    {
        SetUpLauncher();
        SetUpRunner(BenchmarkResult.Success(("request_throughput", 8)));
        _resetter.Setup(it => it.ResetAsync(It.IsAny<IRunningServer>(), It.IsAny<CancellationToken>())).Returns((Task)null!);

        Assert.That((await SweepAsync()).IsComplete);
    }

    [Test]
    public async Task RunAsync_AResetThatFails_IsReportedWithoutARestart()
    {
        SetUpLauncher();
        SetUpRunner(BenchmarkResult.Success(("request_throughput", 8)));
        _resetter
            .Setup(it => it.ResetAsync(It.IsAny<IRunningServer>(), It.IsAny<CancellationToken>()))
            .ThrowsAsync(new CacheResetException("404 Not Found"));

        var report = await SweepAsync();

        Assert.That(report.ExecutedRuns, Is.EqualTo(2), "a loose server says that it cannot be restarted");
        Assert.That(report.Failures.Select(run => run.Failure.Message), Has.All.Contains("404 Not Found"));
    }

    private Task<SweepReport> SweepAsync() =>
        new SweepRunner(_launcher.Object, _runner.Object, _resetter.Object, _store, _clock).RunAsync(SweepPlanner.Plan(Definition));

    private void SetUpLauncher() =>
        _launcher.Setup(it => it.LaunchAsync(It.IsAny<ServerSpec>(), It.IsAny<CancellationToken>())).ReturnsAsync(_server.Object);

    private void SetUpRunner(BenchmarkResult result) =>
        _runner.Setup(it => it.RunAsync(It.IsAny<BenchmarkRequest>(), It.IsAny<CancellationToken>())).ReturnsAsync(result);
}
