using ServeMulti.Benchmarking;

namespace ServeMulti.Sla;

public sealed class VerdictTests
{
    private static readonly ServiceLevel Level = ServiceLevel.Parse("p99_e2el_ms<=500");

    [Test]
    public void Judge_CriterionHolds_IsMet() => Assert.That(Level.Judge(Result(p99: 500)).Kind, Is.EqualTo(SlaVerdictKind.Met));

    [Test]
    public void Judge_SeveralCriteriaMissed_NamesTheOneMissedByMost()
    {
        var verdict = ServiceLevel.Parse("p99_e2el_ms<=500, mean_e2el_ms<=10").Judge(Result(p99: 600));

        Assert.That((verdict.Kind, verdict.Binding!.Text), Is.EqualTo((SlaVerdictKind.Missed, "mean_e2el_ms<=10")));
    }

    [Test]
    public void Judge_ARun_TellsEachCriterionWithItsValue() =>
        Assert.That(
            ServiceLevel.Parse("p99_e2el_ms<=500, mean_e2el_ms<=10").Judge(Result(p99: 400)).Checks.Select(c => c.ToString()),
            Is.EqualTo(new[] { "p99_e2el_ms<=500: 400 met", "mean_e2el_ms<=10: 100 missed" })
        );

    [Test]
    public void Judge_SeveralRuns_TakesTheMean() =>
        Assert.That(Level.Judge([Result(p99: 400), Result(p99: 590)]).Kind, Is.EqualTo(SlaVerdictKind.Met));

    [Test]
    public void Judge_NothingCompleted_IsMissedAlthoughLatenciesAreZero() =>
        Assert.That(Level.Judge(Result(p99: 0, completed: 0, failed: 100)).Binding?.Kind, Is.EqualTo(SlaBindingKind.NothingCompleted));

    [Test]
    public void Judge_OneRunWithoutAnswers_IsMissedAndItsZerosDoNotEnterTheMean()
    {
        var verdict = Level.Judge([Result(p99: 400), Result(p99: 0, completed: 0, failed: 100)]);

        Assert.That((verdict.Binding?.Kind, verdict.Checks[0].Value), Is.EqualTo((SlaBindingKind.FailedRequests, 400.0)));
    }

    [Test]
    public void Judge_OneFailedRequest_IsMissed() =>
        Assert.That(Level.Judge(Result(p99: 400, failed: 1)).Binding?.Kind, Is.EqualTo(SlaBindingKind.FailedRequests));

    [Test]
    public void Judge_FailedShareWithinTheLimit_IsMet() =>
        Assert.That(Level.Judge(Result(p99: 400, failed: 1), new() { FailedShareLimit = 0.01 }).Kind, Is.EqualTo(SlaVerdictKind.Met));

    [Test]
    public void Judge_NoFailedInTheResult_TakesWhatWasNotCompleted()
    {
        var result = SlaDocuments.Of(("num_prompts", 100), ("completed", 98), ("p99_e2el_ms", 400));

        Assert.That(Level.Judge(result).Binding?.Kind, Is.EqualTo(SlaBindingKind.FailedRequests));
    }

    [Test]
    public void Judge_MetricMissing_IsInvalidAndNamesWhatIsThere()
    {
        var verdict = Level.Judge(SlaDocuments.Of(("completed", 10), ("p99_ttft_ms", 4)));

        Assert.That(
            (verdict.Kind, verdict.Problem),
            Is.EqualTo(
                (
                    SlaVerdictKind.Invalid,
                    "The result has no metric \"p99_e2el_ms\" that the SLA \"p99_e2el_ms<=500\" needs; it has p99_ttft_ms."
                )
            )
        );
    }

    [Test]
    public void Judge_MetricNotFinite_IsInvalid([Values(double.NaN, double.PositiveInfinity)] double value) =>
        Assert.That(Level.Judge(Result(p99: value)).Kind, Is.EqualTo(SlaVerdictKind.Invalid));

    [Test]
    public void Judge_NoRuns_IsInvalid() => Assert.That(Level.Judge([]).Kind, Is.EqualTo(SlaVerdictKind.Invalid));

    [Test]
    public void Judge_RateNotSustained_IsMissed() =>
        Assert.That(Level.Judge(Result(p99: 400, throughput: 60), requestRate: 100).Binding?.Kind, Is.EqualTo(SlaBindingKind.NotSustained));

    [Test]
    public void Judge_RateSustainedButForTheLastAnswers_IsMet() =>
        // 100 requests at 100 req/s, the last answered 0.1 s after it was sent: 91 req/s is all that a run of this length can reach.
        Assert.That(Level.Judge(Result(p99: 400, throughput: 91), requestRate: 100).Kind, Is.EqualTo(SlaVerdictKind.Met));

    [Test]
    public void Judge_SustainedRuleOff_IsMet() =>
        Assert.That(Level.Judge(Result(p99: 400, throughput: 60), new() { SustainedShare = 0 }, 100).Kind, Is.EqualTo(SlaVerdictKind.Met));

    [TestCase(-0.1)]
    [TestCase(1.1)]
    [TestCase(double.NaN)]
    public void FailedShareLimit_OutOfRange_IsRefused(double value) =>
        Assert.That(() => Level.Judge([], new SlaRules { FailedShareLimit = value }), Throws.TypeOf<InvalidInputException>());

    [TestCase(-0.1)]
    [TestCase(1)]
    [TestCase(double.NaN)]
    public void SustainedShare_OutOfRange_IsRefused(double value) =>
        Assert.That(() => Level.Judge([], new SlaRules { SustainedShare = value }), Throws.TypeOf<InvalidInputException>());

    private static ResultDocument Result(double p99, double completed = 100, double failed = 0, double throughput = 100) =>
        SlaDocuments.Of(
            ("num_prompts", completed + failed),
            ("completed", completed),
            ("failed", failed),
            ("request_throughput", throughput),
            ("mean_e2el_ms", 100),
            ("p99_e2el_ms", p99)
        );
}
