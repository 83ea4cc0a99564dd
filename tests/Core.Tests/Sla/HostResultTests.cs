using ServeMulti.Benchmarking;

namespace ServeMulti.Sla;

/// <summary>A host's own results may lack what shows that a rate was sustained; then no rate is reported.</summary>
public sealed class HostResultTests
{
    private const double Capacity = 100;

    private static readonly ServiceLevel Level = ServiceLevel.Parse("p99_e2el_ms<=1e6");

    [Test]
    public async Task SearchAsync_LatencyAlone_SaysThatSustainedCannotBeToldAndNamesTheFields([Values] SlaSearchMethod method)
    {
        var result = await Search(run => [new("p99_e2el_ms", P99(run))], new() { Method = method });

        Assert.Multiple(() =>
        {
            Assert.That(
                (result.Outcome, result.Load, result.AtLeast, result.Interval, result.Runs, result.IsAnswered),
                Is.EqualTo((SlaSearchOutcome.SustainedUnknown, (double?)null, (double?)null, (LoadInterval?)null, 1, false))
            );
            Assert.That(
                result.Problem,
                Does.StartWith(
                    "It is unknown whether the request rate was sustained: the result has no request_throughput, no completed, no duration, no mean_e2el_ms."
                )
            );
            Assert.That(
                result.ToString(),
                Does.StartWith("p99_e2el_ms<=1000000: not judged; It is unknown whether the request rate was sustained")
            );
        });
    }

    [TestCase("mean_e2el_ms", "no mean_e2el_ms.")]
    [TestCase("completed,duration", "no completed, no duration.")]
    [TestCase("request_throughput,completed", "no request_throughput, no completed.")]
    public async Task SearchAsync_SomeFieldsMissing_NamesThem(string missing, string named)
    {
        var result = await Search(run => Without(Full(run), missing.Split(',')));

        Assert.That((result.Outcome, result.Problem), Is.EqualTo((SlaSearchOutcome.SustainedUnknown, result.Problem)));
        Assert.That(result.Problem, Does.Contain($"the result has {named}"));
    }

    [TestCase("request_throughput")]
    [TestCase("completed")]
    [TestCase("duration")]
    public async Task SearchAsync_FieldThatFollowsFromOthers_IsNotMissed(string missing)
    {
        var result = await Search(run => Without(Full(run), missing));

        Assert.That(result.Outcome, Is.EqualTo(SlaSearchOutcome.Capacity));
        Assert.That(result.Load, Is.InRange(0.8 * Capacity, Capacity));
    }

    [Test]
    public async Task SearchAsync_HostDeclaresWhetherTheLoadWasSustained_TakesItsWord([Values] SlaSearchMethod method)
    {
        var result = await Search(
            run => [new("p99_e2el_ms", P99(run)), new("sustained", run.Load <= Capacity ? 1 : 0)],
            new() { Method = method }
        );

        Assert.Multiple(() =>
        {
            Assert.That((result.Outcome, result.Binding), Is.EqualTo((SlaSearchOutcome.Capacity, SlaBinding.NotSustained)));
            Assert.That(result.Load, Is.InRange(0.8 * Capacity, Capacity));
            Assert.That(result.Failing, Is.GreaterThan(Capacity));
        });
    }

    [Test]
    public async Task SearchAsync_HostDeclaresByABoolean_TakesItsWord()
    {
        var searcher = new SlaSearcher(
            LoadVariable.RequestRate,
            (run, _) =>
                Task.FromResult(
                    BenchmarkResult.Success(
                        ResultDocument.Parse(
                            System.Text.Encoding.UTF8.GetBytes(
                                FormattableString.Invariant(
                                    $$"""{"p99_e2el_ms": {{P99(run):R}}, "sustained": {{(run.Load <= Capacity ? "true" : "false")}}}"""
                                )
                            )
                        )
                    )
                )
        );

        Assert.That((await searcher.SearchAsync(Level)).Load, Is.InRange(0.8 * Capacity, Capacity));
    }

