using Microsoft.Extensions.Time.Testing;
using ServeMulti.Benchmarking;
using ServeMulti.Parameters;

namespace ServeMulti.Sla;

public sealed class SlaSearcherTests
{
    private static readonly ServiceLevel Level = ServiceLevel.Parse("p99_e2el_ms<=400");

    [Test]
    public async Task SearchAsync_SimpleQueue_FindsTheEdgeAndSaysWhatBinds()
    {
        var server = new AnalyticServer();

        var result = await new SlaSearcher(LoadVariable.RequestRate, server.MeasureAsync).SearchAsync(Level);

        Assert.Multiple(() =>
        {
            Assert.That((result.Outcome, result.Binding?.Text), Is.EqualTo((SlaSearchOutcome.Bounded, "p99_e2el_ms<=400")));
            Assert.That(result.Load, Is.EqualTo(server.EdgeOf(400)).Within(6).Percent);
            Assert.That(result.AtLeast, Is.LessThanOrEqualTo(result.Load!.Value));
            Assert.That(result.Probes.Single(p => p.Load == result.Passing).Runs.Count(r => r.Counts), Is.GreaterThanOrEqualTo(3));
        });
    }

    [Test]
    public async Task SearchAsync_BeforeTheFirstHasEnded_IsRefusedAndTheFirstGoesOn()
    {
        var server = new AnalyticServer();
        var isReleased = new TaskCompletionSource();
        var searcher = new SlaSearcher(
            LoadVariable.RequestRate,
            async (run, token) =>
            {
                await isReleased.Task;
                return await server.MeasureAsync(run, token);
            }
        );
        var first = searcher.SearchAsync(Level);

        Assert.That(
            () => searcher.SearchAsync(Level),
            Throws.InvalidOperationException.With.Message.StartsWith("This SlaSearcher is searching already")
        );
        isReleased.SetResult();

        Assert.That((await first).Outcome, Is.EqualTo(SlaSearchOutcome.Bounded));
        Assert.That((await searcher.SearchAsync(Level)).Outcome, Is.EqualTo(SlaSearchOutcome.Bounded), "one after the other is fine");
    }

    [Test]
    public async Task SearchAsync_Concurrency_FindsTheEdge()
    {
        // 100 req/s and 400 ms at the 99th percentile, 200 ms in the mean: 20 in flight.
        var result = await new SlaSearcher(LoadVariable.MaxConcurrency, new AnalyticServer().MeasureAsync).SearchAsync(Level);

        Assert.Multiple(() =>
        {
            Assert.That(result.Outcome, Is.EqualTo(SlaSearchOutcome.Bounded));
            Assert.That(result.Load, Is.InRange(19, 20));
        });
    }

    [Test]
    public async Task SearchAsync_LaxTarget_SaysThatTheServerSaturates()
    {
        var result = await new SlaSearcher(LoadVariable.RequestRate, new AnalyticServer { Knee = 20 }.MeasureAsync).SearchAsync(
            ServiceLevel.Parse("p99_e2el_ms<=1e7")
        );

        Assert.Multiple(() =>
        {
            Assert.That(result.Outcome, Is.EqualTo(SlaSearchOutcome.Capacity));
            Assert.That(result.Load, Is.EqualTo(100).Within(6).Percent);
        });
    }

    [Test]
    public async Task SearchAsync_TargetBelowTheIdleLatency_SaysThatNothingPasses()
    {
        var result = await new SlaSearcher(LoadVariable.RequestRate, new AnalyticServer().MeasureAsync).SearchAsync(
            ServiceLevel.Parse("p99_e2el_ms<=100")
        );

        Assert.That(
            (result.Outcome, result.Load, result.Passing),
            Is.EqualTo((SlaSearchOutcome.NothingPasses, (double?)null, (double?)null))
        );
    }

    [Test]
    public async Task SearchAsync_LargestLoadPasses_SaysThatTheAnswerLiesAbove()
    {
        var result = await new SlaSearcher(LoadVariable.RequestRate, new AnalyticServer().MeasureAsync, new() { MaxLoad = 20 }).SearchAsync(
            Level
        );

        Assert.That((result.Outcome, result.Passing, result.Load, result.Runs), Is.EqualTo((SlaSearchOutcome.AboveRange, 20, 20, 3)));
        Assert.That(
            result.ToString(),
            Does.StartWith("p99_e2el_ms<=400: 20 req/s, at least ").And.EndsWith("; the largest load of interest")
        );
    }

