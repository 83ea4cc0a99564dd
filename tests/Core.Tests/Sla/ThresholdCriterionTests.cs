using System.Globalization;
using ServeMulti.Vectors;

namespace ServeMulti.Sla;

public sealed class ThresholdCriterionTests
{
    public static IEnumerable<TestCaseData> CriteriaRows() =>
        GoldenRows
            .Read("criteria.json")
            .Select(
                (row, index) =>
                    new TestCaseData(
                        row.GetProperty("operator").GetString(),
                        row.GetProperty("target").GetString(),
                        row.GetProperty("actual").GetString(),
                        row.GetProperty("met").GetBoolean()
                    ).SetName($"IsMet_CriteriaRow{index}_AsExpected")
            );

    [TestCaseSource(nameof(CriteriaRows))]
    public void IsMet_CriteriaRow_AsExpected(string comparison, string target, string actual, bool met)
    {
        var criterion = ThresholdCriterion.Parse("m", comparison + target);

        Assert.That(criterion.IsMet(ReadNumber(actual)), Is.EqualTo(met));
    }

    [TestCaseSource(nameof(CriteriaRows))]
    public void Margin_CriteriaRow_AgreesWithIsMet(string comparison, string target, string actual, bool met)
    {
        var margin = ThresholdCriterion.Parse("m", comparison + target).Margin(ReadNumber(actual));

        Assert.That(margin <= 0, Is.EqualTo(met));
    }

    [TestCase("<", ExpectedResult = false)]
    [TestCase("<=", ExpectedResult = true)]
    [TestCase(">", ExpectedResult = false)]
    [TestCase(">=", ExpectedResult = true)]
    public bool Margin_AtTheTarget_ZeroOrLessOnlyWhereEqualityMeets(string comparison) =>
        ThresholdCriterion.Parse("m", comparison + "500").Margin(500) <= 0;

    [Test]
    public void Margin_UnitScaledWithTarget_IsTheSame()
    {
        var milliseconds = ThresholdCriterion.Parse("m", "<=500").Margin(600);
        var seconds = ThresholdCriterion.Parse("m", "<=0.5").Margin(0.6);

        Assert.That(seconds, Is.EqualTo(milliseconds).Within(1e-12).And.EqualTo(Math.Log(1.2)).Within(1e-12));
    }

    [TestCase("<=", 500, 2)]
    [TestCase("<=", -1000, -0.5)]
    [TestCase(">=", 500, -2)]
    [TestCase(">=", -1000, 0.5)]
    [TestCase("<=", 0, 1)]
    public void Margin_TargetBelowZero_IsTheDifferenceOverTheLargerMagnitude(string comparison, double value, double expected) =>
        Assert.That(ThresholdCriterion.Parse("m", comparison + "-500").Margin(value), Is.EqualTo(expected).Within(1e-12));

    [Test]
    public void Margin_NotANumber_IsNotANumber() => Assert.That(ThresholdCriterion.Parse("m", "<=5").Margin(double.NaN), Is.NaN);

    [Test]
    public void Text_OfATarget_IsTheSameInEveryCulture([Values("", "de-DE", "tr-TR")] string culture)
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);

            Assert.That(ThresholdCriterion.Parse("p99_itl_ms", "<=12.5").Text, Is.EqualTo("p99_itl_ms<=12.5"));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [TestCase("5 ms", "\"5 ms\" does not start with <=, >=, < or >")]
    [TestCase("<=5 ms", "\"<=5 ms\" holds no number after <=")]
    public void Parse_BadText_SaysWhy(string text, string message) =>
        Assert.That(() => ThresholdCriterion.Parse("m", text), Throws.TypeOf<InvalidInputException>().With.Message.EqualTo(message));

    [Test]
    public void Constructor_EmptyMetric_IsRefused() =>
        Assert.That(() => new ThresholdCriterion(" ", ThresholdOperator.AtMost, 5), Throws.ArgumentException);

    [Test]
    public void Parse_EmptyMetric_IsRefused() =>
        Assert.That(() => ThresholdCriterion.Parse(" ", "<=5"), Throws.TypeOf<InvalidInputException>());

    [Test]
    public void Constructor_UnknownOperator_IsRefused() =>
        Assert.That(() => new ThresholdCriterion("m", (ThresholdOperator)4, 5), Throws.TypeOf<ArgumentOutOfRangeException>());

    private static double ReadNumber(string text) =>
        text switch
        {
            "inf" => double.PositiveInfinity,
            "-inf" => double.NegativeInfinity,
            "nan" => double.NaN,
            _ => double.Parse(text, CultureInfo.InvariantCulture),
        };
}
