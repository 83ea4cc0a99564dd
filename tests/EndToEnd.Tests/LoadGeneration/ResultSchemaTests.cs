using System.Text.Json;
using ServeMulti.Benchmarking;
using ServeMulti.LoadGeneration.Metrics;
using ServeMulti.Parameters;

namespace ServeMulti.LoadGeneration;

[TestFixture]
public sealed class ResultSchemaTests
{
    private static readonly string[] Events = [.. Bench.ThreeTokens, Bench.Usage, "[DONE]"];

    private static readonly string[] Settings =
    [
        "date",
        "endpoint_type",
        "backend",
        "label",
        "model_id",
        "tokenizer_id",
        "num_prompts",
        "request_rate",
        "burstiness",
        "max_concurrency",
    ];

    private static readonly string[] Totals =
    [
        "duration",
        "completed",
        "failed",
        "total_input_tokens",
        "total_output_tokens",
        "request_throughput",
        "request_goodput",
        "output_throughput",
        "total_token_throughput",
    ];

    private static readonly string[] Asked = ["requested_input_tokens", "requested_output_tokens", "ignore_eos", "prompt_form"];

    private static readonly string[] Peaks = ["max_output_tokens_per_s", "max_concurrent_requests"];

    [Test]
    public async Task RunAsync_Defaults_WritesTheKeysOfTheOriginalInItsOrder()
    {
        var keys = (await MeasureAsync(Bench.One with { KeepsDetails = false })).Where(key =>
            !key.StartsWith("client_", StringComparison.Ordinal) && key != "unstreamed_output_tokens"
        );
        string[] latencies =
        [
            .. new[] { "ttft", "tpot", "itl", "e2el" }.SelectMany(name =>
                new[] { $"mean_{name}_ms", $"median_{name}_ms", $"std_{name}_ms", $"p99_{name}_ms" }
            ),
        ];
        Assert.That(keys, Is.EqualTo([.. Settings, .. Totals, .. Peaks, .. latencies, .. Asked]));
    }

    [Test]
    public async Task RunAsync_EveryNumber_IsKnownWithItsUnitAndExpectedOfTheClient()
    {
        await using var server = StreamServer.StartStreaming(Events);
        var result = await Bench.MeasureAsync(
            server,
            Bench.One with
            {
                KeepsDetails = false,
                MaxConcurrency = 1,
                Goodput = GoodputTargets.Parse("e2el:60000"),
                PercentileMetrics = [.. Enum.GetValues<LoadGeneration.Metrics.LatencyMetric>()],
                MetricPercentiles = [50, 99.9],
            }
        );
        string[] names =
        [
            .. result
                .Fields.Where(field => field.Value.ValueKind is JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False)
                .Select(field => field.Key),
        ];
        var command = CommandLine.Parse("serve-multi bench --goodput e2el:60000");
        Assert.Multiple(() =>
        {
            Assert.That(names.Where(name => MetricCatalog.TryFind(name) is null), Is.Empty);
            Assert.That(names.Where(name => BenchCommandProfile.Forecast(command, name) == MetricForecast.NotWritten), Is.Empty);
        });
    }

    [Test]
    public async Task RunAsync_Client_TellsWhatItCostAndHowLateItWas()
    {
        await using var server = StreamServer.StartStreaming(Events);
        var result = await Bench.MeasureAsync(server, Bench.One with { NumPrompts = 4 });
        Assert.Multiple(() =>
        {
            Assert.That(result.Metric("client_cpu_share"), Is.InRange(0, 1));
            Assert.That(result.Metric("client_p99_dispatch_delay_ms"), Is.GreaterThanOrEqualTo(0));
            Assert.That(result.Metric("client_max_send_lag_ms"), Is.GreaterThanOrEqualTo(result.Metric("client_p99_send_lag_ms")));
            Assert.That(
                result.Metric("client_mean_e2el_from_intended_ms"),
                Is.EqualTo(result.Metric("mean_e2el_ms") + result.Metric("client_mean_send_lag_ms")).Within(0.01)
            );
            Assert.That(result.Field("client_failures").GetRawText(), Is.EqualTo("{}"));
        });
    }

    [Test]
    public async Task RunAsync_Detailed_KeepsTheArraysOfEveryRequest()
    {
        await using var server = StreamServer.StartStreaming(Events);
        var result = await Bench.MeasureAsync(server, Bench.One with { NumPrompts = 4 });
        foreach (var key in new[] { "input_lens", "output_lens", "start_times", "ttfts", "itls", "generated_texts", "errors" })
        {
            Assert.That(result.Field(key).GetArrayLength(), Is.EqualTo(4), key);
        }
    }

    [Test]
    public async Task RunAsync_OtherMetricsAndPercentiles_AreWrittenBesidesThe99th()
    {
        var keys = await MeasureAsync(
            Bench.One with
            {
                PercentileMetrics = [LatencyMetric.EndToEndLatency],
                MetricPercentiles = [99.9, 50],
            }
        );
        Assert.That(
            keys.Where(key => key.EndsWith("_e2el_ms", StringComparison.Ordinal)),
            Is.EqualTo(new[] { "mean_e2el_ms", "median_e2el_ms", "std_e2el_ms", "p50_e2el_ms", "p99_e2el_ms", "p99.9_e2el_ms" })
        );
        Assert.That(keys, Does.Not.Contain("mean_ttft_ms"));
    }

    [Test]
    public async Task RunAsync_RequiredMetrics_AreWrittenBesidesWhatTheSettingsSay()
    {
        await using var server = StreamServer.StartStreaming(Events);
        var runner = new OpenAiBenchmarkRunner(Bench.One with { PercentileMetrics = [LatencyMetric.EndToEndLatency] });
        var result = await runner
            .RunAsync(new() { Endpoint = server.Address, RequiredMetrics = ["p95_ttft_ms"] })
            .WaitAsync(StreamServer.HangLimit);
        Assert.That((result.Document!.Metric("p95_ttft_ms"), result.Document!.Metric("p95_e2el_ms")), Is.GreaterThan((0.0, 0.0)));
    }

    [Test]
    public async Task RunAsync_Settings_AreToldAsTheOriginalTellsThem()
    {
        await using var server = StreamServer.StartStreaming(Events);
        var result = await Bench.MeasureAsync(
            server,
            Bench.One with
            {
                Label = "l",
                Metadata = [new("gpu", "x")],
                MaxConcurrency = 2,
                Goodput = GoodputTargets.Parse("e2el:60000"),
            }
        );
        Assert.Multiple(() =>
        {
            Assert.That(result.Field("request_rate").GetString(), Is.EqualTo("inf"));
            Assert.That(result.Field("burstiness").GetRawText(), Is.EqualTo("1.0"));
            Assert.That(result.Field("max_concurrency").GetRawText(), Is.EqualTo("2"));
            Assert.That(result.Field("label").GetString(), Is.EqualTo("l"));
            Assert.That(result.Field("gpu").GetString(), Is.EqualTo("x"));
            Assert.That(result.Field("date").GetString(), Does.Match(@"^\d{8}-\d{6}$"));
            Assert.That(result.Metric("request_goodput"), Is.EqualTo(result.Metric("request_throughput")).And.GreaterThan(0));
        });
    }

    private static async Task<string[]> MeasureAsync(OpenAiBenchmarkOptions options)
    {
        await using var server = StreamServer.StartStreaming(Events);
        return [.. (await Bench.MeasureAsync(server, options)).Fields.Select(field => field.Key)];
    }
}
