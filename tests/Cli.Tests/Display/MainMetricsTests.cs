using ServeMulti.Benchmarking;

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
    [TestCase(double.NaN, "-")]
    public void Format_AnyValue_HasFourSignificantDigits(double value, string expected) =>
        Assert.That(MainMetrics.Format(value), Is.EqualTo(expected));

    [TestCase("""{"request_throughput": 1, "p99_ttft_ms": 2, "x": 0.5}""", "request_throughput p99_ttft_ms")]
    [TestCase("""{"completed": 1, "latency_s": 0.5, "steps": 12}""", "latency_s")]
    [TestCase("""{"completed": 1}""", "")]
    public void ChooseForRun_Result_IsMainMetricsOrItsOwn(string json, string expected) =>
        Assert.That(
            string.Join(' ', MainMetrics.ChooseForRun(ResultDocument.Parse(System.Text.Encoding.UTF8.GetBytes(json)), [])),
            Is.EqualTo(expected)
        );
}
