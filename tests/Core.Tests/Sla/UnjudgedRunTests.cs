using ServeMulti.Benchmarking;

namespace ServeMulti.Sla;

/// <summary>A run that cannot judge its server is repeated once and never counts.</summary>
public sealed class UnjudgedRunTests
{
    private static readonly ServiceLevel Level = ServiceLevel.Parse("p99_e2el_ms<=400");

    [Test]
    public async Task SearchAsync_OneRunLimitedByItsClient_IsTriedOnceMoreAndMovesNoBracket()
    {
        var whole = await new SlaSearcher(LoadVariable.RequestRate, new AnalyticServer().MeasureAsync).SearchAsync(Level);
        var events = new List<SlaSearchEvent>();
        SlaRunRequest? limited = null;
        var searcher = new SlaSearcher(
            LoadVariable.RequestRate,
            (run, _) => Task.FromResult(Measure(run, isLimited: run.Load < 60000 && limited is null && (limited = run) is not null))
        );
        var result = await searcher.SearchAsync(Level, new Collector(events));

        var probe = result.Probes.Single(p => p.Load == limited!.Load);
        Assert.Multiple(() =>
        {
            Assert.That(
                (result.Outcome, result.Load, result.Passing, result.Failing, result.Runs),
                Is.EqualTo((whole.Outcome, whole.Load, whole.Passing, whole.Failing, whole.Runs))
            );
            Assert.That(
                probe.Runs.Select(r => (r.RunNumber, r.Counts, IsExplained: r.Problem is not null)).Take(2),
                Is.EqualTo(new[] { (0, false, true), (1, true, false) })
            );
            Assert.That(
                events.OfType<SlaRunFinished>().Single(e => e.Request == limited).Verdict,
                Has.Property(nameof(SlaVerdict.Kind))
                    .EqualTo(SlaVerdictKind.Invalid)
                    .And.Property(nameof(SlaVerdict.Problem))
                    .StartsWith("The client was the bottleneck")
            );
        });
    }

    [Test]
    public async Task SearchAsync_ClientIsTheLimitTwice_EndsWithWhatTheRunsBeforeSupport([Values] SlaSearchMethod method)
    {
        var asked = new List<SlaRunRequest>();
        var searcher = new SlaSearcher(
            LoadVariable.RequestRate,
            (run, _) =>
            {
                asked.Add(run);
                return Task.FromResult(Measure(run, isLimited: run.Load is > 40 and < 60000));
            },
            new()
            {
                Method = method,
                MaxLoad = method == SlaSearchMethod.Bisection ? 60000 : 65536,
                MinLoad = 1,
            }
        );

        var result = await searcher.SearchAsync(ServiceLevel.Parse("p99_e2el_ms<=400, mean_e2el_ms<=150"));

        Assert.Multiple(() =>
        {
            Assert.That((result.Outcome, result.IsAnswered), Is.EqualTo((SlaSearchOutcome.Unjudged, true)));
            Assert.That(asked.Count(run => run.Load is > 40 and < 60000), Is.EqualTo(2), "repeated once");
            Assert.That(
                result.Problem,
                Does.StartWith("Two runs in a row at request_rate=")
                    .And.Contains("cannot judge it: The client was the bottleneck")
                    .And.Contains("--sla-max")
            );
            Assert.That(
                result.Probes.Where(p => p.Load is > 40 and < 60000).SelectMany(p => p.Runs),
                Is.All.Property(nameof(SlaProbeRun.Counts)).False
            );
            Assert.That(result.Failing, Is.Null.Or.GreaterThan(60000.0 - 1));
            Assert.That(result.Load, Is.Null.Or.LessThanOrEqualTo(40));
            Assert.That(result.Passing, Is.EqualTo(result.Probes.LastOrDefault(probe => probe.Verdict.Kind == SlaVerdictKind.Met)?.Load));
        });
    }

    [TestCase("client_was_bottleneck", 1, "The client was the bottleneck", "--sla-max")]
    [TestCase("client_send_lag_growth_ms", 2500, "its send lag grew by 2500 ms", "--sla-max")]
    [TestCase("total_output_tokens", 500, "Answers had 5 tokens on average where 20 were requested", "--no-ignore-eos")]
    public async Task SearchAsync_RunsAboveALoadCannotJudge_KeepsTheLoadBelow(string field, double value, string why, string advice)
    {
        var searcher = new SlaSearcher(
            LoadVariable.RequestRate,
            (run, _) =>
            {
                var measured = Measure(run, isLimited: false)
                    .Document!.With("completed", 100)
                    .With("num_prompts", run.Prompts)
                    .With("median_e2el_ms", 100)
                    .With("requested_output_tokens", 2000)
                    .With("total_output_tokens", 2000);
                return Task.FromResult(BenchmarkResult.Success(run.Load is > 60 and < 60000 ? measured.With(field, value) : measured));
            },
            new()
            {
                Rules = new() { FailedShareLimit = 1, SustainedShare = 0 },
            }
        );
        // A first SLA is met below; the second one shares its runs and wants to go higher.
        var low = await searcher.SearchAsync(ServiceLevel.Parse("mean_e2el_ms<=130"));
        var high = await searcher.SearchAsync(ServiceLevel.Parse("mean_e2el_ms<=1000"));
        var again = await searcher.SearchAsync(ServiceLevel.Parse("mean_e2el_ms<=1000"));

        Assert.Multiple(() =>
        {
            Assert.That(new[] { low.Outcome, high.Outcome }, Has.Some.EqualTo(SlaSearchOutcome.Unjudged));
            Assert.That(high.Problem, Does.Contain(why).And.Contains(advice));
            Assert.That((again.Outcome, again.Problem, again.Load), Is.EqualTo((high.Outcome, high.Problem, high.Load)));
            Assert.That(
                again.Probes.Sum(probe => probe.Runs.Count),
                Is.EqualTo(high.Probes.Sum(probe => probe.Runs.Count)),
                "no load is tried a third time"
            );
        });
    }

