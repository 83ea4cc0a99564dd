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
    public void Of_NothingToSummarize_IsRefused(double[] values) =>
        Assert.That(() => SampleSummary.Of(values), Throws.ArgumentException);
}
