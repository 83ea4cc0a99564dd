using ServeMulti.Benchmarking;
using ServeMulti.Fakes;
using ServeMulti.Launching;
using ServeMulti.Parameters;
using ServeMulti.Results;
using ServeMulti.Testing;

namespace ServeMulti.Sweeping;

public sealed class SweepRunnerTests
{
    private static readonly SweepDefinition TwoByTwo = new()
    {
        ServeCommand = CommandLine.Parse("vllm serve m"),
        BenchCommand = CommandLine.Parse("vllm bench serve"),
        ServeParameters = [new() { { "s", 1 } }, new() { { "s", 2 } }],
        BenchParameters = [new() { { "b", 1 } }, new() { { "b", 2 } }],
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
    public async Task RunAsync_WholePlan_RunsEveryCaseInOrderAndStoresEveryResult()
    {
        var report = await RunAsync(TwoByTwo);

        Assert.That(
            _runner.Requests.Select(request => $"{request.Command} #{request.RunNumber}"),
            Is.EqualTo(
                new[]
                {
                    "vllm bench serve --b 1 #0",
                    "vllm bench serve --b 1 #1",
                    "vllm bench serve --b 2 #0",
                    "vllm bench serve --b 2 #1",
                    "vllm bench serve --b 1 #0",
                    "vllm bench serve --b 1 #1",
                    "vllm bench serve --b 2 #0",
                    "vllm bench serve --b 2 #1",
                }
            )
        );
        Assert.That(
            _launcher.Specs.Select(spec => spec.Command!.ToString()),
            Is.EqualTo(new[] { "vllm serve m --s 1", "vllm serve m --s 2" })
        );
        Assert.That(_store.Runs.Count, Is.EqualTo(8));
        Assert.That(report, Has.Property(nameof(SweepReport.ExecutedRuns)).EqualTo(8).And.Property(nameof(SweepReport.IsComplete)).True);
    }

    [Test]
    public async Task RunAsync_WholePlan_ResetsCachesBetweenRunsAndLeavesNoServer()
    {
        await RunAsync(TwoByTwo);

        Assert.That(_resetter.Resets, Is.EqualTo(6), "four runs a server, and nothing after the last one");
        Assert.That(_launcher.Running, Is.Zero);
    }

    [Test]
    public async Task RunAsync_EverythingDone_StartsNothing()
    {
        await RunAsync(TwoByTwo);
        var again = await RunAsync(TwoByTwo);

        Assert.That(_launcher.Specs, Has.Count.EqualTo(2), "no server of the second sweep");
        Assert.That(again, Has.Property(nameof(SweepReport.EarlierRuns)).EqualTo(8).And.Property(nameof(SweepReport.ExecutedRuns)).Zero);
        Assert.That(_events.Names.Count(name => name == nameof(ServerSkipped)), Is.EqualTo(2));
    }

    [Test]
    public async Task RunAsync_OneServerDone_StartsOnlyTheOther()
    {
        await RunAsync(TwoByTwo with { ServeParameters = [new() { { "s", 1 } }] });
        await RunAsync(TwoByTwo);

        Assert.That(
            _launcher.Specs.Select(spec => spec.Command!.ToString()),
            Is.EqualTo(new[] { "vllm serve m --s 1", "vllm serve m --s 2" })
        );
    }

    [Test]
    public async Task RunAsync_RunFailsUnderContinue_KeepsTheOthersAndTriesItAgainOnResume()
    {
        FailWhen(request => request.RunNumber == 1 && request.Parameters.Equals(TwoByTwo.BenchParameters[0]), "no luck");
        var report = await RunAsync(TwoByTwo);

        Assert.That(report.Failures.Select(failed => failed.Failure.Message), Is.EqualTo(new[] { "no luck", "no luck" }));
        Assert.That(report.ExecutedRuns, Is.EqualTo(6));
        FailWhen(_ => false, "");
        _runner.Clear();
        var resumed = await RunAsync(TwoByTwo);
        Assert.That(_runner.Requests.Select(request => request.RunNumber), Is.EqualTo(new[] { 1, 1 }));
        Assert.That(resumed.IsComplete);
    }

    [Test]
    public async Task RunAsync_RunFailsUnderStop_EndsTheSweepThere()
    {
        FailWhen(request => request.RunNumber == 1, "no luck");
        var report = await RunAsync(TwoByTwo with { OnFailure = FailurePolicy.Stop });

        Assert.That(_runner.Requests, Has.Count.EqualTo(2));
        Assert.That(report.Failures.Single().RunNumber, Is.EqualTo(1));
        Assert.That(report.IsComplete, Is.False);
        Assert.That(_launcher.Running, Is.Zero);
    }

    [Test]
    public async Task RunAsync_ServerDoesNotStart_CostsOnlyItsOwnCases()
    {
        _launcher.FailNextStart(new ServerStartException("out of memory") { ExitCode = 1, RecentOutput = ["last line"] });
        var report = await RunAsync(TwoByTwo);

        Assert.That(report.Failures, Has.Count.EqualTo(4));
        Assert.That(report.Failures.Select(failed => failed.Failure.Reason), Is.All.EqualTo(BenchmarkFailureReason.ServerNotReady));
        Assert.That(
            report.Failures[0].Failure,
            Has.Property(nameof(BenchmarkFailure.Message))
                .EqualTo("out of memory")
                .And.Property(nameof(BenchmarkFailure.ExitCode))
                .EqualTo(1)
                .And.Property(nameof(BenchmarkFailure.RecentOutput))
                .EqualTo(new[] { "last line" })
        );
        Assert.That(report.ExecutedRuns, Is.EqualTo(4));
    }

    [Test]
    public async Task RunAsync_ServerDiesDuringARun_FailsThatRunAtOnceAndStartsTheServerOnceMore()
    {
        _runner.Script = async (request, cancellationToken) =>
        {
            if (_runner.Requests.Count == 1)
            {
                _launcher.Servers[0].Die("the server exited with code 137");
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }

            return Runs.Succeed(1);
        };
        var report = await RunAsync(TwoByTwo with { ServeParameters = [new() { { "s", 1 } }] });

        Assert.That(
            report.Failures.Single().Failure,
            Has.Property(nameof(BenchmarkFailure.Reason))
                .EqualTo(BenchmarkFailureReason.ServerExited)
                .And.Property(nameof(BenchmarkFailure.Message))
                .EqualTo("the server exited with code 137")
        );
        Assert.That(_launcher.Specs, Has.Count.EqualTo(2));
        Assert.That(report.ExecutedRuns, Is.EqualTo(3));
    }

    [Test]
    public async Task RunAsync_ServerDiesAgain_GivesUpTheRestOfItsCasesOnly()
    {
        _runner.Script = (request, _) =>
        {
            if (request.ServeParameters.Equals(TwoByTwo.ServeParameters[0]))
            {
                _launcher.Servers[^1].Die("gone");
                return Task.FromResult(Runs.Fail("connection refused"));
            }

            return Task.FromResult(Runs.Succeed(1));
        };
        var report = await RunAsync(TwoByTwo);

        Assert.That(_launcher.Specs, Has.Count.EqualTo(3), "twice the first, once the second");
        Assert.That(
            report.Failures.Select(failed => failed.Failure.Reason),
            Is.EqualTo(
                new[]
                {
                    BenchmarkFailureReason.ServerExited,
                    BenchmarkFailureReason.ServerExited,
                    BenchmarkFailureReason.ServerNotReady,
                    BenchmarkFailureReason.ServerNotReady,
                }
            )
        );
        Assert.That(report.ExecutedRuns, Is.EqualTo(4));
        Assert.That(_events.Events.OfType<ServerLost>().Select(lost => lost.IsGivenUp), Is.EqualTo(new[] { false, true }));
    }

    [Test]
    public async Task RunAsync_SomeRequestsFailedAndTheServerIsNoLongerReady_KeepsTheRunAndStartsTheServerOnceMore()
    {
        _runner.Script = (_, _) =>
        {
            _launcher.Servers[^1].Problem = _runner.Requests.Count == 1 ? "It answers 503." : null;
            return Task.FromResult(BenchmarkResult.Success(ResultDocument.FromMetrics([new("completed", 90), new("failed", 10)])));
        };
        var report = await RunAsync(TwoByTwo with { ServeParameters = [new() { { "s", 1 } }] });

        Assert.That(report.IsComplete);
        Assert.That(_launcher.Specs, Has.Count.EqualTo(2));
        Assert.That(
            _events.Events.OfType<ServerLost>().Single(),
            Has.Property(nameof(ServerLost.Message)).EqualTo("It answers 503.").And.Property(nameof(ServerLost.IsGivenUp)).False
        );
        Assert.That(
            _resetter.Resets,
            Is.EqualTo(2),
            "the lost server is not asked to reset anything, and the new one has nothing to reset"
        );
    }

    [Test]
    public async Task RunAsync_RunFailedAndTheServerIsNoLongerReadyAgain_GivesUpTheRestOfItsCases()
    {
        _runner.Script = (_, _) =>
        {
            _launcher.Servers[^1].Problem = "It answers 503.";
            return Task.FromResult(Runs.Fail("no luck"));
        };
        var report = await RunAsync(TwoByTwo with { ServeParameters = [new() { { "s", 1 } }] });

        Assert.That(_launcher.Specs, Has.Count.EqualTo(2));
        Assert.That(
            report.Failures.Select(failed => failed.Failure.Reason),
            Is.EqualTo(
                new[]
                {
                    BenchmarkFailureReason.ServerUnhealthy,
                    BenchmarkFailureReason.ServerUnhealthy,
                    BenchmarkFailureReason.ServerNotReady,
                    BenchmarkFailureReason.ServerNotReady,
                }
            )
        );
        Assert.That(report.Failures[0].Failure.Message, Is.EqualTo("It answers 503. The run had failed: no luck"));
    }

    [Test]
    public async Task RunAsync_AllWell_DoesNotAskHowTheServerIs()
    {
        _runner.Script = (_, _) =>
        {
            _launcher.Servers[^1].Problem = "It would answer 503.";
            return Task.FromResult(Runs.Succeed(1));
        };

        Assert.That((await RunAsync(TwoByTwo)).IsComplete);
        Assert.That(_launcher.Specs, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task RunAsync_ResetFails_KeepsTheRunAndRestartsTheServerBeforeTheNext()
    {
        _resetter.FailNextReset("HTTP 500");
        var report = await RunAsync(TwoByTwo with { ServeParameters = [new() { { "s", 1 } }] });

        Assert.That(report.IsComplete);
        Assert.That(_launcher.Specs, Has.Count.EqualTo(2));
        Assert.That(
            _events.Names.SkipWhile(name => name != nameof(CacheResetFailed)).Take(4),
            Is.EqualTo(new[] { nameof(CacheResetFailed), nameof(ServerStopped), nameof(ServerStarting), nameof(ServerReady) })
        );
    }

    [Test]
    public async Task RunAsync_EveryResetFails_SaysOnceWhatItCosts()
    {
        _resetter.Resetting = _ => throw new CacheResetException("HTTP 401");
        _launcher.Starting = _ => _time.Advance(TimeSpan.FromSeconds(90));
        await RunAsync(TwoByTwo with { ServeParameters = [new() { { "s", 1 } }] });

        var failed = _events.Events.OfType<CacheResetFailed>().ToArray();
        Assert.That(failed.Select(one => one.IsRepeated), Is.EqualTo(new[] { false, true, true }), "four runs");
        Assert.That(failed.Select(one => one.StartTime), Is.All.EqualTo(TimeSpan.FromSeconds(90)));
    }

    [Test]
    public async Task RunAsync_ResetOfAServerThatIsNotOursFails_MeasuresNoWarmCaches()
    {
        _resetter.Resetting = _ => throw new CacheResetException("HTTP 404");
        _launcher.CanRestart = false;
        var report = await RunAsync(TwoByTwo with { ServeParameters = [new() { { "s", 1 } }] });

        Assert.That(report.ExecutedRuns, Is.EqualTo(1));
        Assert.That(
            report.Failures.Select(failed => failed.Failure.Message),
            Is.All.Contains("not ours to restart")
                .And.All.Contains("HTTP 404")
                .And.All.Contains("--after-bench-cmd")
                .And.All.Contains("--cache-reset none")
        );
        Assert.That(_events.Names, Has.None.EqualTo(nameof(CacheResetFailed)));
    }

    [Test]
    public async Task RunAsync_RestartBetweenRuns_StartsTheServerForEachRunAndResetsNothing()
    {
        var report = await RunAsync(TwoByTwo with { RestartBetweenRuns = true });

        Assert.That((report.ExecutedRuns, report.IsComplete), Is.EqualTo((8, true)));
        Assert.That(_launcher.Specs, Has.Count.EqualTo(8));
        Assert.That((_launcher.Running, _resetter.Resets), Is.EqualTo((0, 0)));
        Assert.That(
            _events.Events.OfType<ServerStarting>().Select(starting => starting.IsRestart),
            Is.EqualTo(new[] { false, true, true, true, false, true, true, true })
        );
    }

    [Test]
    public async Task RunAsync_RestartOfAServerThatIsNotOurs_GivesItUp()
    {
        _launcher.CanRestart = false;

        var report = await RunAsync(TwoByTwo with { RestartBetweenRuns = true, ServeParameters = [new() { { "s", 1 } }] });

        Assert.That(report.ExecutedRuns, Is.EqualTo(1));
        Assert.That(report.Failures.Select(failed => failed.Failure.Message), Is.Not.Empty.And.All.Contains("not ours to restart"));
    }

    [Test]
    public async Task RunAsync_ServerEndsAfterItsLastRun_IsNotLost()
    {
        _runner.Script = (_, _) =>
        {
            _launcher.Servers[0].Problem = "It would answer 503.";
            if (_runner.Requests.Count == 2)
            {
                _launcher.Servers[0].Die("gone");
            }

            return Task.FromResult(Runs.Succeed(1));
        };
        await RunAsync(TwoByTwo with { ServeParameters = [new() { { "s", 1 } }], BenchParameters = [new() { { "b", 1 } }] });

        Assert.That(_launcher.Specs, Has.Count.EqualTo(1));
        Assert.That(_events.Events.OfType<ServerLost>(), Is.Empty);
        Assert.That(_launcher.Running, Is.Zero);
    }

    [Test]
    public async Task RunAsync_Warmup_RunsOncePerCaseWithItsPromptsAndNeverReachesTheResults()
    {
        await RunAsync(TwoByTwo with { WarmupPrompts = 7 });

        var warmups = _runner.Requests.Where(request => request.RunNumber == -1).ToArray();
        Assert.That(
            warmups.Select(request => request.Command!.ToString()),
            Is.EqualTo(
                new[]
                {
                    "vllm bench serve --b 1 --num-prompts 7",
                    "vllm bench serve --b 2 --num-prompts 7",
                    "vllm bench serve --b 1 --num-prompts 7",
                    "vllm bench serve --b 2 --num-prompts 7",
                }
            )
        );
        Assert.That(_store.Runs.Count, Is.EqualTo(8));
        Assert.That(_resetter.Resets, Is.EqualTo(10), "caches are reset after warm-ups too");
    }

    [Test]
    public async Task RunAsync_WarmupFails_CountsTheRunAsFailedAndWarmsUpAgain()
    {
        FailWhen(request => request.RunNumber == -1 && _runner.Requests.Count == 1, "cold");
        var report = await RunAsync(TwoByTwo with { WarmupPrompts = 7, ServeParameters = [new()], BenchParameters = [new()] });

        Assert.That(report.Failures.Single().Failure.Message, Is.EqualTo("The warm-up failed: cold"));
        Assert.That(_runner.Requests.Select(request => request.RunNumber), Is.EqualTo(new[] { -1, -1, 1 }));
    }

    [Test]
    public async Task RunAsync_CancelledDuringARun_StopsTheServerKeepsWhatIsFinishedAndCarriesTheToken()
    {
        using var source = new CancellationTokenSource();
        _runner.Script = async (_, cancellationToken) =>
        {
            if (_runner.Requests.Count == 2)
            {
                await source.CancelAsync();
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }

            return Runs.Succeed(1);
        };

        var exception = await Assert.CatchAsync<OperationCanceledException>(() => RunAsync(TwoByTwo, source.Token));
        Assert.That(exception!.CancellationToken, Is.EqualTo(source.Token));
        Assert.That(_launcher.Running, Is.Zero);
        Assert.That(_store.Runs.Count, Is.EqualTo(1));
    }

    [Test]
    public async Task RunAsync_Problems_AreReportedTogetherAndNothingStarts()
    {
        _launcher.Problems = ["The port is taken."];
        _runner.Problems = ["The benchmark does not exist."];
        _resetter.Problem = "The caches cannot be reset.";

        var exception = await Assert.ThrowsAsync<InvalidInputException>(() => RunAsync(TwoByTwo));
        Assert.That(
            exception!.Problems,
            Is.EqualTo(new[] { "The port is taken.", "The caches cannot be reset.", "The benchmark does not exist." })
        );
        Assert.That(_launcher.Specs, Is.Empty);
        Assert.That(_events.Events, Is.Empty);
    }

    [Test]
    public void RunAsync_RunnerThrowsServeMultiException_EndsTheSweepAndStopsTheServer()
    {
        _runner.Script = (_, _) => throw new ServeMultiException("no licence is left");

        Assert.That(() => RunAsync(TwoByTwo), Throws.TypeOf<ServeMultiException>().With.Message.EqualTo("no licence is left"));
        Assert.That(_launcher.Running, Is.Zero);
    }

    [Test]
    public async Task RunAsync_Progress_CountsRunsAndEstimatesTheTimeLeft()
    {
        _runner.Script = (_, _) =>
        {
            _time.Advance(TimeSpan.FromSeconds(10));
            return Task.FromResult(Runs.Succeed(1));
        };
        await RunAsync(TwoByTwo);

        var first = _events.Events.OfType<RunFinished>().First();
        Assert.That(first.Progress, Is.EqualTo(new SweepProgress(8, 1, 0, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(70))));
        Assert.That(first.Duration, Is.EqualTo(TimeSpan.FromSeconds(10)));
        Assert.That(_events.Events[^1].Progress, Is.EqualTo(new SweepProgress(8, 8, 0, TimeSpan.FromSeconds(80), TimeSpan.Zero)));
    }

    private async Task<SweepReport> RunAsync(SweepDefinition definition, CancellationToken cancellationToken = default)
    {
        return await new SweepRunner(_launcher, _runner, _resetter, _store, _time).RunAsync(
            SweepPlanner.Plan(definition),
            _events,
            cancellationToken
        );
    }

    private void FailWhen(Func<BenchmarkRequest, bool> condition, string message) =>
        _runner.Script = (request, _) => Task.FromResult(condition(request) ? Runs.Fail(message) : Runs.Succeed(1));
}
