namespace ServeMulti.Benchmarking;

public sealed class LatencyMetricNameTests
{
    [TestCase("p99_e2el_ms", "e2el", 99.0)]
    [TestCase("p99.9_ttft_ms", "ttft", 99.9)]
    [TestCase("p50_e2el_including_client_queue_ms", "e2el_including_client_queue", 50.0)]
    [TestCase("mean_tpot_ms", "tpot", null)]
    [TestCase("median_itl_ms", "itl", null)]
    [TestCase("std_e2el_ms", "e2el", null)]
    [SetCulture("de-DE")]
    public void TryParse_LatencyName_IsTakenApart(string name, string quantity, double? percentile) =>
        Assert.That(LatencyMetricName.TryParse(name), Is.EqualTo(new LatencyMetricName(quantity, percentile)));

    [TestCase("request_throughput")]
    [TestCase("p99_ms")]
    [TestCase("p_e2el_ms")]
    [TestCase("p101_e2el_ms")]
    [TestCase("p9x_e2el_ms")]
    [TestCase("max_e2el_ms")]
    [TestCase("p99_e2el")]
    [TestCase("_ms")]
    [TestCase("")]
    public void TryParse_OtherName_IsNull(string name) => Assert.That(LatencyMetricName.TryParse(name), Is.Null);
}