    [TestCase(0.04)]
    [TestCase(0.08)]
    public async Task SearchAsync_RangeEndsSlightlyAboveCapacity_FindsTheCapacityAndMissesTheEndOfTheRange(double overload)
    {
        var max = 100 * (1 + overload);
        var result = await new SlaSearcher(
            LoadVariable.RequestRate,
            new AnalyticServer { Knee = 20 }.MeasureAsync,
            new() { MaxLoad = max }
        ).SearchAsync(ServiceLevel.Parse("p99_e2el_ms<=1e7"));

        Assert.Multiple(() =>
        {
            Assert.That((result.Outcome, result.Failing is <= 108 and > 100), Is.EqualTo((SlaSearchOutcome.Capacity, true)));
            Assert.That(result.Load, Is.InRange(80, 100));
            Assert.That(
                result.Probes.Single(p => p.Load == max).Verdict,
                Has.Property(nameof(SlaVerdict.Kind))
                    .EqualTo(SlaVerdictKind.Missed)
                    .And.Property(nameof(SlaVerdict.Binding))
                    .EqualTo(SlaBinding.NotSustained)
            );
        });
    }

    [Test]
    public async Task SearchAsync_BisectionReachesTheLargestLoad_AnswersThatLoad()
    {
        var result = await new SlaSearcher(
            LoadVariable.RequestRate,
            new AnalyticServer().MeasureAsync,
            new() { MaxLoad = 20, Method = SlaSearchMethod.Bisection }
        ).SearchAsync(Level);

        Assert.That((result.Outcome, result.Load), Is.EqualTo((SlaSearchOutcome.AboveRange, (double?)20)));
    }

    [Test]
    public async Task SearchAsync_StoredRunsOfOtherRules_CountWhereTheyAreLongEnough()
    {
        var server = new AnalyticServer();
        var first = new Dictionary<(double, int), ResultDocument>();
        await new SlaSearcher(
            LoadVariable.RequestRate,
            (run, _) => Task.FromResult(BenchmarkResult.Success(first[(run.Load, run.RunNumber)] = server.Measure(run)))
        ).SearchAsync(Level);
        var asked = new List<SlaRunRequest>();
        SlaSearchOptions longer = new() { RunTime = TimeSpan.FromSeconds(60) };
        var result = await new SlaSearcher(
            LoadVariable.RequestRate,
            (run, _) =>
            {
                asked.Add(run);
                return Task.FromResult(BenchmarkResult.Success(server.Measure(run)));
            },
            longer
        )
        {
            FindStoredRun = (run, _) => new(first.GetValueOrDefault((run.Load, run.RunNumber))),
        }.SearchAsync(Level);

        Assert.Multiple(() =>
        {
            Assert.That(result.StoredRuns, Is.GreaterThan(0), "the burst, and runs that are long enough, are used again");
            Assert.That(asked, Is.Not.Empty);
            Assert.That(asked.Where(run => first.ContainsKey((run.Load, run.RunNumber))), Is.Empty, "no stored run is replaced");
            Assert.That(
                result.Probes.SelectMany(p => p.Runs, (p, r) => (p.Load, Run: r)).Where(one => one.Run.Problem is not null),
                Is.Not.Empty.And.All.Matches<(double Load, SlaProbeRun Run)>(one =>
                    !one.Run.Counts && one.Run.Problem!.Contains("other rules", StringComparison.Ordinal)
                )
            );
        });
    }

    [Test]
    public async Task SearchAsync_ThroughputNotReachedWithinTheRest_IsInfeasible()
    {
        var result = await new SlaSearcher(LoadVariable.RequestRate, new AnalyticServer().MeasureAsync).SearchAsync(
            ServiceLevel.Parse("p99_e2el_ms<=400, request_throughput>=90")
        );

        Assert.That((result.Outcome, result.Binding?.Text), Is.EqualTo((SlaSearchOutcome.Infeasible, "request_throughput>=90")));
    }

    [Test]
    public async Task SearchAsync_ThroughputReachedWithinTheRest_IsBoundByTheRest()
    {
        var result = await new SlaSearcher(LoadVariable.RequestRate, new AnalyticServer().MeasureAsync).SearchAsync(
            ServiceLevel.Parse("p99_e2el_ms<=400, request_throughput>=30")
        );

        Assert.That(result.Binding?.Text, Is.EqualTo("p99_e2el_ms<=400"));
    }

    [Test]
    public async Task SearchAsync_FewFixedPromptsOnASlowServer_SaysHowManyItNeeds()
    {
        var server = new AnalyticServer
        {
            Capacity = 100,
            Idle = 1,
            Knee = 20,
        };
        var result = await new SlaSearcher(
            LoadVariable.RequestRate,
            server.MeasureAsync,
            new() { FixedPrompts = true, BasePrompts = 40 }
        ).SearchAsync(ServiceLevel.Parse("p99_e2el_ms<=60000"));

        Assert.Multiple(() =>
        {
            Assert.That(result.Outcome, Is.EqualTo(SlaSearchOutcome.TooShort));
            Assert.That(result.PromptsNeeded, Is.GreaterThan(40));
        });
    }

