using ServeMulti.Comparing;
using ServeMulti.Parameters;
using ServeMulti.Sla;

namespace ServeMulti.Sweeping;

public sealed class LoadComparisonTests
{
    [Test]
    public void Of_IntervalAboveTheOthers_IsBest()
    {
        var comparison = Compare(("a", Answer(40, 38, 42)), ("b", Answer(50, 47, 53)), ("c", Answer(30, 28, 32)));

        Assert.That(comparison.Best!.Parameters.ToString(), Is.EqualTo("b"));
        Assert.That(
            comparison.Describe(),
            Is.EqualTo("best is b with 50 req/s, 15 to 36 % more than a (80 % interval); its own interval lies above all others")
        );
    }

    [Test]
    public void Of_IntervalsThatOverlap_AreTiedWithTheLeadOverTheFirstOfTheFile()
    {
        var comparison = Compare(("a", Answer(40, 37, 43)), ("b", Answer(42, 39, 45)), ("c", Answer(30, 28, 32)));

        Assert.That(comparison.Best, Is.Null);
        Assert.That(comparison.Tied.Select(item => item.Parameters.ToString()), Is.EqualTo(new[] { "b", "a" }));
        Assert.That(
            comparison.Describe(),
            Is.EqualTo(
                "no clear best: b (42 req/s) and a (40 req/s) are tied: their 80 % intervals overlap; against a, the first: b -6 to +17 %; c is behind"
            )
        );
    }

    [TestCase(180, 250, 40, 100, "2 to 5.6 times as much as a")]
    [TestCase(180, double.PositiveInfinity, 40, 100, "at least 108 % more than a")]
    [TestCase(219, 221, 69, 71, "3.09 to 3.2 times as much as a")]
    [TestCase(90, 91, 69.5, 70.5, "28.1 to 30.5 % more than a")]
    public void Of_LeadOfTheBest_HasTheDigitsThatBothIntervalsAllow(
        double low,
        double high,
        double otherLow,
        double otherHigh,
        string expected
    )
    {
        var best = double.IsFinite(high) && high < 100 ? 90.5 : 220;

        Assert.That(
            Compare(("a", Answer(70, otherLow, otherHigh)), ("b", Answer(best, low, high))).Describe(),
            Does.Contain($", {expected} (80 % interval)")
        );
    }

    [Test]
    public void Of_OpenIntervalOfTheFirst_LeavesTheOtherEndOfTheLeadOpen() =>
        Assert.That(
            Compare(("a", Answer(40, 37, double.PositiveInfinity)), ("b", Answer(42, 39, 45))).Describe(),
            Does.EndWith("against a, the first: b at most +17 %")
        );

    [Test]
    public void Of_EqualAnswers_AreEqual() =>
        Assert.That(Compare(("a", Answer(40, 37, 43)), ("b", Answer(40, 39, 41))).Describe(), Is.EqualTo("a and b are equal: 40 req/s"));

    [Test]
    public void Of_AnswersWithoutIntervals_AreNotToldApartAndNoIntervalsAreSpokenOf()
    {
        var comparison = Compare(("a", Answer(40, null, null)), ("b", Answer(50, null, null)));

        Assert.That(comparison.Ranking.Select(item => item.Standing), Is.All.EqualTo(ConfigurationStanding.NotKnown));
        Assert.That(
            comparison.Describe(),
            Does.StartWith("not known which sustains more: b 50.0 req/s, a 40.0 req/s; ").And.Not.Contain("overlap")
        );
    }

    [Test]
    public void Of_SmallerAnswerWhoseBudgetWasSpentBetweenTwoEnds_IsToldApartByItsInterval() =>
        Assert.That(
            Compare(
                ("a", Answer(40, 38, 42) with { Outcome = SlaSearchOutcome.BudgetSpent, Failing = 42 }),
                ("b", Answer(50, 47, 53))
            ).Best?.Result.Load,
            Is.EqualTo(50)
        );

    [TestCase(SlaSearchOutcome.TooShort)]
    [TestCase(SlaSearchOutcome.BudgetSpent)]
    public void Of_SmallerAnswerThatWasCutShort_MayBeLargerInTruth(SlaSearchOutcome outcome) =>
        Assert.That(Compare(("a", Answer(40, 38, 42) with { Outcome = outcome }), ("b", Answer(50, 47, 53))).Best, Is.Null);

    [Test]
    public void Of_OtherThatMeetsTheSlaAtNoLoad_LeavesTheOnlyOneBest()
    {
        var comparison = Compare(("a", Without(SlaSearchOutcome.NothingPasses)), ("b", Answer(50, 47, 53)));

        Assert.That(
            comparison.Describe(),
            Is.EqualTo("best is b with 50 req/s, the only one that meets the SLA; a: no load meets the SLA")
        );
    }

    [Test]
    public void Of_OtherThatWasNotMeasured_IsNotKnown()
    {
        var comparison = Compare(("a", Without(SlaSearchOutcome.NotMeasured)), ("b", Answer(50, 47, 53)));

        Assert.That(comparison.Best, Is.Null);
        Assert.That(comparison.Describe(), Is.EqualTo("not known which sustains more: b 50 req/s; a: not measured"));
    }

    [Test]
    public void Of_NothingMeasured_SaysSo() =>
        Assert.That(
            Compare(("a", Without(SlaSearchOutcome.NotMeasured)), ("b", Without(SlaSearchOutcome.NotMeasured))).Describe(),
            Is.EqualTo("Nothing was measured.")
        );

    [Test]
    public void Of_SeveralWorkloadsAndSlas_ComparesEachByItself()
    {
        var other = Answer(7, 6, 8) with { ServiceLevel = ServiceLevel.Parse("p99_e2el_ms<=100") };
        var comparisons = LoadComparison.Of([
            (new("a"), new("chat"), Answer(40, 38, 42)),
            (new("b"), new("chat"), Answer(50, 47, 53)),
            (new("a"), new("code"), Answer(9, 8, 10)),
            (new("a"), new("chat"), other),
        ]);

        Assert.That(
            comparisons.Select(comparison => (comparison.ServiceLevel.Text, comparison.Workload.ToString(), comparison.Ranking.Count)),
            Is.EqualTo(new[] { ("p99_e2el_ms<=300", "chat", 2), ("p99_e2el_ms<=300", "code", 1), ("p99_e2el_ms<=100", "chat", 1) })
        );
    }

    private static LoadComparison Compare(params (string Name, SlaSearchResult Result)[] answers) =>
        LoadComparison.Of(answers.Select(answer => (new ParameterSet(answer.Name), ParameterSet.Empty, answer.Result))).Single();

    private static SlaSearchResult Answer(double load, double? low, double? high) =>
        Without(SlaSearchOutcome.Capacity) with
        {
            Load = load,
            Interval = low is { } least && high is { } most ? new LoadInterval(least, most) : null,
        };

    private static SlaSearchResult Without(SlaSearchOutcome outcome) =>
        new()
        {
            ServiceLevel = ServiceLevel.Parse("p99_e2el_ms<=300"),
            Variable = LoadVariable.RequestRate,
            Outcome = outcome,
        };
}
