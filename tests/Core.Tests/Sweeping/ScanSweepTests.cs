using System.Globalization;
using ServeMulti.Benchmarking;
using ServeMulti.Fakes;
using ServeMulti.Parameters;
using ServeMulti.Results;
using ServeMulti.Sla;
using ServeMulti.Testing;

namespace ServeMulti.Sweeping;

/// <summary>Load scans within a sweep, on servers that carry what is offered up to their capacity, and 2 req/s one at a time.</summary>
public sealed class ScanSweepTests
{
    private static readonly SweepDefinition TwoServers = new()
    {
        ServeCommand = CommandLine.Parse("vllm serve m"),
        BenchCommand = CommandLine.Parse("vllm bench serve --num-prompts 100"),
        ServeParameters = ParameterSweep.Grid(("capacity", [20, 11])),
        RunsPerCase = 2,
        Scan = new ScanDefinition(),
    };

    private readonly FakeServerLauncher _launcher = new();
    private readonly ScriptedBenchmarkRunner _runner = new() { Script = (request, _) => Task.FromResult(Measure(request)) };
    private readonly RecordingCacheResetter _resetter = new();
    private readonly InMemoryResultStore _store = new();
    private readonly EventCollector<SweepEvent> _events = new();

    [Test]
    public async Task RunAsync_Scan_RunsTheEndsAndTheLoadsBetween()
    {
        var report = await RunAsync(TwoServers);

        // From 2 to 20 in steps of 2, and from 2 to 11 in steps of 1, without both ends; all at once is 100 prompts.
        Assert.That(
            report.Scans[0].Levels.Select(level => level.ToString()),
            Is.EqualTo(
                new[]
                {
                    "request_rate=1 max_concurrency=1",
                    "request_rate=4",
                    "request_rate=6",
                    "request_rate=8",
                    "request_rate=10",
                    "request_rate=12",
                    "request_rate=14",
                    "request_rate=16",
                    "request_rate=18",
                    "request_rate=100 max_concurrency=100",
                }
            )
        );
        Assert.That(report.Scans[1].Levels.Skip(1).SkipLast(1).Select(level => level.Load), Is.EqualTo(new[] { 3, 4, 5, 6, 7, 8, 9, 10 }));
        Assert.That(report.Scans.SelectMany(scan => scan.Levels).Select(level => level.Runs.Count), Is.All.EqualTo(2));
        Assert.That(report.IsComplete);
        Assert.That(_launcher.Specs, Has.Count.EqualTo(2));
        Assert.That(_launcher.Running, Is.Zero);
    }

    [Test]
    public async Task RunAsync_Scan_LaysTheLevelOverTheCommand()
    {
        await RunAsync(TwoServers);

        Assert.That(
            _runner.Requests.Select(request => request.Command!.ToString()).Distinct().Take(3),
            Is.EqualTo(
                new[]
                {
                    "vllm bench serve --num-prompts 100 --max-concurrency 1 --request-rate 1",
                    "vllm bench serve --num-prompts 100 --max-concurrency 100 --request-rate 100",
                    "vllm bench serve --num-prompts 100 --request-rate 4",
                }
            )
        );
        Assert.That(_runner.Requests[0].RequiredMetrics, Is.EqualTo(new[] { "request_throughput" }));
    }

    [Test]
    public async Task RunAsync_RunnerWithoutACommand_IsToldTheNumberOfPrompts()
    {
        await RunAsync(
            TwoServers with
            {
                BenchCommand = null,
                Scan = new ScanDefinition { Variable = LoadVariable.MaxConcurrency, Iterations = 2 },
            }
        );

        Assert.That(
            _runner.Requests.Select(request => request.Parameters.ToString()).Distinct(),
            Is.EqualTo(new[] { "max_concurrency=1-num_prompts=200", "max_concurrency=200-num_prompts=200" })
        );
    }

    [Test]
    public async Task RunAsync_SlowServer_KeepsOneAtATimeAndOnePerSecondApart()
    {
        var report = await RunAsync(
            TwoServers with
            {
                ServeParameters = ParameterSweep.Grid(("capacity", [3])),
                Scan = new ScanDefinition { Iterations = 4 },
            }
        );

        Assert.That(report.Scans[0].Levels.Select(level => level.Load), Is.EqualTo(new[] { 1, 2, 3, 100 }));
        Assert.That(
            _store.Runs.Select(run => run.Case.Load!.ToString()).Distinct(),
            Is.EquivalentTo(new[] { "max_concurrency=1", "max_concurrency=100", "request_rate=2", "request_rate=3" })
        );
    }