    [Test]
    public async Task SearchAsync_PromptsGrowWithTheLoad_ByTheTimeOfARun()
    {
        var server = new AnalyticServer();
        await new SlaSearcher(LoadVariable.RequestRate, server.MeasureAsync).SearchAsync(Level);

        Assert.That(server.Requests.Skip(1).Select(r => r.Prompts / r.Load), Has.All.InRange(29.9, 91));
    }

    [Test]
    public async Task SearchAsync_FixedPrompts_NeverChangesThem()
    {
        var server = new AnalyticServer();
        await new SlaSearcher(LoadVariable.RequestRate, server.MeasureAsync, new() { FixedPrompts = true, BasePrompts = 123 }).SearchAsync(
            Level
        );

        Assert.That(server.Requests.Select(r => r.Prompts), Has.All.EqualTo(123));
    }

    [Test]
    public async Task SearchAsync_SecondServiceLevel_SharesTheRunsOfTheFirst()
    {
        var server = new AnalyticServer();
        var searcher = new SlaSearcher(LoadVariable.RequestRate, server.MeasureAsync);
        await searcher.SearchAsync(Level);
        var before = server.Requests.Count;

        var same = await searcher.SearchAsync(Level);
        var near = await searcher.SearchAsync(ServiceLevel.Parse("p99_e2el_ms<=500"));

        Assert.Multiple(() =>
        {
            Assert.That(same.Runs, Is.Zero);
            Assert.That(near.Runs, Is.EqualTo(server.Requests.Count - before));
            Assert.That(server.Requests.Count(r => r.Load == 65536), Is.EqualTo(1));
            Assert.That(near.Probes.Select(p => p.Load), Is.SupersetOf(server.Requests.Take(before).Select(r => r.Load).Distinct()));
        });
    }

    [Test]
    public async Task SearchAsync_Progress_NamesEachCriterionWithItsValueAndWhetherItIsMet()
    {
        var events = new List<SlaSearchEvent>();
        var result = await new SlaSearcher(LoadVariable.RequestRate, new AnalyticServer().MeasureAsync).SearchAsync(
            Level,
            new Collector(events)
        );

        Assert.Multiple(() =>
        {
            Assert.That(
                events.OfType<SlaRunFinished>().Select(e => e.Verdict.Checks.Single().ToString()),
                Has.All.Match("^p99_e2el_ms<=400: [0-9.E+]+ (met|missed)$")
            );
            Assert.That(events.OfType<SlaRunStarting>().Count(), Is.EqualTo(result.Runs));
            Assert.That(events[^1], Is.EqualTo(new SlaSearchFinished(Level, result)));
        });
    }

    [Test]
    public async Task SearchAsync_MetricMissing_EndsAfterTheFirstRunAndNamesIt()
    {
        var runs = 0;
        var result = await new SlaSearcher(
            LoadVariable.RequestRate,
            (_, _) =>
            {
                runs++;
                return Task.FromResult(BenchmarkResult.Success(SlaDocuments.Of(("completed", 10), ("p99_ttft_ms", 1))));
            }
        ).SearchAsync(Level);

        Assert.That(
            (result.Outcome, runs, result.Problem),
            Is.EqualTo(
                (
                    SlaSearchOutcome.NotMeasured,
                    1,
                    "The result has no metric \"p99_e2el_ms\" that the SLA \"p99_e2el_ms<=400\" needs; it has p99_ttft_ms."
                )
            )
        );
    }

    [Test]
    public async Task SearchAsync_RunFailsOnce_IsTriedAgain()
    {
        var server = new AnalyticServer();
        var calls = 0;
        var result = await new SlaSearcher(
            LoadVariable.RequestRate,
            (run, cancellationToken) =>
                ++calls == 3
                    ? Task.FromResult(BenchmarkResult.Failed(new(BenchmarkFailureReason.TimedOut, "It took too long.")))
                    : server.MeasureAsync(run, cancellationToken)
        ).SearchAsync(Level);

        Assert.That(
            (result.Outcome, result.Runs),
            Is.EqualTo((SlaSearchOutcome.Bounded, server.Requests.Count)),
            "tried again, it counts as one"
        );
    }

    [Test]
    public async Task SearchAsync_RunFailsTwice_HasNoAnswerAndSaysWhy()
    {
        var result = await new SlaSearcher(
            LoadVariable.RequestRate,
            (_, _) => Task.FromResult(BenchmarkResult.Failed(new(BenchmarkFailureReason.NonZeroExit, "It exited with code 3.")))
        ).SearchAsync(Level);

        Assert.That(
            (result.Outcome, result.Load, result.Problem),
            Is.EqualTo(
                (SlaSearchOutcome.NotMeasured, (double?)null, "Run 0 at request_rate=65536 gave no result twice: It exited with code 3.")
            )
        );
    }

