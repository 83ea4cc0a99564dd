using ServeMulti.Benchmarking;
using ServeMulti.Fakes;
using ServeMulti.Parameters;
using ServeMulti.Results;
using ServeMulti.Sla;
using ServeMulti.Testing;

namespace ServeMulti.Sweeping;

/// <summary>Searches within a sweep, on servers whose latency follows a closed form: 100 / (1 - rate / capacity) ms.</summary>
public sealed class SearchSweepTests
{
    private static readonly SweepDefinition TwoServers = QueueServer.TwoServers;

    private readonly FakeServerLauncher _launcher = new();
    private readonly ScriptedBenchmarkRunner _runner = new() { Script = (request, _) => Task.FromResult(QueueServer.Measure(request)) };
    private readonly RecordingCacheResetter _resetter = new();
    private readonly InMemoryResultStore _store = new();
    private readonly EventCollector<SweepEvent> _events = new();

    [Test]
    public async Task RunAsync_TwoServers_AnswersForEach()
    {
        var report = await RunAsync(TwoServers);

        // 100 / (1 - x / c) = 300 at x = 2 c / 3.
        Assert.That(report.Answers[0].Result.Load, Is.EqualTo(26.7).Within(3).Percent);
        Assert.That(report.Answers[1].Result.Load, Is.EqualTo(53.3).Within(6).Percent);
        Assert.That(report.Answers.Select(answer => answer.Result.Outcome), Is.All.EqualTo(SlaSearchOutcome.Bounded));
        Assert.That(report.IsComplete);
        Assert.That(_launcher.Running, Is.Zero);
    }

    [Test]
    public async Task RunAsync_Search_LaysLoadAndPromptsOverTheCommand()
    {
        await RunAsync(TwoServers);

        Assert.That(_runner.Requests[0].Command!.ToString(), Is.EqualTo("vllm bench serve --num-prompts 200 --request-rate 65536"));
        Assert.That(_runner.Requests.Skip(1).Select(request => request.Parameters.TryFind("num_prompts", out _)), Is.All.True);
    }

    [Test]
    public async Task RunAsync_Search_StoresEveryRunAndTheAnswer()
    {
        var report = await RunAsync(TwoServers);

        Assert.That(_store.Runs.Select(run => run.Case.Load), Is.All.Not.Null);
        Assert.That(_store.Runs, Has.Count.EqualTo(_runner.Requests.Count));
        var answer = _store.FindAnswer(report.Answers[0].Case.Case, "SLA-p99_e2el_ms-le-300")!.Value;
        Assert.That(
            answer.EnumerateObject().Select(property => property.Name),
            Is.SupersetOf(
                new[]
                {
                    "formatVersion",
                    "variable",
                    "sla",
                    "outcome",
                    "load",
                    "atLeast",
                    "interval",
                    "binding",
                    "passing",
                    "failing",
                    "runs",
                    "probes",
                }
            )
        );
        Assert.That(answer.GetProperty("load").GetDouble(), Is.EqualTo(report.Answers[0].Result.Load));
    }

    [Test]
    public async Task RunAsync_FinishedSearchAgain_GivesTheSameAnswerAndStartsNothing()
    {
        var first = await RunAsync(TwoServers);
        var servers = _launcher.Specs.Count;
        _runner.Clear();
        var again = await RunAsync(TwoServers);

        Assert.That(_runner.Requests, Is.Empty);
        Assert.That(_launcher.Specs, Has.Count.EqualTo(servers));
        Assert.That(again.Answers.Select(answer => answer.Result.Load), Is.EqualTo(first.Answers.Select(answer => answer.Result.Load)));
    }

