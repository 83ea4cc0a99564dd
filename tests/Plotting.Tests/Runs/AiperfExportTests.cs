namespace ServeMulti.Plotting.Runs;

[TestFixture]
public sealed class AiperfExportTests
{
    private const string Metrics = """
        "request_throughput": {"unit": "requests/sec", "avg": 18.1},
        "request_latency": {"unit": "ms", "avg": 6964.9, "p50": 6303.4, "p99": 20855.5, "std": 12.5, "min": 100.5, "count": 5429, "sum": 37812442.1},
        "time_to_first_token": {"unit": "ms", "avg": 92.5, "p50": 85.5, "p90": 120.5, "p99": 380.5},
        "inter_token_latency": {"unit": "ms", "avg": 25.5, "p99": 30.5},
        "inter_chunk_latency": {"unit": "ms", "avg": 26.5},
        "output_token_throughput": {"unit": "tokens/sec", "avg": 4826.5},
        "benchmark_duration": {"unit": "sec", "avg": 299.5},
        "request_count": {"unit": "requests", "avg": 5400.0},
        "input_sequence_length": {"unit": "tokens", "avg": 512.0, "p99": 512.0},
        "output_sequence_length": {"unit": "tokens", "avg": 128.0}
        """;

    private readonly ResultFolder _folder = new();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [TestCase("request_throughput", 18.1)]
    [TestCase("output_throughput", 4826.5)]
    [TestCase("mean_e2el_ms", 6964.9)]
    [TestCase("median_e2el_ms", 6303.4)]
    [TestCase("p99_e2el_ms", 20855.5)]
    [TestCase("std_e2el_ms", 12.5)]
    [TestCase("p90_ttft_ms", 120.5)]
    [TestCase("p99_tpot_ms", 30.5)]
    [TestCase("mean_itl_ms", 26.5)]
    [TestCase("duration", 299.5)]
    [TestCase("completed", 5400)]
    [TestCase("input_tokens_per_request", 512)]
    [TestCase("output_tokens_per_request", 128)]
    public async Task ReadAsync_Metrics_HaveTheNamesOfTheField(string name, double expected)
    {
        _folder.Write("profile_export_aiperf.json", $$"""{"schema_version": "1.5", {{Metrics}} }""");

        var run = (await RunSet.ReadAsync(_folder.Path)).Single();

        Assert.That(run.TryFindNumber(name, out var value) ? value : double.NaN, Is.EqualTo(expected).Within(1e-9));
    }

    [TestCase("sec", 0.25)]
    [TestCase("us", 250000)]
    [TestCase("ns", 2.5e8)]
    public async Task ReadAsync_TimesInAnotherUnit_AreInMilliseconds(string unit, double value)
    {
        _folder.Write(
            "a.json",
            FormattableString.Invariant(
                $$"""{"request_count": {"unit": "requests", "avg": 5}, "time_to_first_token": {"unit": "{{unit}}", "p99": {{value}} }, "benchmark_duration": {"unit": "{{unit}}", "avg": {{value}} } }"""
            )
        );

        var run = (await RunSet.ReadAsync(_folder.Path)).Single();

        Assert.That(
            (run.TryFindNumber("p99_ttft_ms", out var ms) ? ms : 0, run.TryFindNumber("duration", out var seconds) ? seconds : 0),
            Is.EqualTo((250, 0.25))
        );
    }

    [TestCase(
        """{"phases": [{"name": "warmup", "concurrency": 1}, {"name": "profiling", "concurrency": 128, "rate": 7.5}], "models": {"items": [{"name": "llama"}]}}"""
    )]
    [TestCase("""{"phases": {"profiling": {"concurrency": 128, "rate": 7.5}}, "endpoint": {"model_names": ["llama"]}}""")]
    [TestCase("""{"loadgen": {"concurrency": 128, "request_rate": 7.5}, "endpoint": {"model_names": ["llama"]}}""")]
    [TestCase("""{"perf_analyzer": {"stimulus": {"concurrency": 128, "request_rate": 7.5}}, "model": ["llama"]}""")]
    public async Task ReadAsync_ConfigOfEachVersion_SaysModelAndLoad(string config)
    {
        _folder.Write("a.json", $$"""{ {{Metrics}}, "input_config": {{config}} }""");

        var run = (await RunSet.ReadAsync(_folder.Path)).Single();

        Assert.That(
            (run["model_id"].ToString(), run["max_concurrency"].ToString(), run["request_rate"].ToString()),
            Is.EqualTo(("llama", "128", "7.5"))
        );
    }

