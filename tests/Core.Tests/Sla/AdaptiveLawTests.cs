using CsCheck;
using ServeMulti.Benchmarking;

namespace ServeMulti.Sla;

public sealed class AdaptiveLawTests
{
    private const int Searches = 30;

    private static readonly string[] Levels =
    [
        "p99_e2el_ms<=100",
        "p99_e2el_ms<100, request_goodput>=5",
        "request_throughput>=5",
        "good_share>0.5",
    ];

    private static readonly Gen<(double Capacity, double Idle, double Knee, double Factor, LoadVariable Variable)> Servers =
        from capacity in Gen.Double[-1, 3.5]
        from idle in Gen.Double[-3, 0]
        from knee in Gen.Double[0.5, 12]
        from factor in Gen.Double[1.2, 20]
        from isRate in Gen.Bool
        select (Math.Pow(10, capacity), Math.Pow(10, idle), knee, factor, isRate ? LoadVariable.RequestRate : LoadVariable.MaxConcurrency);

    [Test]
    public void SearchAsync_MonotoneServerWithoutNoise_BracketsTheEdge() =>
        Servers.Sample(
            s =>
            {
                var idle = Math.Min(0.3, s.Idle);
                var server = new AnalyticServer
                {
                    Capacity = s.Capacity,
                    Idle = idle,
                    Knee = s.Knee,
                };
                var target = 2000 * idle * s.Factor;
                var result = Search(server, LoadVariable.RequestRate, target);

                // Nearer to capacity than this, a run of any length is too short to see the long-run latency.
                var edge = server.EdgeOf(target);
                return edge > 0.93 * s.Capacity
                    || (
                        result.Outcome is SlaSearchOutcome.Bounded or SlaSearchOutcome.BudgetSpent
                        && result.Passing <= edge * 1.001
                        && result.Failing >= edge * 0.999
                        && result.Load is { } load
                        && load > 0.8 * edge
                    );
            },
            iter: Searches,
            threads: 1
        );

    [Test]
    public void SearchAsync_AnyServer_NeverRunsALoadMoreOftenThanItMust() =>
        Servers.Sample(
            s =>
            {
                var server = new AnalyticServer
                {
                    Capacity = s.Capacity,
                    Idle = s.Idle,
                    Knee = s.Knee,
                    Noise = 0.1,
                };
                var result = Search(server, s.Variable, 2000 * s.Idle * s.Factor);

                // One run more than asked for: a first one that was too short to tell. Further ones narrow the interval: they lie near it.
                return server
                    .Requests.GroupBy(r => r.Load)
                    .All(g =>
                        (g.Count() <= 4 || (g.Key >= (result.Passing ?? 0) / 2 && g.Key <= 2 * (result.Failing ?? double.PositiveInfinity)))
                        && g.Select(r => r.RunNumber).SequenceEqual(Enumerable.Range(0, g.Count()))
                    );
            },
            iter: Searches,
            threads: 1
        );

    [Test]
    public void SearchAsync_AnyServer_KeepsTheBudget() =>
        Gen.Select(Servers, Gen.Int[1, 30], Gen.Int[1, 5])
            .Sample(
                (s, budget, runs) =>
                {
                    var server = new AnalyticServer
                    {
                        Capacity = s.Capacity,
                        Idle = s.Idle,
                        Knee = s.Knee,
                        Noise = 0.2,
                    };
                    var result = Search(server, s.Variable, 2000 * s.Idle * s.Factor, new() { Budget = budget, RunsPerLoad = runs });

                    return server.Requests.Count <= budget && result.Runs == server.Requests.Count;
                },
                iter: Searches,
                threads: 1
            );

    [Test]
    public void SearchAsync_AnySequenceOfResults_Ends() =>
        Gen.Select(Gen.Int[0, 1_000_000], Gen.Bool, Gen.Bool, Gen.Int[0, Levels.Length - 1])
            .Sample(
                (seed, isRate, isAdaptive, level) =>
                {
                    var random = new Random(seed);
                    var runs = 0;
                    var searcher = new SlaSearcher(
                        isRate ? LoadVariable.RequestRate : LoadVariable.MaxConcurrency,
                        (run, _) =>
                        {
                            runs++;
                            return Task.FromResult(Anything(random, run));
                        },
                        new() { Method = isAdaptive ? SlaSearchMethod.Adaptive : SlaSearchMethod.Bisection, Budget = 100 }
                    );
                    var result = Finish(searcher.SearchAsync(ServiceLevel.Parse(Levels[level])));
                    return runs <= 101 && Enum.IsDefined(result.Outcome);
                },
                iter: 3 * Searches,
                threads: 1
            );

    [TestCase(96496, 3)]
    public void SearchAsync_ThroughputNextToZero_Ends(int seed, int level)
    {
        var random = new Random(seed);
        var searcher = new SlaSearcher(
            LoadVariable.RequestRate,
            (run, _) => Task.FromResult(Anything(random, run)),
            new() { Budget = 100 }
        );

        Assert.That(Finish(searcher.SearchAsync(ServiceLevel.Parse(Levels[level]))).Outcome, Is.AnyOf(Enum.GetValues<SlaSearchOutcome>()));
    }