    [Test]
    public async Task RunAsync_SinglePrompt_HasOneLevel()
    {
        var report = await RunAsync(
            TwoServers with
            {
                Scan = new ScanDefinition { Prompts = 1, Iterations = 2 },
            }
        );

        Assert.That(report.Scans.Select(scan => scan.Levels.Count), Is.All.EqualTo(1));
        Assert.That(report.IsComplete);
    }

    [Test]
    public async Task RunAsync_Progress_EndsWithNothingLeft()
    {
        await RunAsync(TwoServers with { ServeParameters = ParameterSweep.Grid(("capacity", [20, 3])) });

        var last = _events.Events[^1].Progress;
        Assert.That(_events.Events[0].Progress.TotalRuns, Is.EqualTo(40));
        Assert.That(last.TotalRuns, Is.LessThan(40), "levels that round to the same number are run once");
        Assert.That((last.FinishedRuns, last.TotalRuns), Is.EqualTo((_runner.Requests.Count, _runner.Requests.Count)));
    }

    [Test]
    public async Task RunAsync_InterruptedAnywhere_GoesOnWithoutRunningAnythingTwice()
    {
        await RunAsync(TwoServers);
        var expected = _runner.Requests.Select(request => request.Command!.ToString()).ToArray();
        for (var stopAt = 0; stopAt < expected.Length; stopAt += 3)
        {
            var store = new InMemoryResultStore();
            var executed = new List<string>();
            using var source = new CancellationTokenSource();
            var runner = new ScriptedBenchmarkRunner
            {
                Script = (request, cancellationToken) =>
                {
                    if (executed.Count == stopAt && !source.IsCancellationRequested)
                    {
                        source.Cancel();
                        cancellationToken.ThrowIfCancellationRequested();
                    }

                    executed.Add(request.Command!.ToString());
                    return Task.FromResult(Measure(request));
                },
            };
            var sweep = new SweepRunner(new FakeServerLauncher(), runner, _resetter, store);
            await Assert.CatchAsync<OperationCanceledException>(() => sweep.RunAsync(SweepPlanner.Plan(TwoServers), null, source.Token));

            var resumed = await sweep.RunAsync(SweepPlanner.Plan(TwoServers));
            Assert.That(executed, Is.EqualTo(expected));
            Assert.That(
                (resumed.IsComplete, resumed.EarlierRuns, resumed.ExecutedRuns),
                Is.EqualTo((true, stopAt, expected.Length - stopAt))
            );
        }
    }

    [Test]
    public async Task RunAsync_FailureWithStop_EndsThere()
    {
        _runner.Script = (request, _) => Task.FromResult(_runner.Requests.Count == 5 ? Runs.Fail("no luck") : Measure(request));

        var report = await RunAsync(TwoServers);

        Assert.That(_runner.Requests, Has.Count.EqualTo(5));
        Assert.That(report.Failures.Single().Case.Load!.ToString(), Is.EqualTo("request_rate=4"));
        Assert.That(report.IsComplete, Is.False);
    }

    [Test]
    public async Task RunAsync_FailureAtAnEnd_ChoosesNoLoadsBetweenBeforeItIsResumed()
    {
        _runner.Script = (request, _) => Task.FromResult(_runner.Requests.Count == 3 ? Runs.Fail("no luck") : Measure(request));
        var definition = TwoServers with { OnFailure = FailurePolicy.Continue };

        var report = await RunAsync(definition);
        var resumed = await RunAsync(definition);

        Assert.That(report.Scans.Select(scan => (scan.Levels.Count, scan.IsComplete)), Is.EqualTo(new[] { (2, false), (10, true) }));
        Assert.That(report.IsComplete, Is.False);
        Assert.That(resumed.IsComplete);
        Assert.That((resumed.EarlierRuns, resumed.ExecutedRuns), Is.EqualTo((23, 17)));
    }

