using ServeMulti.Benchmarking;

namespace ServeMulti.Sla;

public sealed class LoadToBeatTests
{
    private static readonly ServiceLevel Level = ServiceLevel.Parse("p99_e2el_ms<=400");

    [Test]
    public async Task SearchToBeatAsync_ClearlyWorseServer_EndsAfterTheBurstAndTwoProbes()
    {
        var server = new AnalyticServer { Capacity = 60 };

        var result = await Searcher(server).SearchToBeatAsync(Level, 50.019);

        Assert.Multiple(() =>
        {
            Assert.That(
                (result.Outcome, result.Load, result.Failing, result.Binding?.Text),
                Is.EqualTo((SlaSearchOutcome.Pruned, (double?)null, (double?)50.01, "p99_e2el_ms<=400"))
            );
            Assert.That(server.Requests.Select(request => request.Load), Is.EqualTo(new[] { 65536, 50.01, 50.01 }));
            Assert.That(
                result.ToString(),
                Is.EqualTo("p99_e2el_ms<=400: pruned: misses p99_e2el_ms<=400 at 50.01 req/s, the load to beat")
            );
            Assert.That(server.Requests[1].Prompts, Is.GreaterThanOrEqualTo(30 * 50), "a probe is as long as any run");
        });
    }

    [TestCase(101)]
    [TestCase(150)]
    [TestCase(1000)]
    [TestCase(97, Description = "A near miss is no clear one.")]
    public async Task SearchToBeatAsync_ServerThatMayWin_IsSearchedAsEver(double capacity)
    {
        var plain = await Searcher(new AnalyticServer { Capacity = capacity }).SearchAsync(Level);

        var result = await Searcher(new AnalyticServer { Capacity = capacity }).SearchToBeatAsync(Level, 50);

        Assert.That(result.Outcome, Is.EqualTo(SlaSearchOutcome.Bounded));
        Assert.That(result.Load, Is.EqualTo(plain.Load).Within(5).Percent);
    }

    [Test]
    public async Task SearchToBeatAsync_RateThatIsNotKeptUpWith_IsAClearMiss()
    {
        // 40 req/s of 60: the queue grows to the end of a run, and the mean latency to half of that.
        var searcher = new SlaSearcher(
            LoadVariable.RequestRate,
            (run, _) =>
            {
                var behind = run.Prompts * Math.Max(0, (1 / 40.0) - (1 / run.Load));
                return Task.FromResult(
                    BenchmarkResult.Success(
                        SlaDocuments.Of(
                            ("num_prompts", run.Prompts),
                            ("completed", run.Prompts),
                            ("failed", 0),
                            ("duration", (run.Prompts / run.Load) + behind + 0.5),
                            ("request_throughput", run.Prompts / ((run.Prompts / run.Load) + behind + 0.5)),
                            ("mean_e2el_ms", 500 * (1 + behind)),
                            ("p99_e2el_ms", 1000 * (1 + behind))
                        )
                    )
                );
            }
        );

        var result = await searcher.SearchToBeatAsync(ServiceLevel.Parse("p99_e2el_ms<=1e9"), 60);

        Assert.That((result.Outcome, result.Binding?.Kind), Is.EqualTo((SlaSearchOutcome.Pruned, SlaBindingKind.NotSustained)));
    }

    [Test]
    public async Task SearchToBeatAsync_RunsThatEndWithSlowAnswers_AreNoClearMiss()
    {
        // Every run ends 15 s after its last request, because a few answers take so long; the server keeps up with any rate of interest.
        var searcher = new SlaSearcher(
            LoadVariable.RequestRate,
            (run, _) =>
                Task.FromResult(
                    BenchmarkResult.Success(
                        SlaDocuments.Of(
                            ("num_prompts", run.Prompts),
                            ("completed", run.Prompts),
                            ("failed", 0),
                            ("duration", (run.Prompts / run.Load) + 15),
                            ("request_throughput", run.Prompts / ((run.Prompts / run.Load) + 15)),
                            ("mean_e2el_ms", 4000),
                            ("p99_e2el_ms", 12_000)
                        )
                    )
                ),
            new SlaSearchOptions { MaxLoad = 200, ConfirmFactor = 1 }
        );

        var result = await searcher.SearchToBeatAsync(ServiceLevel.Parse("p99_e2el_ms<=1e9"), 30);

        Assert.That(result.Outcome, Is.Not.EqualTo(SlaSearchOutcome.Pruned));
    }

