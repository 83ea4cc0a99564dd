namespace ServeMulti.Statistics;

public sealed class SampleSummaryTests
{
    [Test]
    public void Of_ThreeValues_GivesMeanAndSampleDeviation()
    {
        var summary = SampleSummary.Of([1, 2, 6]);

        Assert.That(summary.Mean, Is.EqualTo(3));
        Assert.That(summary.StandardDeviation, Is.EqualTo(Math.Sqrt(7)).Within(1e-12));
        Assert.That(summary.StandardError, Is.EqualTo(Math.Sqrt(7.0 / 3)).Within(1e-12));
    }

    /// <summary>t(0.975; 2) = 4.302653 and t(0.95; 4) = 2.131847: tables of Student's distribution.</summary>
    [TestCase(new double[] { 1, 2, 6 }, 0.95, 4.302653 * 1.5275252)]
    [TestCase(new double[] { 1, 2, 3, 4, 5 }, 0.9, 2.131847 * 0.7071068)]
    public void FindHalfWidth_SeveralValues_IsStudents(double[] values, double level, double expected) =>
        Assert.That(SampleSummary.Of(values).FindHalfWidth(level), Is.EqualTo(expected).Within(1e-5));

    [Test]
    public void FindHalfWidth_OneValue_IsUnknown() => Assert.That(SampleSummary.Of([5]).FindHalfWidth(), Is.Null);

    [TestCase(0)]
    [TestCase(1)]
    public void FindHalfWidth_NoLevel_IsRefused(double level) =>
        Assert.That(() => SampleSummary.Of([1, 2]).FindHalfWidth(level), Throws.InstanceOf<ArgumentOutOfRangeException>());

    [TestCase(new double[0])]
    [TestCase(new[] { 1, double.NaN })]
    [TestCase(new[] { double.PositiveInfinity })]
    public void Of_NothingToSummarize_IsRefused(double[] values) => Assert.That(() => SampleSummary.Of(values), Throws.ArgumentException);

    [TestCase(new[] { 10.0, 10.5, 11.0 }, "10.5 ± 1.2")]
    [TestCase(new[] { 1234.5, 1234.6, 1234.7 }, "1234.60 ± 0.25")]
    [TestCase(new[] { 1000.0, 3000.0 }, "2000 ± 12706")]
    [TestCase(new[] { 0.0012345, 0.0012347 }, "0.0012346 ± 0.0000013")]
    [TestCase(new[] { 5.0, 5.0 }, "5.000 ± 0")]
    [TestCase(new[] { 12.3456 }, "12.35")]
    [TestCase(new[] { 0.0 }, "0.000")]
    [TestCase(new[] { 3.4567e12 }, "3.457e+12")]
    public void ToString_Sample_HasTheDigitsOfItsInterval(double[] values, string expected) =>
        Assert.That(SampleSummary.Of(values).ToString(), Is.EqualTo(expected));

    [Test]
    public void Adjust_Holm_MultipliesTheSmallestByTheNumberAndNeverFalls() =>
        Assert.That(HolmCorrection.Adjust([0.03, 0.01, 0.02, 0.9]), Is.EqualTo(new[] { 0.06, 0.04, 0.06, 0.9 }).Within(1e-12));

    [Test]
    public void TestEqual_TwoSamples_IsWelchsTest()
    {
        // t = 2.45086 at 2.31397 degrees of freedom; the tail was integrated numerically.
        var left = Estimate(10.2, 9.8, 10.5, 10.1);
        var right = Estimate(11.0, 12.5, 10.9);

        Assert.That(left.TestEqual(right), Is.EqualTo(0.1168068).Within(1e-6));
        Assert.That(right.TestEqual(left), Is.EqualTo(left.TestEqual(right)));
    }

    [Test]
    public void TestEqual_SingleValueOrNoSpread_IsUnknownOrCertain()
    {
        Assert.That(Estimate(1).TestEqual(Estimate(2, 2)), Is.NaN);
        Assert.That(Estimate(2, 2).TestEqual(Estimate(3, 3)), Is.Zero);
        Assert.That(Estimate(2, 2).TestEqual(Estimate(2, 2)), Is.EqualTo(1));
    }

    private static MeanEstimate Estimate(params double[] values) => MeanEstimate.Of(SampleSummary.Of(values));
}
