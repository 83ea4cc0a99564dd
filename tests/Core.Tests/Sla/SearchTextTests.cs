using System.Globalization;

namespace ServeMulti.Sla;

public sealed class SearchTextTests
{
    [TestCase(42.4433, 40.12, 45.3, "42 req/s")]
    [TestCase(42.4433, 42.1, 42.9, "42.4 req/s")]
    [TestCase(1234.5, 1100, 1400, "1230 req/s")]
    [TestCase(0.0424433, 0.0401, 0.0453, "0.042 req/s")]
    [TestCase(8.18, 2, 16, "8 req/s")]
    [TestCase(42, 42, 42, "42.0 req/s")]
    public void Load_OfAnAnswer_HasNoMoreDigitsThanItsIntervalSupports(double load, double low, double high, string expected) =>
        Assert.That(SearchText.Load(load, Result(load) with { Interval = new(low, high) }), Is.EqualTo(expected));

    [Test]
    public void Load_LowerThanTheAnswerByFar_KeepsADigit() =>
        Assert.That(SearchText.Load(0.67, Result(8.18) with { Interval = new(2, 16) }), Is.EqualTo("0.6 req/s"));

    [Test]
    public void Load_WithoutAnInterval_FollowsTheBracket() =>
        Assert.That(SearchText.Load(41.876, Result(41.876) with { Passing = 42, Failing = 43 }), Is.EqualTo("41.8 req/s"));

    [Test]
    public void Load_LargestAskedFor_IsSpelledAsItWasAskedFor() =>
        Assert.That(
            SearchText.Load(
                107.3,
                Result(107.3) with
                {
                    Outcome = SlaSearchOutcome.AboveRange,
                    Options = new() { MaxLoad = 107.3 },
                    Interval = new(90, double.PositiveInfinity),
                }
            ),
            Is.EqualTo("107.3 req/s")
        );

    [Test]
    public void Load_InFlight_IsAWholeNumber() =>
        Assert.That(
            SearchText.Load(118, Result(118) with { Variable = LoadVariable.MaxConcurrency, Interval = new(80, 160) }),
            Is.EqualTo("118 requests in flight")
        );

    [Test]
    public void Load_None_IsADash() => Assert.That(SearchText.Load(null, Result(1)), Is.EqualTo("-"));

    [TestCase(38.4, 45.1, "38 to 46")]
    [TestCase(38.4, double.PositiveInfinity, "38.4 or more")]
    public void Interval_IsRoundedOutwards(double low, double high, string expected) =>
        Assert.That(SearchText.Interval(Result(40) with { Interval = new(low, high) }), Is.EqualTo(expected));

    [Test]
    public void Outcome_OfEveryKind_IsWordsAndNoIdentifier()
    {
        foreach (var outcome in Enum.GetValues<SlaSearchOutcome>())
        {
            var words = SearchText.Outcome(
                Result(outcome is SlaSearchOutcome.NothingPasses ? null : 5) with
                {
                    Outcome = outcome,
                    Binding = SlaBinding.FailedRequests,
                    Failing = 6,
                }
            );

            Assert.That(words, Does.Not.Contain(outcome.ToString()).And.Contains(" "), words);
        }
    }

    [Test]
    public void Outcome_HardlyWiderThanRequested_DoesNotLookEqualToIt() =>
        Assert.That(
            SearchText.Outcome(
                Result(30) with
                {
                    Outcome = SlaSearchOutcome.BudgetSpent,
                    Options = new() { Tolerance = 0.15 },
                    Binding = SlaBinding.Of(ServiceLevel.Parse("p99_e2el_ms<=400")[0]),
                    Interval = new(30 * Math.Exp(-0.1502), 30 * Math.Exp(0.1502)),
                    MoreRunsNeeded = 1,
                }
            ),
            Does.EndWith("with the answer known to ±15.1 %: about 1 more run would narrow it to ±15 %")
        );

    [Test, SetCulture("de-DE")]
    public void ToString_InAnyCulture_SpellsNumbersTheSame() =>
        Assert.That(
            (
                Result(42.4433) with
                {
                    AtLeast = 40.99,
                    Interval = new(40.12, 45.3),
                    Binding = SlaBinding.Of(ServiceLevel.Parse("p99_e2el_ms<=400")[0]),
                }
            ).ToString(),
            Is.EqualTo("p99_e2el_ms<=400: 42 req/s, at least 40 req/s; limited by p99_e2el_ms<=400")
        );

    [Test]
    public void Number_OfManyAnswers_IsNeverAboveTheAnswer()
    {
        var random = new Random(1);
        for (var i = 0; i < 2000; i++)
        {
            var load = Math.Pow(10, (8 * random.NextDouble()) - 3);
            var result = Result(load) with { Interval = new(load * (1 - (0.5 * random.NextDouble())), load * (1 + random.NextDouble())) };

            Assert.That(
                double.Parse(SearchText.Number(load, result), CultureInfo.InvariantCulture),
                Is.LessThanOrEqualTo(load * (1 + 1e-9)).And.GreaterThan(0)
            );
        }
    }

    private static SlaSearchResult Result(double? load) =>
        new()
        {
            ServiceLevel = ServiceLevel.Parse("p99_e2el_ms<=400"),
            Variable = LoadVariable.RequestRate,
            Outcome = SlaSearchOutcome.Bounded,
            Load = load,
        };
}