    [Test]
    public async Task SearchAsync_RuleOff_NeedsNoneOfTheFields()
    {
        var result = await Search(
            run => [new("p99_e2el_ms", run.Load)],
            new() { Rules = new() { SustainedShare = 0 } },
            ServiceLevel.Parse("p99_e2el_ms<=100")
        );

        Assert.That(
            (result.Outcome, result.Passing is <= 100, result.Failing is > 100),
            Is.EqualTo((SlaSearchOutcome.Bounded, true, true))
        );
    }

    [Test]
    public async Task SearchAsync_RequestsInFlight_NeedNoneOfTheFields()
    {
        var searcher = new SlaSearcher(
            LoadVariable.MaxConcurrency,
            (run, _) => Task.FromResult(BenchmarkResult.Success(SlaDocuments.Of(("p99_e2el_ms", run.Load))))
        );

        Assert.That((await searcher.SearchAsync(ServiceLevel.Parse("p99_e2el_ms<=100"))).Load, Is.EqualTo(100));
    }

    [Test]
    public void Judge_RateWithoutTheFields_IsInvalidAndNamesThem()
    {
        var verdict = Level.Judge(SlaDocuments.Of(("p99_e2el_ms", 5)), requestRate: 10);

        Assert.That((verdict.Kind, verdict.Problem), Is.EqualTo((SlaVerdictKind.Invalid, verdict.Problem)));
        Assert.That(verdict.Problem, Does.Contain("request_throughput"));
    }

    [TestCase(9.8, SlaVerdictKind.Met)]
    [TestCase(9, SlaVerdictKind.Invalid)]
    public void Judge_RateWithoutALatency_IsMetOnlyWhereTheThroughputAloneShowsIt(double throughput, SlaVerdictKind expected) =>
        Assert.That(
            Level
                .Judge(
                    SlaDocuments.Of(("p99_e2el_ms", 5), ("num_prompts", 1000), ("completed", 1000), ("request_throughput", throughput)),
                    requestRate: 10
                )
                .Kind,
            Is.EqualTo(expected)
        );

    [Test]
    public void Judge_RateWithoutTheFieldsThatMissesACriterion_IsMissed() =>
        Assert.That(Level.Judge(SlaDocuments.Of(("p99_e2el_ms", 2e6)), requestRate: 10).Kind, Is.EqualTo(SlaVerdictKind.Missed));

    private static Task<SlaSearchResult> Search(
        Func<SlaRunRequest, IEnumerable<KeyValuePair<string, double>>> measure,
        SlaSearchOptions? options = null,
        ServiceLevel? level = null
    ) =>
        new SlaSearcher(
            LoadVariable.RequestRate,
            (run, _) => Task.FromResult(BenchmarkResult.Success(ResultDocument.FromMetrics(measure(run)))),
            options
        ).SearchAsync(level ?? Level);

    /// <summary>The 99th percentile of a simple queue.</summary>
    private static double P99(SlaRunRequest run) => run.Load < Capacity ? 4600 / (Capacity - run.Load) : 1e5;

    private static Dictionary<string, double> Full(SlaRunRequest run)
    {
        var throughput = Math.Min(run.Load, Capacity);
        var seconds = (run.Prompts / throughput) + 0.01;
        return new()
        {
            ["completed"] = run.Prompts,
            ["duration"] = seconds,
            ["request_throughput"] = run.Prompts / seconds,
            ["mean_e2el_ms"] = run.Load < Capacity ? 20 : 500 * run.Prompts * ((1 / Capacity) - (1 / run.Load)),
            ["p99_e2el_ms"] = P99(run),
        };
    }

    private static Dictionary<string, double> Without(Dictionary<string, double> metrics, params string[] names) =>
        metrics.Where(metric => !names.Contains(metric.Key)).ToDictionary();
}
