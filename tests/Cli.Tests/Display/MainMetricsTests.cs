namespace ServeMulti.Cli.Display;

[TestFixture]
public sealed class MainMetricsTests
{
    [TestCase(0, "0.000")]
    [TestCase(12.3456, "12.35")]
    [TestCase(1234.56, "1235")]
    [TestCase(0.012345, "0.01235")]
    [TestCase(3e9, "3000000000")]
    [TestCase(3.4567e12, "3.457e+12")]
    [TestCase(double.NaN, "NaN")]
    public void Format_AnyValue_HasFourSignificantDigits(double value, string expected) => Assert.That(MainMetrics.Format(value), Is.EqualTo(expected));

    [Test]
    public void Format_Spread_IsAsPreciseAsItsMean() => Assert.That(MainMetrics.Format(5.6789, scale: 106.2), Is.EqualTo("5.7"));
}
