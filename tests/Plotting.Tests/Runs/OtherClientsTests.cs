namespace ServeMulti.Plotting.Runs;

/// <summary>Result files of other clients: read, or skipped with a word.</summary>
[TestFixture]
public sealed class OtherClientsTests
{
    private readonly ResultFolder _folder = new();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public async Task ReadAsync_Guidellm_EachBenchmarkIsACase()
    {
        _folder.Write(
            "benchmarks.json",
            $$"""{"metadata": {"version": 1}, "benchmarks": [{{Benchmark("constant", "\"rate\": 4", 3.9)}}, {{Benchmark("concurrent", "\"streams\": 8", 7.5)}}]}"""
        );

        var runs = await RunSet.ReadAsync(_folder.Path);

        Assert.Multiple(() =>
        {
            Assert.That(
                runs.Select(run => $"{run.Case} {run["request_throughput"]} {run["completed"]} {run["failed"]}"),
                Is.EqualTo(["benchmarks.json model_id=m request_rate=4 3.9 40 1", "benchmarks.json model_id=m max_concurrency=8 7.5 40 1"])
            );
            Assert.That(runs[0]["p99_e2el_ms"].ToString(), Is.EqualTo("2500.0"));
            Assert.That(runs[0]["median_ttft_ms"].ToString(), Is.EqualTo("52.0"));
            Assert.That(runs.Problems, Is.Empty);
        });
    }

    [Test]
    public async Task ReadAsync_InferencexResult_IsRead()
    {
        _folder.Write(
            "agg.json",
            """{"hw": "h200", "tp": 8, "conc": 64, "model": "m", "framework": "vllm", "precision": "fp8", "isl": 1024, "osl": 1024, "tput_per_gpu": 512.5, "output_tput_per_gpu": 250.25, "mean_ttft": 0.25, "median_intvty": 31.5}"""
        );

        var run = (await RunSet.ReadAsync(_folder.Path)).Single();

        Assert.That(
            (run["tput_per_gpu"].ToString(), run["max_concurrency"].ToString(), run["isl"].ToString()),
            Is.EqualTo(("512.5", "64", "1024"))
        );
    }

    [Test]
    public async Task ReadAsync_SglangLines_AreRead()
    {
        _folder.Write(
            "sglang.jsonl",
            """{"backend": "sglang", "dataset_name": "random", "request_rate": 4, "max_concurrency": 16, "duration": 10.0, "completed": 40, "request_throughput": 4, "total_throughput": 900, "mean_e2e_latency_ms": 120, "p99_ttft_ms": 40}"""
        );

        var run = (await RunSet.ReadAsync(_folder.Path)).Single();

        Assert.That((run["mean_e2el_ms"].ToString(), run["total_token_throughput"].ToString()), Is.EqualTo(("120", "900")));
    }

    [Test]
    public async Task ReadAsync_DocumentOfSomethingElse_IsSkippedWithAWord()
    {
        _folder.Write("a.json", """{"duration": 1, "completed": 1, "request_throughput": 1}""");
        _folder.Write("benchmarks.json", """{"benchmarks": [{"name": "BM_sort", "real_time": 5}]}""");

        Assert.That(
            (await RunSet.ReadAsync(_folder.Path)).Problems.Single(),
            Does.StartWith("benchmarks.json: It holds no benchmark result")
        );
    }

    private static string Benchmark(string strategy, string load, double throughput) =>
        FormattableString.Invariant(
            $$$"""
            {"args": {"strategy": {"type_": "{{{strategy}}}", {{{load}}} } }, "worker": {"backend_model": "m"}, "duration": 10.5,
             "request_totals": {"successful": 40, "errored": 1, "incomplete": 2, "total": 43},
             "metrics": {"requests_per_second": {"successful": {"mean": {{{throughput}}} } }, "output_tokens_per_second": {"successful": {"mean": 500} },
                         "request_latency": {"successful": {"mean": 1.5, "median": 1.4, "percentiles": {"p95": 2.0, "p99": 2.5} } },
                         "time_to_first_token_ms": {"successful": {"mean": 55, "median": 52, "percentiles": {"p99": 90} } } } }
            """
        );
}