    [Test]
    public async Task SearchToBeatAsync_Concurrency_ProbesAWholeNumber()
    {
        var server = new AnalyticServer { Capacity = 30 };

        var result = await new SlaSearcher(LoadVariable.MaxConcurrency, server.MeasureAsync).SearchToBeatAsync(Level, 20);

        Assert.That((result.Outcome, result.Failing), Is.EqualTo((SlaSearchOutcome.Pruned, (double?)20)));
        Assert.That(server.Requests, Has.Count.EqualTo(3));
    }

    [Test]
    public async Task SearchToBeatAsync_OneSlowRun_DecidesNothing()
    {
        var server = new AnalyticServer();
        var cold = new AnalyticServer { Capacity = 50 };
        var searcher = new SlaSearcher(
            LoadVariable.RequestRate,
            (run, token) => (server.Requests.Count + cold.Requests.Count == 1 ? cold : server).MeasureAsync(run, token)
        );

        var result = await searcher.SearchToBeatAsync(Level, 48);

        Assert.That(result.Outcome, Is.Not.EqualTo(SlaSearchOutcome.Pruned));
        Assert.That(result.Load, Is.EqualTo(50).Within(6).Percent);
    }

    [Test]
    public async Task SearchToBeatAsync_LimitFromBelow_NeverEndsTheSearch()
    {
        // 40 req/s are not reached at 30 req/s, and are at 50.
        var result = await Searcher(new AnalyticServer())
            .SearchToBeatAsync(ServiceLevel.Parse("p99_e2el_ms<=400,request_throughput>=40"), 30);

        Assert.That(result.Outcome, Is.EqualTo(SlaSearchOutcome.Bounded));
        Assert.That(result.Load, Is.EqualTo(50).Within(6).Percent);
    }

    [Test]
    public async Task SearchToBeatAsync_NoisyServersThatWouldWin_AreNotPruned()
    {
        // Each run is up to 10 % slower or faster, which moves the 99th percentile near the edge by some 20 %.
        var server = new AnalyticServer { Capacity = 105, Noise = 0.1 };
        for (var search = 0; search < 100; search++)
        {
            var result = await Searcher(server).SearchToBeatAsync(Level, 50);
            Assert.That(result.Outcome, Is.Not.EqualTo(SlaSearchOutcome.Pruned));
        }
    }

    [Test]
    public async Task SearchToBeatAsync_Bisection_CanBePrunedAndSearched()
    {
        var options = new SlaSearchOptions { Method = SlaSearchMethod.Bisection };
        var slow = await new SlaSearcher(
            LoadVariable.RequestRate,
            new AnalyticServer { Capacity = 60 }.MeasureAsync,
            options
        ).SearchToBeatAsync(Level, 50);
        var fast = await new SlaSearcher(
            LoadVariable.RequestRate,
            new AnalyticServer { Capacity = 150 }.MeasureAsync,
            options
        ).SearchToBeatAsync(Level, 50);

        Assert.That(slow.Outcome, Is.EqualTo(SlaSearchOutcome.Pruned));
        Assert.That(fast.Load, Is.EqualTo(75).Within(3).Percent);
    }

    [Test]
    public async Task SearchToBeatAsync_LargestLoadOfInterest_IsProbedBesideTheBurst()
    {
        var server = new AnalyticServer { Capacity = 60 };
        var result = await new SlaSearcher(
            LoadVariable.RequestRate,
            server.MeasureAsync,
            new SlaSearchOptions { MaxLoad = 50 }
        ).SearchToBeatAsync(Level, 50);

        Assert.That(result.Outcome, Is.EqualTo(SlaSearchOutcome.Pruned));
        Assert.That(server.Requests.Select(request => request.Load), Is.EqualTo(new[] { 50, 50, 50 }));
    }

    [TestCase(0)]
    [TestCase(-1)]
    [TestCase(double.NaN)]
    [TestCase(double.PositiveInfinity)]
    public void SearchToBeatAsync_NoLoad_IsRefused(double load) =>
        Assert.That(() => Searcher(new AnalyticServer()).SearchToBeatAsync(Level, load), Throws.TypeOf<ArgumentOutOfRangeException>());

    private static SlaSearcher Searcher(AnalyticServer server) => new(LoadVariable.RequestRate, server.MeasureAsync);
}
