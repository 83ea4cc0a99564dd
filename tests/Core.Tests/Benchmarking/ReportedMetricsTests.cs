namespace ServeMulti.Benchmarking;

public sealed class ReportedMetricsTests
{
    [Test]
    public void Choose_MainMetrics_ComeFirstInTheirOrder() =>
        Assert.That(
            Choose(
                """{"duration": 2, "completed": 3, "p99_ttft_ms": 5, "mean_ttft_ms": 4, "request_throughput": 9, "total_input_tokens": 4}"""
            ),
            Is.EqualTo(new[] { "request_throughput", "p99_ttft_ms" })
        );

    [Test]
    public void Choose_HostsOwnNumbers_AreShown() =>
        Assert.That(
            Choose("""{"completed": 1, "latency_s": 0.5}""", """{"completed": 1, "latency_s": 0.5}"""),
            Is.EqualTo(new[] { "latency_s" })
        );

    [Test]
    public void Choose_HostsOwnNumbersBesideMainOnes_ComeLast() =>
        Assert.That(Choose("""{"quality": 0.7, "request_throughput": 9}"""), Is.EqualTo(new[] { "request_throughput", "quality" }));

    [Test]
    public void Choose_WholeNumbersThatNeverChange_AreNoMetrics() =>
        Assert.That(Choose("""{"iterations": 100, "score": 3}""", """{"iterations": 100, "score": 4}"""), Is.EqualTo(new[] { "score" }));

    [Test]
    public void Choose_Parameters_AreNoMetricsInAnySpelling() =>
        Assert.That(
            Choose(["max-num-seqs"], """{"max_num_seqs": 0.5, "run_number": 1, "seed": 0.5, "latency_s": 1.5}"""),
            Is.EqualTo(new[] { "latency_s" })
        );

    [Test]
    public void Choose_OtherClientsMetrics_AreShownWhereThereAreNoMainOnes() =>
        Assert.That(
            Choose("""{"tput_per_gpu": 60.5, "median_e2el": 7.5, "std_e2el": 1.5, "num_gpus": 8, "client_p99_send_lag_ms": 3.5}"""),
            Is.EqualTo(new[] { "tput_per_gpu", "median_e2el" })
        );

    [Test]
    public void Choose_NamesOfAnotherClient_AreThoseOfVllm() =>
        Assert.That(
            Choose("""{"output_throughput": 60.5, "p99_e2e_latency_ms": 7.5}"""),
            Is.EqualTo(new[] { "output_throughput", "p99_e2el_ms" })
        );

    [Test]
    public void Choose_RequiredMetric_IsShownAlthoughItNeverChanges() =>
        Assert.That(
            MetricCatalog.Choose(["steps", "request_throughput"], _ => [3, 3], [], required: ["steps", "nothing"]),
            Is.EqualTo(new[] { "request_throughput", "steps" })
        );

    [Test]
    public void Choose_ValuesThatAreNoNumbers_AreNoMetric() =>
        Assert.That(MetricCatalog.Choose(["broken"], _ => [double.NaN, double.PositiveInfinity], []), Is.Empty);

    private static IReadOnlyList<string> Choose(params string[] results) => Choose([], results);

    private static IReadOnlyList<string> Choose(string[] parameters, params string[] results)
    {
        ResultDocument[] documents = [.. results.Select(json => ResultDocument.Parse(System.Text.Encoding.UTF8.GetBytes(json)))];
        return MetricCatalog.Choose(
            documents.SelectMany(document => document.Fields.Select(field => field.Key)),
            name => documents.Select(document => document.TryFindMetric(name, out var value) ? value : double.NaN),
            parameters
        );
    }
}