    [Test]
    public void SearchAsync_InterruptedAndReplayed_GivesTheSameAnswerFromTheRestOfTheRuns() =>
        Gen.Select(Servers, Gen.Int[0, 20])
            .Sample(
                (s, kept) =>
                {
                    var target = 2000 * s.Idle * s.Factor;
                    var stored = new Dictionary<(double, int), ResultDocument>();
                    var server = new AnalyticServer
                    {
                        Capacity = s.Capacity,
                        Idle = s.Idle,
                        Knee = s.Knee,
                        Noise = 0.1,
                    };
                    var whole = Finish(Searcher(server, s.Variable, null, stored).SearchAsync(Level(target)));
                    var again = Finish(
                        new SlaSearcher(s.Variable, (run, _) => Task.FromResult(BenchmarkResult.Success(stored[(run.Load, run.RunNumber)])))
                        {
                            FindStoredRun = (run, _) => new(Number(server, run) < kept ? stored[(run.Load, run.RunNumber)] : null),
                        }.SearchAsync(Level(target))
                    );

                    return again.ToString() == whole.ToString()
                        && again.Load == whole.Load
                        && again.AtLeast == whole.AtLeast
                        && again.Interval == whole.Interval
                        && again.Runs == whole.Runs
                        && again.StoredRuns == Math.Min(kept, whole.Runs);
                },
                iter: Searches,
                threads: 1
            );

    [Test]
    public void SearchAsync_MetricAndTargetInAnotherUnit_ChangesNothing() =>
        Servers.Sample(
            s =>
            {
                var target = 2000 * s.Idle * s.Factor;
                // A power of two, so that not even the last bit differs.
                const double Unit = 1024;
                var server = new AnalyticServer
                {
                    Capacity = s.Capacity,
                    Idle = s.Idle,
                    Knee = s.Knee,
                    Noise = 0.1,
                };
                var other = new AnalyticServer
                {
                    Capacity = s.Capacity,
                    Idle = s.Idle,
                    Knee = s.Knee,
                    Noise = 0.1,
                    Unit = Unit,
                };
                var first = Search(server, s.Variable, Level(target, "p99_latency"));
                var second = Search(other, s.Variable, Level(target / Unit, "p99_latency"));

                return first.Load == second.Load && server.Requests.SequenceEqual(other.Requests);
            },
            iter: Searches,
            threads: 1
        );

    private static ServiceLevel Level(double target, string metric = "p99_e2el_ms") =>
        new(new ThresholdCriterion(metric, ThresholdOperator.AtMost, target));

    private static SlaSearcher Searcher(
        AnalyticServer server,
        LoadVariable variable,
        SlaSearchOptions? options,
        Dictionary<(double, int), ResultDocument> stored
    ) =>
        new(
            variable,
            async (run, cancellationToken) =>
            {
                var result = await server.MeasureAsync(run, cancellationToken);
                stored[(run.Load, run.RunNumber)] = result.Document!;
                return result;
            },
            options
        );

    private static SlaSearchResult Search(AnalyticServer server, LoadVariable variable, double target, SlaSearchOptions? options = null) =>
        Search(server, variable, Level(target), options);

    private static SlaSearchResult Search(
        AnalyticServer server,
        LoadVariable variable,
        ServiceLevel level,
        SlaSearchOptions? options = null
    ) => Finish(Searcher(server, variable, options, []).SearchAsync(level));

    /// <summary>Takes the result of a search that only ever waits for results that are there.</summary>
    private static SlaSearchResult Finish(Task<SlaSearchResult> search) => search.GetAwaiter().GetResult();

    private static int Number(AnalyticServer server, SlaRunRequest run) =>
        server.Requests.ToList().FindIndex(r => (r.Load, r.RunNumber) == (run.Load, run.RunNumber));

    private static BenchmarkResult Anything(Random random, SlaRunRequest run)
    {
        if (random.Next(20) == 0)
        {
            return BenchmarkResult.Failed(new(BenchmarkFailureReason.NothingCompleted, "Nothing was completed."));
        }

        double completed = random.Next(10) == 0 ? 0 : run.Prompts - (random.Next(5) == 0 ? random.Next(run.Prompts) : 0);
        return BenchmarkResult.Success(
            SlaDocuments.Of(
                ("num_prompts", run.Prompts),
                ("completed", completed),
                ("duration", Value(random)),
                ("request_throughput", Value(random)),
                ("mean_e2el_ms", Value(random)),
                ("p99_e2el_ms", Math.Min(1e300, Value(random))),
                ("request_goodput", Math.Min(1e300, Value(random))),
                ("good_share", random.NextDouble())
            )
        );
    }

    private static double Value(Random random) =>
        random.Next(12) switch
        {
            0 => 0,
            1 => double.PositiveInfinity,
            2 => 1e-300,
            _ => Math.Pow(10, (8 * random.NextDouble()) - 3),
        };
}