    [TestCase("\"error_request_count\": {\"unit\": \"requests\", \"avg\": 3.0}, \"error_summary\": [{\"count\": 3}]", "3.0")]
    [TestCase("\"error_summary\": [{\"count\": 2}, {\"count\": 1}]", "3")]
    [TestCase("\"error_summary\": []", "0")]
    [TestCase("\"other\": 1", "")]
    public async Task ReadAsync_Errors_AreFailedRequests(string fields, string expected)
    {
        _folder.Write("a.json", $$"""{ {{Metrics}}, {{fields}} }""");

        Assert.That((await RunSet.ReadAsync(_folder.Path)).Single()["failed"].ToString(), Is.EqualTo(expected));
    }

    [Test]
    public async Task ReadAsync_CancelledRun_IsSaid()
    {
        _folder.Write("a.json", $$"""{ {{Metrics}}, "was_cancelled": true }""");

        Assert.That((await RunSet.ReadAsync(_folder.Path)).Problems.Single(), Does.StartWith("a.json: AIPerf was cancelled"));
    }

    [Test]
    public async Task ReadAsync_FilesBesideTheSummary_AreSkippedWithAWord()
    {
        _folder.Write("profile_export_aiperf.json", $$"""{ {{Metrics}} }""");
        _folder.Write("profile_export_aiperf.csv", "Metric,avg\nRequest Latency (ms),6964.9\n");
        _folder.Write(
            "profile_export.jsonl",
            string.Concat(
                Enumerable.Repeat(
                    """{"metadata": {"session_num": 45}, "metrics": {"request_latency": {"value": 297.5, "unit": "ms"}}, "error": null}"""
                        + "\n",
                    50
                )
            )
        );
        _folder.Write(
            "profile_export_aiperf_aggregate.json",
            """{"schema_version": "1.0", "metrics": {"request_latency_avg": {"mean": 5.5, "std": 1.5, "unit": "ms"}}}"""
        );
        _folder.Write("inputs.json", """{"data": [{"session_id": "a", "payloads": []}]}""");

        var runs = await RunSet.ReadAsync(_folder.Path);

        Assert.Multiple(() =>
        {
            Assert.That(runs, Has.Count.EqualTo(1));
            Assert.That(
                runs.Problems.Select(problem => problem.Split(':')[0]),
                Is.EquivalentTo(["inputs.json", "profile_export.jsonl", "profile_export_aiperf_aggregate.json"])
            );
            Assert.That(
                runs.Problems,
                Has.Some.EqualTo(
                    "profile_export.jsonl: The first of 2 files with tables or single requests of AIPerf, whose summary is profile_export_aiperf.json. Skipped."
                )
            );
        });
    }

    [Test]
    public void ReadAsync_SingleRequestsUnderAnotherName_AreNoResult()
    {
        _folder.Write(
            "my_run.jsonl",
            """{"metadata": {"session_num": 45}, "metrics": {"request_latency": {"value": 297.5, "unit": "ms"}}, "error": null}"""
        );

        Assert.That(
            () => RunSet.ReadAsync(_folder.Path),
            Throws.InstanceOf<InvalidInputException>().With.Message.Contains("my_run.jsonl: It holds single requests of AIPerf")
        );
    }

    [Test]
    public void Draw_NameOfAiperf_ListsTheNamesOfTheFieldFirst()
    {
        _folder.Write("a.json", $$"""{ {{Metrics}} }""");

        Assert.That(
            async () =>
                Figures.MetricFigures.Draw(
                    await RunSet.ReadAsync(_folder.Path),
                    new Figures.MetricFigureOptions { YMetric = "request_latency" }
                ),
            Throws.InstanceOf<InvalidInputException>().With.Message.Contains("The results have: mean_e2el_ms, median_e2el_ms")
        );
    }
}