    [Test]
    public async Task SearchAsync_EveryRunInterruptedAndResumed_EndsTheSame([Values] SlaSearchMethod method, [Values(1, 2, 3)] int every)
    {
        var stored = new Dictionary<(double, int), ResultDocument>();
        var whole = await SearchAsync(int.MaxValue, stored);
        var kept = new Dictionary<(double, int), ResultDocument>();
        SlaSearchResult? resumed = null;
        for (var i = 0; resumed is null && i < 500; i++)
        {
            try
            {
                resumed = await SearchAsync(every, kept);
            }
            catch (OperationCanceledException)
            {
                // Interrupted: what was measured is kept.
            }
        }

        Assert.That(
            (resumed!.Outcome, resumed.Load, resumed.AtLeast, resumed.Passing, resumed.Failing, resumed.Runs, resumed.Problem),
            Is.EqualTo((whole.Outcome, whole.Load, whole.AtLeast, whole.Passing, whole.Failing, whole.Runs, whole.Problem))
        );
        Assert.That(kept.Keys, Is.EquivalentTo(stored.Keys), "the same runs");

        Task<SlaSearchResult> SearchAsync(int most, Dictionary<(double, int), ResultDocument> store)
        {
            var made = 0;
            return new SlaSearcher(
                LoadVariable.RequestRate,
                (run, _) =>
                {
                    if (made++ == most)
                    {
                        throw new OperationCanceledException();
                    }

                    // Every first run of a load is limited by its client, and two in a row above 80.
                    var measured = Measure(
                        run,
                        isLimited: run.Load < 60000 && (run.RunNumber == 0 || (run.Load > 80 && run.RunNumber == 1))
                    ).Document!;
                    store.Add((run.Load, run.RunNumber), measured);
                    return Task.FromResult(BenchmarkResult.Success(measured));
                },
                new() { Method = method, MaxLoad = method == SlaSearchMethod.Bisection ? 60000 : 65536 }
            )
            {
                FindStoredRun = (run, _) => new(store.GetValueOrDefault((run.Load, run.RunNumber))),
            }.SearchAsync(Level);
        }
    }

    [Test]
    public async Task SearchAsync_BurstThatTheClientIsTooSlowFor_IsAnEstimateAndTheSearchGoesOn()
    {
        var result = await new SlaSearcher(
            LoadVariable.RequestRate,
            (run, _) => Task.FromResult(Measure(run, isLimited: run.Load > 60000))
        ).SearchAsync(Level);

        Assert.That((result.Outcome, result.Probes[^1].Runs.Single().Counts), Is.EqualTo((SlaSearchOutcome.Bounded, false)));
    }

    [TestCase(1, 1, SlaSearchOutcome.Bounded)]
    [TestCase(2, 0, SlaSearchOutcome.Unjudged)]
    public async Task SearchAsync_StoredRunsThatCannotJudge_CountAsTheTriesThatTheyWere(int stored, int repeats, SlaSearchOutcome outcome)
    {
        var asked = new List<SlaRunRequest>();
        double? first = null;
        var searcher = new SlaSearcher(
            LoadVariable.RequestRate,
            (run, _) =>
            {
                asked.Add(run);
                return Task.FromResult(Measure(run, isLimited: false));
            }
        )
        {
            FindStoredRun = (run, _) =>
            {
                first ??= run.Load < 60000 ? run.Load : null;
                return new(run.Load == first && run.RunNumber < stored ? Measure(run, isLimited: true).Document : null);
            },
        };

        var result = await searcher.SearchAsync(Level);

        Assert.That(result.Outcome, Is.EqualTo(outcome));
        Assert.That(
            asked.Where(run => run.Load == first).Select(run => run.RunNumber).Take(1),
            Is.EqualTo(Enumerable.Repeat(stored, repeats))
        );
    }

    [Test]
    public void Judge_RunsOfWhichTheClientLimitedSome_CountsTheOthers()
    {
        SlaRunRequest run = new(LoadVariable.RequestRate, 50, 100, 0);
        var good = Measure(run, isLimited: false).Document!;
        var limited = Measure(run, isLimited: true).Document!.With("p99_e2el_ms", 1e6);

        Assert.That(
            (Level.Judge([limited, good]).Kind, Level.Judge([limited]).Kind),
            Is.EqualTo((SlaVerdictKind.Met, SlaVerdictKind.Invalid))
        );
    }

    private static BenchmarkResult Measure(SlaRunRequest run, bool isLimited)
    {
        var measured = new AnalyticServer().Measure(run);
        return BenchmarkResult.Success(isLimited ? measured.With("client_was_bottleneck", true) : measured);
    }

    private sealed class Collector(List<SlaSearchEvent> events) : IProgress<SlaSearchEvent>
    {
        public void Report(SlaSearchEvent value) => events.Add(value);
    }
}