    [Test]
    public async Task SearchAsync_ServerAnswersNothing_SaysThatNothingPasses([Values] SlaSearchMethod method)
    {
        var result = await new SlaSearcher(
            LoadVariable.RequestRate,
            (_, _) => Task.FromResult(BenchmarkResult.Failed(new(BenchmarkFailureReason.NothingCompleted, "Nothing was completed."))),
            new() { Method = method }
        ).SearchAsync(Level);

        Assert.That((result.Outcome, result.Load), Is.EqualTo((SlaSearchOutcome.NothingPasses, (double?)null)));
    }

    [Test]
    public void SearchAsync_Cancelled_EndsWithTheCallersToken()
    {
        using var cancellation = new CancellationTokenSource();
        var server = new AnalyticServer();
        var searcher = new SlaSearcher(
            LoadVariable.RequestRate,
            async (run, cancellationToken) =>
            {
                if (run.RunNumber == 0 && server.Requests.Count == 2)
                {
                    await cancellation.CancelAsync();
                }

                return await server.MeasureAsync(run, cancellationToken);
            }
        );

        Assert.That(
            () => searcher.SearchAsync(Level, cancellationToken: cancellation.Token),
            Throws
                .InstanceOf<OperationCanceledException>()
                .With.Property(nameof(OperationCanceledException.CancellationToken))
                .EqualTo(cancellation.Token)
        );
    }

    [Test]
    public async Task SearchAsync_Elapsed_IsTakenFromTheClock()
    {
        var clock = new FakeTimeProvider();
        var server = new AnalyticServer();
        var result = await new SlaSearcher(
            LoadVariable.RequestRate,
            (run, cancellationToken) =>
            {
                clock.Advance(TimeSpan.FromSeconds(10));
                return server.MeasureAsync(run, cancellationToken);
            },
            timeProvider: clock
        ).SearchAsync(Level);

        Assert.That(result.Elapsed, Is.EqualTo(TimeSpan.FromSeconds(10 * result.Runs)));
    }

    [Test]
    public async Task SearchAsync_BenchmarkRunner_GetsLoadPromptsAndRunNumberInCommandAndParameters()
    {
        var runner = new RecordingRunner();
        var benchmark = new BenchmarkRequest
        {
            Command = CommandLine.Parse("bench --num-prompts 5"),
            Parameters = new() { { "input_len", 7L } },
        };
        await new SlaSearcher(LoadVariable.RequestRate, runner, benchmark, new() { MaxLoad = 20 }).SearchAsync(Level);

        Assert.Multiple(() =>
        {
            Assert.That(runner.Requests[0].Command!.ToString(), Is.EqualTo("bench --num-prompts 200 --request-rate 20"));
            Assert.That(
                runner.Requests[0].Parameters.Select(p => $"{p.Key}={p.Value}"),
                Is.EqualTo(new[] { "input_len=7", "request_rate=20", "num_prompts=200" })
            );
            Assert.That(runner.Requests.Select(r => r.RunNumber), Is.EqualTo(new[] { 0, 1, 2 }));
        });
    }

    [TestCase("request_rate")]
    [TestCase("request-rate")]
    public void Constructor_LoadVariableInTheBenchmarkParameters_IsRefused(string key) =>
        Assert.That(
            () => new SlaSearcher(LoadVariable.RequestRate, new RecordingRunner(), new() { Parameters = new() { { key, 7L } } }),
            Throws.TypeOf<InvalidInputException>().With.Message.Contains("request_rate")
        );

    [Test]
    public void SearchAsync_TargetNotFinite_IsRefusedBeforeAnythingRuns() =>
        Assert.That(
            () =>
                new SlaSearcher(LoadVariable.RequestRate, (_, _) => throw new InvalidOperationException()).SearchAsync(
                    ServiceLevel.Parse("a<=inf")
                ),
            Throws.TypeOf<InvalidInputException>().With.Message.Contains("not a finite number")
        );

    private sealed class Collector(List<SlaSearchEvent> events) : IProgress<SlaSearchEvent>
    {
        public void Report(SlaSearchEvent value) => events.Add(value);
    }

    private sealed class RecordingRunner : IBenchmarkRunner
    {
        private readonly AnalyticServer _server = new();

        public List<BenchmarkRequest> Requests { get; } = [];

        public IReadOnlyList<string> FindProblems(BenchmarkRequest request) => [];

        public Task<BenchmarkResult> RunAsync(BenchmarkRequest request, CancellationToken cancellationToken = default)
        {
            Requests.Add(request);
            return _server.MeasureAsync(new(LoadVariable.RequestRate, 20, 600, request.RunNumber), cancellationToken);
        }
    }
}