    [Test]
    public async Task RunAsync_InterruptedAnywhere_GoesOnToTheSameAnswer()
    {
        var undisturbed = await new SweepRunner(new FakeServerLauncher(), _runner, _resetter, new InMemoryResultStore()).RunAsync(
            SweepPlanner.Plan(TwoServers)
        );
        var expected = _runner.Requests.Count;
        for (var stopAt = 1; stopAt < expected; stopAt += 3)
        {
            var store = new InMemoryResultStore();
            var executed = 0;
            using var source = new CancellationTokenSource();
            var runner = new ScriptedBenchmarkRunner
            {
                Script = (request, cancellationToken) =>
                {
                    if (request.RunNumber >= 0 && executed == stopAt && !source.IsCancellationRequested)
                    {
                        source.Cancel();
                        cancellationToken.ThrowIfCancellationRequested();
                    }

                    executed++;
                    return Task.FromResult(QueueServer.Measure(request));
                },
            };
            var sweep = new SweepRunner(new FakeServerLauncher(), runner, _resetter, store);
            await Assert.CatchAsync<OperationCanceledException>(() => sweep.RunAsync(SweepPlanner.Plan(TwoServers), null, source.Token));

            var resumed = await sweep.RunAsync(SweepPlanner.Plan(TwoServers));
            Assert.That(
                resumed.Answers.Select(answer => answer.Result.Load),
                Is.EqualTo(undisturbed.Answers.Select(answer => answer.Result.Load))
            );
            Assert.That(executed, Is.EqualTo(expected), "nothing is run twice");
        }
    }

    [Test]
    public async Task RunAsync_SeveralLevels_ShareTheirRuns()
    {
        await RunAsync(TwoServers);
        var alone = _runner.Requests.Count;
        _runner.Clear();
        var shared = await new SweepRunner(_launcher, _runner, _resetter, new InMemoryResultStore()).RunAsync(
            SweepPlanner.Plan(
                TwoServers with
                {
                    Search = TwoServers.Search! with
                    {
                        ServiceLevels = [ServiceLevel.Parse("p99_e2el_ms<=300"), ServiceLevel.Parse("p99_e2el_ms<=301")],
                    },
                }
            )
        );

        Assert.That(shared.Answers, Has.Count.EqualTo(4));
        Assert.That(_runner.Requests, Has.Count.LessThan(alone * 1.5));
    }

    [Test]
    public async Task RunAsync_MissingMetric_IsAFailureAfterTheFirstRun()
    {
        var report = await RunAsync(
            TwoServers with
            {
                Search = TwoServers.Search! with { ServiceLevels = [ServiceLevel.Parse("p98_ttft_ms<=300")] },
            }
        );

        Assert.That(_runner.Requests, Has.Count.EqualTo(1));
        Assert.That(
            report.Failures.Single().Failure,
            Has.Property(nameof(BenchmarkFailure.Reason))
                .EqualTo(BenchmarkFailureReason.MissingMetric)
                .And.Property(nameof(BenchmarkFailure.Message))
                .Contains("p98_ttft_ms")
        );
        Assert.That(report.IsComplete, Is.False);
    }

    [Test]
    public async Task RunAsync_MetricThatTheCommandWillNotWrite_IsRefusedBeforeAnythingStarts()
    {
        var plan = SweepPlanner.Plan(TwoServers with { BenchCommand = CommandLine.Parse("vllm bench serve --percentile-metrics ttft") });

        var report = await new Preflight(_launcher, new CommandBenchmarkRunner(), _resetter, _store).CheckAsync(plan);

        Assert.That(report.InputProblems, Has.Some.Contains("p99_e2el_ms").And.Some.Contains("mean_e2el_ms"));
    }

    [Test]
    public async Task RunAsync_Search_AsksTheRunnerForItsMetrics()
    {
        await RunAsync(TwoServers);

        Assert.That(_runner.Requests[0].RequiredMetrics, Is.EqualTo(new[] { "p99_e2el_ms", "request_throughput", "mean_e2el_ms" }));
    }

    [Test]
    public async Task RunAsync_ServerThatAnswersNothingUnderOverload_StillHasAnAnswer()
    {
        _runner.Script = (request, _) =>
            Task.FromResult(
                QueueServer.Number(request.Parameters, "request_rate") > QueueServer.Number(request.ServeParameters, "capacity")
                && request.RunNumber == 0
                    ? BenchmarkResult.Failed(new BenchmarkFailure(BenchmarkFailureReason.NothingCompleted, "nothing completed"))
                    : QueueServer.Measure(request)
            );
        var report = await RunAsync(
            TwoServers with
            {
                Search = TwoServers.Search! with { Options = new SlaSearchOptions { MaxLoad = 200 } },
            }
        );

        Assert.That(report.IsComplete);
        Assert.That(report.Failures, Is.Empty, "a load at which nothing is answered is an answer of the search");
        Assert.That(report.Answers[0].Result.Load, Is.EqualTo(26.7).Within(4).Percent);
    }