    [Test]
    public async Task RunAsync_FailureBetween_GoesOnWithTheOtherLoads()
    {
        _runner.Script = (request, _) => Task.FromResult(_runner.Requests.Count == 6 ? Runs.Fail("no luck") : Measure(request));

        var report = await RunAsync(TwoServers with { OnFailure = FailurePolicy.Continue });

        Assert.That(report.Scans[0].Levels, Has.Count.EqualTo(10));
        Assert.That(report.Scans[0].IsComplete, Is.False);
        Assert.That(report.Scans[1].IsComplete);
        Assert.That((report.ExecutedRuns, report.Failures.Count), Is.EqualTo((39, 1)));
    }

    [Test]
    public async Task RunAsync_MetricThatTellsTheLoadMissing_IsAFailure()
    {
        _runner.Script = (_, _) => Task.FromResult(Runs.Succeed(10));

        var report = await RunAsync(TwoServers with { Scan = new ScanDefinition { Variable = LoadVariable.MaxConcurrency } });

        Assert.That(
            report.Failures.Single().Failure,
            Has.Property(nameof(BenchmarkFailure.Reason))
                .EqualTo(BenchmarkFailureReason.MissingMetric)
                .And.Property(nameof(BenchmarkFailure.Message))
                .Contains("mean_e2el_ms")
        );
        Assert.That(report.IsComplete, Is.False);
        Assert.That(_runner.Requests, Has.Count.EqualTo(4), "both ends of the first server");
    }

    [Test]
    public async Task RunAsync_Warmup_IsMadeOncePerCase()
    {
        await RunAsync(TwoServers with { WarmupPrompts = 7 });

        Assert.That(_runner.Requests.Count(request => request.RunNumber == -1), Is.EqualTo(2));
        Assert.That(_runner.Requests[0].Parameters.ToString(), Is.EqualTo("max_concurrency=1-request_rate=1-num_prompts=7"));
    }

    [Test]
    public void Plan_Scan_CountsTheMostRuns() => Assert.That(SweepPlanner.Plan(TwoServers).RunCount, Is.EqualTo(2 * 10 * 2));

    [Test]
    public void Plan_ScanVariableInBenchParameters_IsRefusedInAnySpelling()
    {
        var problems = SweepPlanner.Validate(TwoServers with { BenchParameters = [new() { { "request-rate", 1 } }] });

        Assert.That(problems, Is.EqualTo(new[] { "bench parameter set 1 holds request_rate, which the scan varies; take it out." }));
    }

    [Test]
    public void Plan_SearchAndScan_IsOneProblem()
    {
        var problems = SweepPlanner.Validate(
            TwoServers with
            {
                Search = new SearchDefinition { ServiceLevels = [ServiceLevel.Parse("p99_e2el_ms<=300")] },
            }
        );

        Assert.That(
            problems,
            Is.EqualTo(new[] { "The sweep has both a search and a load scan; it does one of them: take out the SLAs, or the scan." })
        );
    }

    [TestCase(1, 100, "levels is 1")]
    [TestCase(int.MaxValue, 100, "2147483647 levels")]
    [TestCase(10, 0, "prompts is 0")]
    public void Plan_NumberOutOfRange_IsOneProblem(int iterations, int prompts, string named)
    {
        var problems = SweepPlanner.Validate(
            TwoServers with
            {
                Scan = new ScanDefinition { Iterations = iterations, Prompts = prompts },
            }
        );

        Assert.That(problems, Has.Count.EqualTo(1));
        Assert.That(problems[0], Does.StartWith("Load scan: ").And.Contains(named));
    }

    private static BenchmarkResult Measure(BenchmarkRequest request)
    {
        var capacity = Number(request.ServeParameters, "capacity");
        var rate = Number(request.Parameters, "request_rate");
        var inFlight = Number(request.Parameters, "max_concurrency");
        var throughput = inFlight == 1 ? 2 : Math.Min(capacity, double.IsNaN(rate) ? inFlight : rate);
        return BenchmarkResult.Success(
            ResultDocument.FromMetrics([new("completed", 100), new("request_throughput", throughput), new("mean_e2el_ms", 500)])
        );
    }

    private static double Number(ParameterSet parameters, string key) =>
        parameters.TryFind(key, out var value) ? double.Parse(value.Text, CultureInfo.InvariantCulture) : double.NaN;

    private async Task<SweepReport> RunAsync(SweepDefinition definition)
    {
        return await new SweepRunner(_launcher, _runner, _resetter, _store).RunAsync(SweepPlanner.Plan(definition), _events);
    }
}
