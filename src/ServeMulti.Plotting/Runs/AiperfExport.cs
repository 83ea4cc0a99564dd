using System.Text.Json;
using ServeMulti.Benchmarking;
using ServeMulti.Results;

namespace ServeMulti.Plotting.Runs;

/// <summary>Reads the summary of AIPerf, and of GenAI-Perf before it: objects of a unit and statistics become fields under the names of
/// vLLM's client.</summary>
/// <remarks>
/// AIPerf's inter-token latency is per request, (latency - time to first token) / (tokens - 1): what others call time per output token.
/// What others call inter-token latency is its inter-chunk latency.
/// </remarks>
internal static class AiperfExport
{
    private static readonly Dictionary<string, string> Latencies = new(StringComparer.Ordinal)
    {
        ["request_latency"] = "e2el",
        ["time_to_first_token"] = "ttft",
        ["inter_token_latency"] = "tpot",
        ["inter_chunk_latency"] = "itl",
    };

    private static readonly Dictionary<string, string> Totals = new(StringComparer.Ordinal)
    {
        ["request_throughput"] = "request_throughput",
        ["output_token_throughput"] = "output_throughput",
        ["total_token_throughput"] = "total_token_throughput",
        ["goodput"] = "request_goodput",
        ["benchmark_duration"] = "duration",
        ["request_count"] = "completed",
        ["error_request_count"] = "failed",
        ["total_isl"] = "total_input_tokens",
        ["total_osl"] = "total_output_tokens",
        ["input_sequence_length"] = "input_tokens_per_request",
        ["output_sequence_length"] = "output_tokens_per_request",
    };

    private static readonly Dictionary<string, double> Milliseconds = new(StringComparer.OrdinalIgnoreCase)
    {
        ["ms"] = 1,
        ["sec"] = 1000,
        ["s"] = 1000,
        ["us"] = 1e-3,
        ["µs"] = 1e-3,
        ["ns"] = 1e-6,
    };

    /// <summary>Returns whether a document is such a summary: its metrics are objects that state a unit.</summary>
    public static bool IsMeantBy(ResultDocument document) =>
        Latencies.Keys.Concat(Totals.Keys).Any(name => document.TryFind(name, out var value) && Unit(value) is not null);

    /// <summary>Returns the part of a field's name that names a metric of AIPerf, such as <c>e2el</c>; null where there is
    /// none.</summary>
    public static string? FieldOf(string metric) => Latencies.GetValueOrDefault(metric) ?? Totals.GetValueOrDefault(metric);

    /// <summary>Returns whether the run was ended before it was done.</summary>
    public static bool WasCancelled(ResultDocument document) =>
        document.TryFind("was_cancelled", out var value) && value.ValueKind == JsonValueKind.True;

    /// <summary>Returns what the client was asked for: the model and the load.</summary>
    public static IEnumerable<KeyValuePair<string, ResultCell>> Settings(ResultDocument document)
    {
        var config = document.TryFind("input_config", out var found) ? found : default;
        var load = Phase(config) ?? At(config, "loadgen") ?? At(config, "perf_analyzer", "stimulus") ?? config;
        var models =
            At(config, "models", "items") ?? At(config, "endpoint", "model_names") ?? At(config, "model_names") ?? At(config, "model");
        (string Key, JsonElement? Value)[] settings =
        [
            (
                "model_id",
                models is { ValueKind: JsonValueKind.Array } list && list.GetArrayLength() > 0 ? At(list[0], "name") ?? list[0] : models
            ),
            ("request_rate", At(load, "request_rate") ?? At(load, "rate")),
            ("max_concurrency", At(load, "concurrency")),
        ];
        return settings
            .Where(setting => setting.Value is { ValueKind: JsonValueKind.String or JsonValueKind.Number })
            .Select(setting => KeyValuePair.Create(setting.Key, ResultCell.From(setting.Value!.Value)));
    }

    /// <summary>Returns what was measured.</summary>
    public static IEnumerable<KeyValuePair<string, ResultCell>> Metrics(ResultDocument document)
    {
        foreach (var (name, value) in document.Fields)
        {
            if (Unit(value) is { } unit)
            {
                foreach (
                    var statistic in value
                        .EnumerateObject()
                        .Where(member => member.Value.ValueKind == JsonValueKind.Number && member.Name != "count")
                )
                {
                    if (Field(name, statistic.Name, unit, statistic.Value.GetDouble()) is { } field)
                    {
                        yield return field;
                    }
                }
            }
        }

        if (
            !document.TryFind("error_request_count", out _)
            && document.TryFind("error_summary", out var errors)
            && errors.ValueKind == JsonValueKind.Array
        )
        {
            yield return new(
                "failed",
                ResultCell.From(
                    errors
                        .EnumerateArray()
                        .Sum(error =>
                            At(error, "count") is { ValueKind: JsonValueKind.Number } count && count.TryGetInt64(out var failed)
                                ? failed
                                : 1
                        )
                )
            );
        }
    }

    private static KeyValuePair<string, ResultCell>? Field(string metric, string statistic, string unit, double value)
    {
        if (Totals.TryGetValue(metric, out var total))
        {
            var inSeconds = Milliseconds.TryGetValue(unit, out var scale) ? value * scale / 1000 : value;
            return statistic == "avg" ? new(total, ResultCell.From(inSeconds)) : null;
        }

        var word = statistic switch
        {
            "avg" => "mean",
            "p50" => "median",
            _ => statistic,
        };
        var isTime = Milliseconds.TryGetValue(unit, out var toMilliseconds);
        var name = Latencies.TryGetValue(metric, out var latency) && isTime ? latency : metric;
        return new($"{word}_{name}{(isTime ? "_ms" : "")}", ResultCell.From(isTime ? value * toMilliseconds : value));
    }

    private static string? Unit(JsonElement value) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty("unit", out var unit) && unit.ValueKind == JsonValueKind.String
            ? unit.GetString()
            : null;

    /// <summary>Finds the phase that was measured: warm-up phases are beside it.</summary>
    private static JsonElement? Phase(JsonElement config)
    {
        if (At(config, "phases") is not { } phases)
        {
            return null;
        }

        return phases.ValueKind == JsonValueKind.Array
            ? phases
                .EnumerateArray()
                .Where(phase =>
                    !(
                        At(phase, "name") is { ValueKind: JsonValueKind.String } name
                        && name.GetString()!.Contains("warm", StringComparison.OrdinalIgnoreCase)
                    )
                )
                .Select(phase => (JsonElement?)phase)
                .LastOrDefault()
            : At(phases, "profiling");
    }

    private static JsonElement? At(JsonElement element, params string[] path)
    {
        foreach (var name in path)
        {
            if (
                element.ValueKind != JsonValueKind.Object
                || !element.TryGetProperty(name, out element)
                || element.ValueKind == JsonValueKind.Null
            )
            {
                return null;
            }
        }

        return element;
    }
}
