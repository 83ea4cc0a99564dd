using ServeMulti.Benchmarking;

namespace ServeMulti.Sla;

/// <summary>A client of whose kept connections some are closed under it fails the same share of its requests at every load.</summary>
public sealed class SteadyFailuresTests
{
    private const int Seeds = 20;
    private static readonly ServiceLevel Level = ServiceLevel.Parse("p99_e2el_ms<=400");
    private static readonly double Edge = new AnalyticServer().EdgeOf(400);

    [TestCase(0.002)]
    [TestCase(0.005)]
    [TestCase(0.01)]
    [TestCase(0.03)]
    public async Task SearchAsync_SameShareOfFailuresAtEveryLoad_IsRecognisedAndTheAdviceHelps(double share)
    {
        var bound = 0;
        var recognised = 0;
        for (var seed = 0; seed < Seeds; seed++)
        {
            var result = await SearchAsync(seed, _ => share);
            if (result.Binding?.Kind != SlaBindingKind.FailedRequests)
            {
                continue;
            }

            bound++;
            if (result.SteadyFailures is not { } failures)
            {
                continue;
            }

            recognised++;
            Assert.That(failures.Share, Is.GreaterThan(0).And.LessThanOrEqualTo(0.05));
            Assert.That(failures.SuggestedLimit, Is.GreaterThan(share).And.LessThan(0.2));
            Assert.That(
                result.ToString(),
                Does.Contain("; the same share of requests, ")
                    .And.Contain(
                        $"--failed-share {failures.SuggestedLimit.ToString("0.######", System.Globalization.CultureInfo.InvariantCulture)} "
                    )
            );
            var again = await SearchAsync(seed, _ => share, failures.SuggestedLimit);
            Assert.That(again.Binding?.Kind, Is.Not.EqualTo(SlaBindingKind.FailedRequests));
            Assert.That(again.Load, Is.EqualTo(Edge).Within(15).Percent);
        }

        TestContext.Out.WriteLine($"{share}: bound {bound}, recognised {recognised} of {Seeds}");
        Assert.That(bound, Is.GreaterThanOrEqualTo(Seeds / 2));
        Assert.That(recognised, Is.GreaterThanOrEqualTo(bound / 2));
    }

    [Test]
    public async Task SearchAsync_FailuresThatComeWithTheLoad_AreNotTakenForIt()
    {
        var recognised = 0;
        for (var seed = 0; seed < Seeds; seed++)
        {
            var result = await SearchAsync(seed, load => load < Edge / 3 ? 0 : 0.03);
            recognised += result.SteadyFailures is null ? 0 : 1;
        }

        Assert.That(recognised, Is.LessThanOrEqualTo(1), $"of {Seeds} searches");
    }

    [Test]
    public async Task SearchAsync_NoFailures_SaysNothing() => Assert.That((await SearchAsync(1, _ => 0)).SteadyFailures, Is.Null);

    [TestCase(0.1, TestName = "Find_LargeShare_IsNoAccidentOfConnections")]
    [TestCase(0.0005, TestName = "Find_TwoFailures_HaveNoPattern")]
    public void Find_ShareOutOfRange_IsNoPattern(double share) =>
        Assert.That(SteadyFailureTest.Find([At(10, 2000, share), At(40, 2000, share)], 0), Is.Null);

    [Test]
    public void Find_LoadsBesideEachOther_SayNothingOfLowOnes() =>
        Assert.That(SteadyFailureTest.Find([At(40, 2000, 0.01), At(44, 2000, 0.01)], 0), Is.Null);

    [Test]
    public void Find_SharesThatScatter_AreNoPattern() =>
        Assert.That(SteadyFailureTest.Find([At(10, 2000, 0.02), At(20, 2000, 0.001), At(40, 2000, 0.02)], 0), Is.Null);

    [Test]
    public void Find_SameShare_SuggestsWhatEveryRunStaysBelow() =>
        Assert.That(
            SteadyFailureTest.Find([At(10, 2000, 0.01), At(20, 2000, 0.011), At(40, 2000, 0.009)], 0),
            Is.EqualTo(new SteadyFailures(0.01, 0.02))
        );

    [Test]
    public void Find_ShareThatMayFailAlready_IsNoAdvice() =>
        Assert.That(SteadyFailureTest.Find([At(10, 2000, 0.01), At(40, 2000, 0.01)], 0.02), Is.Null);

    [TestCase("""{"reset": 20}""", null, true)]
    [TestCase("""{"reset": 19, "http_503": 1}""", null, false)]
    [TestCase("""{"timeout": 20}""", null, false)]
    [TestCase(
        null,
        """["", "aiohttp.client_exceptions.ServerDisconnectedError: Server disconnected", "ClientOSError: [Errno 104] Connection reset by peer"]""",
        true
    )]
    [TestCase(null, """["", "Service Unavailable"]""", false)]
    [TestCase(null, null, true)]
    public void Find_ReasonsOfTheClient_MustBeThoseOfConnections(string? reasons, string? errors, bool isFound)
    {
        ResultDocument Document(ResultDocument document)
        {
            var json = document.ToString();
            return ResultDocument.Parse(
                System.Text.Encoding.UTF8.GetBytes(
                    json.TrimEnd().TrimEnd('}')
                        + (reasons is null ? "" : $", \"client_failures\": {reasons}")
                        + (errors is null ? "" : $", \"errors\": {errors}")
                        + "}"
                )
            );
        }

        var loads = new[] { At(10, 2000, 0.01), At(40, 2000, 0.01) }.Select(one =>
            (one.Load, (IReadOnlyList<RunFigures>)[.. one.Runs.Select(run => RunFigures.Of(Document(run.Document)))])
        );
        Assert.That(SteadyFailureTest.Find(loads, 0) is not null, Is.EqualTo(isFound));
    }

    private static (double Load, IReadOnlyList<RunFigures> Runs) At(double load, int prompts, double share) =>
        (
            load,
            [
                RunFigures.Of(
                    ResultDocument.FromMetrics([
                        new("num_prompts", prompts),
                        new("completed", prompts * (1 - share)),
                        new("failed", prompts * share),
                        new("request_throughput", load),
                        new("mean_e2el_ms", 100),
                    ])
                ),
            ]
        );

    private static Task<SlaSearchResult> SearchAsync(int seed, Func<double, double> shareAt, double limit = 0)
    {
        var server = new AnalyticServer { Noise = 0.03 };
        var searcher = new SlaSearcher(
            LoadVariable.RequestRate,
            (run, _) =>
            {
                var random = new Random((seed * 7919) + ((int)(run.Load * 100) * 31) + run.RunNumber);
                var failed = Enumerable.Range(0, run.Prompts).Count(_ => random.NextDouble() < shareAt(run.Load));
                return Task.FromResult(
                    BenchmarkResult.Success(
                        server.Measure(run).With("num_prompts", run.Prompts).With("failed", failed).With("completed", run.Prompts - failed)
                    )
                );
            },
            new() { Rules = new() { FailedShareLimit = limit } }
        );
        return searcher.SearchAsync(Level);
    }
}
