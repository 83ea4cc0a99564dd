using ServeMulti.Benchmarking;

namespace ServeMulti.Sla;

/// <summary>A run that the load generator was too slow for says nothing of the server.</summary>
public sealed class ClientLimitedTests
{
    private static readonly ServiceLevel Level = ServiceLevel.Parse("p99_e2el_ms<=400");

    [Test]
    public async Task SearchAsync_OneRunLimitedByItsClient_IsTriedOnceMoreAndMovesNoBracket()
    {
        SlaSearchResult whole = await new SlaSearcher(LoadVariable.RequestRate, new AnalyticServer().MeasureAsync).SearchAsync(Level);
        var events = new List<SlaSearchEvent>();
        SlaRunRequest? limited = null;
        var searcher = new SlaSearcher(LoadVariable.RequestRate, (run, _) => Task.FromResult(Measure(run, isLimited: run.Load < 60000 && limited is null && (limited = run) is not null)));
        SlaSearchResult result = await searcher.SearchAsync(Level, new Collector(events));

        SlaProbe probe = result.Probes.Single(p => p.Load == limited!.Load);
        Assert.Multiple(() =>
        {
            Assert.That((result.Outcome, result.Load, result.Passing, result.Failing, result.Runs), Is.EqualTo((whole.Outcome, whole.Load, whole.Passing, whole.Failing, whole.Runs)));
            Assert.That(probe.Runs.Select(r => (r.RunNumber, r.Counts, IsExplained: r.Problem is not null)).Take(2), Is.EqualTo(new[] { (0, false, true), (1, true, false) }));
            Assert.That(events.OfType<SlaRunFinished>().Single(e => e.Request == limited).Verdict, Has.Property(nameof(SlaVerdict.Kind)).EqualTo(SlaVerdictKind.Invalid).And.Property(nameof(SlaVerdict.Problem)).StartsWith("The client was the bottleneck"));
        });
    }

    [Test]
    public async Task SearchAsync_ClientIsTheLimitTwice_HasNoAnswerAndKeepsWhatIsKnown([Values] SlaSearchMethod method)
    {
        var searcher = new SlaSearcher(LoadVariable.RequestRate, (run, _) => Task.FromResult(Measure(run, isLimited: run.Load is > 30 and < 60000)), new() { Method = method, MaxLoad = method == SlaSearchMethod.Bisection ? 60000 : 65536 });

        SlaSearchResult result = await searcher.SearchAsync(Level);

        Assert.Multiple(() =>
        {
            Assert.That((result.Outcome, result.Load, result.IsAnswered), Is.EqualTo((SlaSearchOutcome.NotMeasured, (double?)null, false)));
            Assert.That(result.Problem, Does.StartWith("Two runs at request_rate=").And.Contains("--sla-max"));
            Assert.That(result.Probes.Where(p => p.Verdict.Kind == SlaVerdictKind.Invalid).SelectMany(p => p.Runs), Is.All.Property(nameof(SlaProbeRun.Counts)).False);
        });
    }

    [Test]
    public async Task SearchAsync_BurstThatTheClientIsTooSlowFor_IsAnEstimateAndTheSearchGoesOn()
    {
        SlaSearchResult result = await new SlaSearcher(LoadVariable.RequestRate, (run, _) => Task.FromResult(Measure(run, isLimited: run.Load > 60000))).SearchAsync(Level);

        Assert.That((result.Outcome, result.Probes[^1].Runs.Single().Counts), Is.EqualTo((SlaSearchOutcome.Bounded, false)));
    }

    [Test]
    public async Task SearchAsync_StoredRunThatTheClientWasTooSlowFor_IsNotUsedAndNotRunAgain()
    {
        var asked = new List<SlaRunRequest>();
        var searcher = new SlaSearcher(LoadVariable.RequestRate, (run, _) =>
        {
            asked.Add(run);
            return Task.FromResult(Measure(run, isLimited: false));
        })
        {
            FindStoredRun = (run, _) => new(run is { Load: 90, RunNumber: 0 or 1 } ? Measure(run, isLimited: true).Document : null),
        };

        SlaSearchResult result = await searcher.SearchAsync(Level);

        Assert.That(result.Outcome, Is.EqualTo(SlaSearchOutcome.Bounded));
        Assert.That(asked.Where(run => run.Load == 90).Select(run => run.RunNumber).Take(1), Is.AnyOf(Array.Empty<int>(), new[] { 2 }));
    }

    [Test]
    public void Judge_RunsOfWhichTheClientLimitedSome_CountsTheOthers()
    {
        SlaRunRequest run = new(LoadVariable.RequestRate, 50, 100, 0);
        ResultDocument good = Measure(run, isLimited: false).Document!;
        ResultDocument limited = Measure(run, isLimited: true).Document!.With("p99_e2el_ms", 1e6);

        Assert.That((Level.Judge([limited, good]).Kind, Level.Judge([limited]).Kind), Is.EqualTo((SlaVerdictKind.Met, SlaVerdictKind.Invalid)));
    }

    private static BenchmarkResult Measure(SlaRunRequest run, bool isLimited)
    {
        ResultDocument measured = new AnalyticServer().Measure(run);
        return BenchmarkResult.Success(isLimited ? measured.With("client_was_bottleneck", true) : measured);
    }

    private sealed class Collector(List<SlaSearchEvent> events) : IProgress<SlaSearchEvent>
    {
        public void Report(SlaSearchEvent value) => events.Add(value);
    }
}
