using ServeMulti.Parameters;

namespace ServeMulti.Benchmarking;

public sealed class BenchCommandProfileTests
{
    [TestCase("vllm bench serve --model m", true)]
    [TestCase("/opt/venv/bin/vllm bench serve", true)]
    [TestCase("python -m vllm.entrypoints.cli.main bench serve", true)]
    [TestCase("python3 -u -m vllm bench serve", true)]
    [TestCase("numactl -N 0 vllm bench serve", true)]
    [TestCase("serve-multi bench --model m", true)]
    [TestCase("dotnet /x/serve-multi.dll bench", true)]
    [TestCase("vllm bench latency", false)]
    [TestCase("vllm bench", false)]
    [TestCase("vllm serve bench serve", false)]
    [TestCase("my-vllm bench serve", false)]
    [TestCase("sh vllm.sh", false)]
    public void Knows_Command_IsRecognised(string command, bool isKnown) =>
        Assert.That(BenchCommandProfile.Knows(CommandLine.Parse(command)), Is.EqualTo(isKnown));

    [TestCase("vllm bench serve", "", "--percentile-metrics ttft,tpot,itl,e2el")]
    [TestCase("vllm bench serve", "p99_e2el_ms", "--percentile-metrics ttft,tpot,itl,e2el")]
    [TestCase("vllm bench serve", "p95_ttft_ms p99.9_itl_ms", "--percentile-metrics ttft,tpot,itl,e2el --metric-percentiles 95,99,99.9")]
    [TestCase("vllm bench serve", "mean_client_queue_time_ms", "--percentile-metrics ttft,tpot,itl,e2el,client_queue_time")]
    [TestCase("vllm bench serve --percentile_metrics=ttft", "p99_e2el_ms", "")]
    [TestCase("vllm bench serve --percentile-metrics ttft --metric-percentiles 50", "p95_ttft_ms", "")]
    [TestCase("vllm bench serve --metric-percentiles 50", "p95_ttft_ms", "--percentile-metrics ttft,tpot,itl,e2el")]
    [TestCase("my-bench", "p95_ttft_ms", "")]
    public void AddMetricOptions_RequiredMetrics_AddsWhatIsMissing(string command, string metrics, string added)
    {
        var before = CommandLine.Parse(command);

        var after = BenchCommandProfile.AddMetricOptions(before, metrics.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.That(after.Arguments, Is.EqualTo(before.Arguments.Concat(added.Split(' ', StringSplitOptions.RemoveEmptyEntries))));
    }

    [TestCase("vllm bench serve", "p99_e2el_ms", nameof(MetricForecast.Written))]
    [TestCase("vllm bench serve", "p95_ttft_ms", nameof(MetricForecast.Written))]
    [TestCase("vllm bench serve", "request_throughput", nameof(MetricForecast.Written))]
    [TestCase("vllm bench serve", "request_goodput", nameof(MetricForecast.NotWritten))]
    [TestCase("vllm bench serve --goodput e2el:500", "request_goodput", nameof(MetricForecast.Written))]
    [TestCase("vllm bench serve --percentile-metrics ttft,tpot,itl", "p99_e2el_ms", nameof(MetricForecast.NotWritten))]
    [TestCase("vllm bench serve --percentile-metrics ttft,tpot,itl", "mean_e2el_ms", nameof(MetricForecast.NotWritten))]
    [TestCase("vllm bench serve --percentile-metrics ttft,tpot,itl", "mean_ttft_ms", nameof(MetricForecast.Written))]
    [TestCase("vllm bench serve --metric-percentiles 50,90", "p99_ttft_ms", nameof(MetricForecast.NotWritten))]
    [TestCase("vllm bench serve --metric-percentiles 50,99.0", "p99_ttft_ms", nameof(MetricForecast.Written))]
    [TestCase("vllm bench serve --metric-percentiles 50,90", "std_ttft_ms", nameof(MetricForecast.Written))]
    [TestCase("vllm bench serve --backend openai-embeddings", "p99_ttft_ms", nameof(MetricForecast.NotWritten))]
    [TestCase("vllm bench serve --backend openai-embeddings", "p99_e2el_ms", nameof(MetricForecast.Written))]
    [TestCase("vllm bench serve --backend openai-embeddings", "failed", nameof(MetricForecast.Unknown))]
    [TestCase("vllm bench serve", "spec_decode_acceptance_rate", nameof(MetricForecast.Unknown))]
    [TestCase("vllm bench serve", "p99_new_thing_ms", nameof(MetricForecast.NotWritten))]
    [TestCase("vllm bench serve --percentile-metrics ttft,new_thing", "p99_new_thing_ms", nameof(MetricForecast.Written))]
    [TestCase("vllm bench serve", "p95_ttft", nameof(MetricForecast.NotWritten))]
    [TestCase("vllm bench serve", "p99.0_ttft_ms", nameof(MetricForecast.NotWritten))]
    [TestCase("vllm bench serve", "p99.9_ttft_ms", nameof(MetricForecast.Written))]
    [TestCase("vllm bench serve", "max_ttft_ms", nameof(MetricForecast.NotWritten))]
    [TestCase("vllm bench serve", "p99_e2e_latency_ms", nameof(MetricForecast.NotWritten))]
    [TestCase("vllm bench serve", "client_cpu_share", nameof(MetricForecast.NotWritten))]
    [TestCase("vllm bench serve --metadata gpu=4 score=7", "score", nameof(MetricForecast.Written))]
    [TestCase("vllm bench serve --backend openai-embeddings", "input_sequence_throughput", nameof(MetricForecast.Unknown))]
    [TestCase("serve-multi bench", "client_p99_send_lag_ms", nameof(MetricForecast.Written))]
    [TestCase("serve-multi bench", "rtfx", nameof(MetricForecast.NotWritten))]
    [TestCase("python3 -m sglang.bench_serving", "p99_ttft_ms", nameof(MetricForecast.Written))]
    [TestCase("python3 -m sglang.bench_serving", "mean_e2el_ms", nameof(MetricForecast.Written))]
    [TestCase("python3 -m sglang.bench_serving", "total_token_throughput", nameof(MetricForecast.Written))]
    [TestCase("python3 -m sglang.bench_serving", "p95_e2e_latency_ms", nameof(MetricForecast.Unknown))]
    [TestCase("python3 -m sglang.bench_serving", "p97_ttft_ms", nameof(MetricForecast.NotWritten))]
    [TestCase("python3 -m sglang.bench_serving", "request_goodput", nameof(MetricForecast.NotWritten))]
    [TestCase("my-bench", "p99_e2el_ms", nameof(MetricForecast.Unknown))]
    public void Forecast_Metric_IsWhatTheCommandWrites(string command, string metric, string expected) =>
        Assert.That(BenchCommandProfile.Forecast(CommandLine.Parse(command), metric).ToString(), Is.EqualTo(expected));

    [TestCase("vllm bench serve", "p95_e2el_ms", null)]
    [TestCase("my-bench", "p95_e2el_ms", null)]
    [TestCase("vllm bench serve --percentile-metrics ttft", "p99_e2el_ms", "its --percentile-metrics are ttft. Add e2el")]
    [TestCase("vllm bench serve --metric-percentiles 50,90", "p99.9_ttft_ms", "its --metric-percentiles are 50,90. Add 99.9")]
    [TestCase("vllm bench serve", "request_goodput", "--goodput")]
    [TestCase("vllm bench serve --backend vllm-rerank", "p99_ttft_ms", "--backend vllm-rerank")]
    [TestCase("vllm bench serve", "p95_ttft", "vllm bench serve never writes p95_ttft; the nearest name that it writes is p95_ttft_ms.")]
    [TestCase("vllm bench serve", "p99_e2e_latency_ms", "the nearest name that it writes is p99_e2el_ms.")]
    [TestCase("vllm bench serve", "p99.0_ttft_ms", "the nearest name that it writes is p99_ttft_ms.")]
    [TestCase("vllm bench serve", "request_throughputs", "the nearest name that it writes is request_throughput.")]
    [TestCase("vllm bench serve", "max_ttft_ms", "the nearest name that it writes is mean_ttft_ms.")]
    [TestCase("vllm bench serve", "goodput", "the nearest name that it writes is request_goodput.")]
    [TestCase(
        "vllm bench serve",
        "colour",
        "it writes request_throughput, total_token_throughput, failed, output_throughput, max_output_tokens_per_s, and mean_, median_, std_ and percentiles such as p99_ of ttft_ms,"
    )]
    [TestCase("serve-multi bench", "p97_foo_ms", "serve-multi bench never writes p97_foo_ms; the nearest name that it writes is p97_")]
    [TestCase("python -m sglang.bench_serving", "p99_e2e_ms", "the nearest name that it writes is p99_e2e_latency_ms.")]
    [TestCase(
        "python -m sglang.bench_serving",
        "request_goodput",
        "SGLang's bench_serving never writes request_goodput; it writes duration, completed,"
    )]
    public void FindProblem_Metric_SaysWhatToAdd(string command, string metric, string? expected)
    {
        var problem = BenchCommandProfile.FindProblem(CommandLine.Parse(command), metric);

        Assert.That(problem, expected is null ? Is.Null : Does.Contain(expected));
    }
}