    [Test]
    public async Task RunAsync_RunsThatFail_EndTheSearchWithoutAnAnswer()
    {
        _runner.Script = (_, _) => Task.FromResult(Runs.Fail("no luck"));
        var report = await RunAsync(TwoServers with { OnFailure = FailurePolicy.Continue });

        Assert.That(report.Answers.Select(answer => answer.Result.Outcome), Is.All.EqualTo(SlaSearchOutcome.NotMeasured));
        Assert.That(report.Failures.Select(failed => failed.Failure.Message), Is.EqualTo(new[] { "no luck", "no luck" }));
        Assert.That(report.IsComplete, Is.False);
        Assert.That(_runner.Requests, Has.Count.EqualTo(4), "each server's first run, and once more");
    }

    [Test]
    public async Task RunAsync_Progress_EndsWithNothingLeft()
    {
        await RunAsync(TwoServers);

        var last = _events.Events[^1].Progress;
        Assert.That(last.FinishedRuns, Is.EqualTo(last.TotalRuns));
        Assert.That(last.FinishedRuns, Is.EqualTo(_runner.Requests.Count));
        Assert.That(_events.Events.OfType<SearchProgressed>().Select(item => item.Item).OfType<SlaSearchFinished>().Count(), Is.EqualTo(2));
    }

    [Test]
    public async Task RunAsync_FinishedSearchAgain_SaysSoBeforeAnythingElse()
    {
        await RunAsync(TwoServers);
        var runs = _runner.Requests.Count;
        _events.Clear();

        var again = await RunAsync(TwoServers);

        Assert.That(_events.Events[0].Progress, Has.Property("FinishedRuns").EqualTo(runs).And.Property("TotalRuns").EqualTo(runs));
        Assert.That(_events.Events[^1].Progress, Has.Property("FinishedRuns").EqualTo(runs).And.Property("TotalRuns").EqualTo(runs));
        Assert.That(_events.Events.OfType<ServerSkipped>().Count(), Is.EqualTo(2));
        Assert.That((again.EarlierRuns, again.ExecutedRuns), Is.EqualTo((runs, 0)));
    }

    [Test]
    public async Task RunAsync_Events_ComeInTheOrderOfWhatHappens()
    {
        var events = new EventCollector<SweepEvent>();
        var runner = new ScriptedBenchmarkRunner { Script = (request, _) => Task.FromResult(QueueServer.Measure(request)) };
        await new SweepRunner(new FakeServerLauncher(), runner, new RecordingCacheResetter(), new InMemoryResultStore()).RunAsync(
            SweepPlanner.Plan(QueueServer.TwoServers),
            events
        );

        var names = events
            .Events.Select(item => item is SearchProgressed searched ? searched.Item.GetType().Name : item.GetType().Name)
            .ToArray();
        Assert.That(
            names.Take(7),
            Is.EqualTo(
                new[]
                {
                    nameof(SweepStarted),
                    nameof(ServerStarting),
                    nameof(ServerReady),
                    nameof(RunStarted),
                    nameof(SlaRunStarting),
                    nameof(RunFinished),
                    nameof(SlaRunFinished),
                }
            )
        );
        Assert.That(names.Count(name => name == nameof(SlaRunStarting)), Is.EqualTo(names.Count(name => name == nameof(RunStarted))));
    }

    [Test]
    public void Plan_LoadVariableInBenchParameters_IsRefusedInAnySpelling()
    {
        var problems = SweepPlanner.Validate(TwoServers with { BenchParameters = [new() { { "request-rate", 1 } }] });

        Assert.That(problems, Is.EqualTo(new[] { "bench parameter set 1 holds request_rate, which the search varies; take it out." }));
    }

    [Test]
    public void Plan_BadSearch_ListsItsProblems()
    {
        var problems = SweepPlanner.Validate(
            TwoServers with
            {
                Search = new SearchDefinition
                {
                    ServiceLevels = [ServiceLevel.Parse("p99_e2el_ms<=nan")],
                    Options = new SlaSearchOptions { Tolerance = 2 },
                },
            }
        );

        Assert.That(problems, Has.Count.EqualTo(2));
        Assert.That(problems, Has.Some.Contains("p99_e2el_ms").And.Some.Contains("tolerance"));
    }

    private async Task<SweepReport> RunAsync(SweepDefinition definition)
    {
        return await new SweepRunner(_launcher, _runner, _resetter, _store).RunAsync(SweepPlanner.Plan(definition), _events);
    }
}
