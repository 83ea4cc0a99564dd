using System.Text.Json;
using ServeMulti.Benchmarking;
using ServeMulti.Results;

namespace ServeMulti.Plotting.Runs;

/// <summary>Reads the report of GuideLLM, which holds several benchmarks: the statistics of successful requests become fields, most of them
/// under the names of vLLM's client.</summary>
/// <remarks>
/// GuideLLM averages inter-token latency and time per output token within each request. So both keep their own names.
/// </remarks>
internal static class GuidellmReport
{
    private static readonly Dictionary<string, string> Throughputs = new(StringComparer.Ordinal)
    {
        ["requests_per_second"] = "request_throughput",
        ["output_tokens_per_second"] = "output_throughput",
        ["tokens_per_second"] = "total_token_throughput",
        ["request_concurrency"] = "request_concurrency",
        ["prompt_token_count"] = "input_tokens_per_request",
        ["output_token_count"] = "output_tokens_per_request",
    };

    /// <summary>The names of latencies, and the factor to milliseconds.</summary>
    private static readonly Dictionary<string, (string Name, double Factor)> Latencies = new(StringComparer.Ordinal)
    {
        ["request_latency"] = ("e2el_ms", 1000),
        ["time_to_first_token_ms"] = ("ttft_ms", 1),
        ["time_per_output_token_ms"] = ("time_per_output_token_ms", 1),
        ["inter_token_latency_ms"] = ("inter_token_latency_ms", 1),
    };

    /// <summary>Returns the benchmarks of a report; null if the document is no such report.</summary>
    public static IReadOnlyList<JsonElement>? TryFindBenchmarks(ResultDocument document) =>
        document.TryFind("benchmarks", out var list)
        && list.ValueKind == JsonValueKind.Array
        && list.GetArrayLength() > 0
        && list.EnumerateArray().All(one => At(one, "metrics", "requests_per_second") is { ValueKind: JsonValueKind.Object })
            ? [.. list.EnumerateArray()]
            : null;

    /// <summary>Returns what the benchmark was asked for: the model and the load.</summary>
    public static IEnumerable<KeyValuePair<string, ResultCell>> Settings(JsonElement benchmark)
    {
        if (
            (At(benchmark, "worker", "backend_model") ?? At(benchmark, "config", "backend", "model")) is
            { ValueKind: JsonValueKind.String } model
        )
        {
            yield return new("model_id", ResultCell.From(model));
        }

        var strategy = At(benchmark, "args", "strategy") ?? At(benchmark, "config", "strategy") ?? default;
        switch (At(strategy, "type_")?.ToString())
        {
            case "constant" or "poisson" when At(strategy, "rate") is { ValueKind: JsonValueKind.Number } rate:
                yield return new("request_rate", ResultCell.From(rate));
                break;
            case "concurrent" when At(strategy, "streams") is { ValueKind: JsonValueKind.Number } streams:
                yield return new("max_concurrency", ResultCell.From(streams));
                break;
            case "synchronous":
                yield return new("max_concurrency", ResultCell.From(1L));
                break;
            case "throughput":
                yield return new("request_rate", ResultCell.From("inf"));
                break;
        }
    }

    /// <summary>Returns what was measured.</summary>
    public static IEnumerable<KeyValuePair<string, ResultCell>> Metrics(JsonElement benchmark)
    {
        if (At(benchmark, "duration") is { ValueKind: JsonValueKind.Number } duration)
        {
            yield return new("duration", ResultCell.From(duration));
        }

        var totals = At(benchmark, "request_totals") ?? At(benchmark, "metrics", "request_totals") ?? default;
        foreach (var (key, name) in new[] { ("successful", "completed"), ("errored", "failed") })
        {
            if (At(totals, key) is { ValueKind: JsonValueKind.Number } count)
            {
                yield return new(name, ResultCell.From(count));
            }
        }

        foreach (var (metric, name) in Throughputs)
        {
            if (At(benchmark, "metrics", metric, "successful", "mean") is { ValueKind: JsonValueKind.Number } mean)
            {
                yield return new(name, ResultCell.From(mean));
            }
        }

        foreach (var (metric, (name, factor)) in Latencies)
        {
            if (At(benchmark, "metrics", metric, "successful") is { ValueKind: JsonValueKind.Object } statistics)
            {
                foreach (var (statistic, value) in Statistics(statistics))
                {
                    yield return new($"{statistic}_{name}", ResultCell.From(value * factor));
                }
            }
        }
    }

    private static IEnumerable<(string Name, double Value)> Statistics(JsonElement statistics)
    {
        foreach (var (key, name) in new[] { ("mean", "mean"), ("median", "median"), ("std_dev", "std"), ("min", "min"), ("max", "max") })
        {
            if (At(statistics, key) is { ValueKind: JsonValueKind.Number } value)
            {
                yield return (name, value.GetDouble());
            }
        }

        foreach (var (key, name) in new[] { ("p90", "p90"), ("p95", "p95"), ("p99", "p99"), ("p999", "p99.9") })
        {
            if (At(statistics, "percentiles", key) is { ValueKind: JsonValueKind.Number } value)
            {
                yield return (name, value.GetDouble());
            }
        }
    }

    private static JsonElement? At(JsonElement element, params string[] path)
    {
        foreach (var name in path)
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element))
            {
                return null;
            }
        }

        return element;
    }
}
