using ServeMulti.Fakes;
using ServeMulti.Parameters;
using ServeMulti.Results;
using ServeMulti.Sla;
using ServeMulti.Testing;

namespace ServeMulti.Sweeping;

/// <summary>Searches that leave out servers that cannot win.</summary>
public sealed class PrunedSearchTests
{
    private readonly FakeServerLauncher _launcher = new();
    private readonly ScriptedBenchmarkRunner _runner = new() { Script = (request, _) => Task.FromResult(QueueServer.Measure(request)) };
    private readonly InMemoryResultStore _store = new();
    private readonly EventCollector<SweepEvent> _events = new();

    [Test]
    public async Task RunAsync_WorseServerBehindTheBest_IsPruned()
    {
        var report = await RunAsync(Servers(80, 40, 100));

        var pruned = report.Answers[1].Result;
        Assert.That(
            report.Answers.Select(answer => answer.Result.Outcome),
            Is.EqualTo(new[] { SlaSearchOutcome.Bounded, SlaSearchOutcome.Pruned, SlaSearchOutcome.Bounded })
        );
        Assert.That(pruned.Problem, Does.StartWith("pruned: misses p99_e2el_ms<=300 at 5").And.EndsWith(", the best of capacity=80"));
        Assert.That(pruned.Runs, Is.EqualTo(3));
        Assert.That(report.Answers[2].Result.Load, Is.EqualTo(66.7).Within(4).Percent, "a better server is searched as ever");
        Assert.That(report.IsComplete);
        var answer = _store.FindAnswer(report.Answers[1].Case.Case, "SLA-p99_e2el_ms-le-300")!.Value;
        Assert.That(
            (answer.GetProperty("outcome").GetString(), answer.GetProperty("problem").GetString()),
            Is.EqualTo(("Pruned", pruned.Problem))
        );
    }

    [Test]
    public async Task RunAsync_NotAskedFor_SearchesEveryServer()
    {
        var report = await RunAsync(Servers(80, 40) with { Search = QueueServer.TwoServers.Search });

        Assert.That(report.Answers.Select(answer => answer.Result.Outcome), Is.All.EqualTo(SlaSearchOutcome.Bounded));
    }

    [Test]
    public async Task RunAsync_Progress_EndsWithNothingLeft()
    {
        await RunAsync(Servers(80, 40));

        var last = _events.Events[^1].Progress;
        Assert.That((last.FinishedRuns, last.TotalRuns), Is.EqualTo((_runner.Requests.Count, _runner.Requests.Count)));
        Assert.That(_events.Events[0].Progress.TotalRuns, Is.EqualTo(2 * (24 + 3)));
    }

    [Test]
    public async Task RunAsync_InterruptedAnywhere_GoesOnToTheSameAnswers()
    {
        var definition = Servers(80, 40, 70);
        var undisturbed = await RunAsync(definition);
        var expected = _runner.Requests.Count;
        for (var stopAt = 1; stopAt < expected; stopAt += 2)
        {
            var store = new InMemoryResultStore();
            var executed = 0;
            using var source = new CancellationTokenSource();
            var runner = new ScriptedBenchmarkRunner
            {
                Script = (request, cancellationToken) =>
                {
                    if (executed == stopAt && !source.IsCancellationRequested)
                    {
                        source.Cancel();
                        cancellationToken.ThrowIfCancellationRequested();
                    }

                    executed++;
                    return Task.FromResult(QueueServer.Measure(request));
                },
            };
            var sweep = new SweepRunner(new FakeServerLauncher(), runner, new RecordingCacheResetter(), store);
            await Assert.CatchAsync<OperationCanceledException>(() => sweep.RunAsync(SweepPlanner.Plan(definition), null, source.Token));

            var resumed = await sweep.RunAsync(SweepPlanner.Plan(definition));
            Assert.That(
                resumed.Answers.Select(answer => (answer.Result.Outcome, answer.Result.Load, answer.Result.Problem)),
                Is.EqualTo(undisturbed.Answers.Select(answer => (answer.Result.Outcome, answer.Result.Load, answer.Result.Problem)))
            );
            Assert.That(executed, Is.EqualTo(expected), "nothing is run twice");
        }
    }

    [Test]
    public async Task CheckAsync_EarlierSearchUnfinished_TakesNoLaterOneForFinished()
    {
        var definition = Servers(80, 40);
        await RunAsync(definition);
        var store = new InMemoryResultStore();
        await using var session = await store.OpenAsync(SweepPlanner.Plan(definition).ToExperiment());
        foreach (var run in _store.Runs)
        {
            if (!run.Case.ServeParameters.ToString().Contains("80", StringComparison.Ordinal) || run.RunNumber == 0)
            {
                await session.SaveRunAsync(run);
            }
        }

        await session.DisposeAsync();
        var report = await new Preflight(_launcher, _runner, new RecordingCacheResetter(), store).CheckAsync(SweepPlanner.Plan(definition));

        Assert.That(report.Servers.Select(server => server.IsDone), Is.EqualTo(new[] { false, false }));
    }

    private static SweepDefinition Servers(params long[] capacities) =>
        QueueServer.TwoServers with
        {
            ServeParameters = [.. capacities.Select(capacity => new ParameterSet { { "capacity", capacity } })],
            Search = QueueServer.TwoServers.Search! with { PruneServers = true },
        };

    private async Task<SweepReport> RunAsync(SweepDefinition definition)
    {
        return await new SweepRunner(_launcher, _runner, new RecordingCacheResetter(), _store).RunAsync(
            SweepPlanner.Plan(definition),
            _events
        );
    }
}
