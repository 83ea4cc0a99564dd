using System.Globalization;
using ServeMulti.Benchmarking;
using static System.FormattableString;

namespace ServeMulti.Cli.Bench;

/// <summary>Prints a result as the table of <c>vllm bench serve</c>.</summary>
internal static class SummaryTable
{
    private const int Width = 50;

    // Below this, each chunk is a token, apart from the end of the answer.
    private const double MinTokensPerChunk = 1.2;

    private static readonly (string Key, string Label, string Format)[] Totals =
    [
        ("completed", "Successful requests:", "F0"),
        ("failed", "Failed requests:", "F0"),
        ("max_concurrency", "Maximum request concurrency:", "F0"),
        ("request_rate", "Request rate configured (RPS):", "F2"),
        ("duration", "Benchmark duration (s):", "F2"),
        ("total_input_tokens", "Total input tokens:", "F0"),
        ("total_output_tokens", "Total generated tokens:", "F0"),
        ("request_throughput", "Request throughput (req/s):", "F2"),
        ("request_goodput", "Request goodput (req/s):", "F2"),
        ("output_throughput", "Output token throughput (tok/s):", "F2"),
        ("max_output_tokens_per_s", "Peak output token throughput (tok/s):", "F2"),
        ("max_concurrent_requests", "Peak concurrent requests:", "F0"),
        ("total_token_throughput", "Total token throughput (tok/s):", "F2"),
    ];

    private static readonly (string Name, string Label, string Header)[] Latencies =
    [
        ("ttft", "TTFT", "Time to First Token"),
        ("tpot", "TPOT", "Time per Output Token (excl. 1st)"),
        ("itl", "ITL", "Inter-token Latency"),
        ("e2el", "E2EL", "End-to-end Latency"),
        ("client_queue_time", "queue time", "Queue Time in the Client"),
        ("e2el_including_client_queue", "E2EL incl. queue", "End-to-end Latency incl. Queue"),
    ];

    private static readonly (string Key, string Label)[] Client =
    [
        ("client_p99_send_lag_ms", "P99 send lag (ms):"),
        ("client_p99_dispatch_delay_ms", "P99 dispatch delay (ms):"),
        ("client_cpu_share", "CPU share:"),
    ];

    public static async Task WriteAsync(TextWriter output, ResultDocument result)
    {
        await output.WriteLineAsync(Centre(" Serving Benchmark Result ", '='));
        foreach (var (key, label, format) in Totals)
        {
            if (result.TryFindMetric(key, out var value) && double.IsFinite(value))
            {
                await WriteAsync(output, label, value, format);
            }
        }

        foreach (var (name, label, header) in Latencies)
        {
            if (result.TryFindMetric($"mean_{name}_ms", out _))
            {
                var isOfChunks = name == "itl" && TokensPerChunk(result) >= MinTokensPerChunk;
                await WriteLatencyAsync(
                    output,
                    result,
                    name,
                    isOfChunks ? "ITL per chunk" : label,
                    isOfChunks ? Invariant($"Between Chunks of {TokensPerChunk(result):F1} Tokens") : header
                );
            }
        }

        await WriteClientAsync(output, result);
        await output.WriteLineAsync(new string('=', Width));
    }

    private static async Task WriteLatencyAsync(TextWriter output, ResultDocument result, string name, string label, string header)
    {
        await output.WriteLineAsync(Centre(header, '-'));
        var suffix = $"_{name}_ms";
        foreach (var (key, _) in result.Scalars.Where(field => field.Key.EndsWith(suffix, StringComparison.Ordinal)))
        {
            var statistic = key[..^suffix.Length];
            if (Name(statistic) is { } title && result.TryFindMetric(key, out var value))
            {
                await WriteAsync(output, $"{title} {label} (ms):", value, "F2");
            }
        }
    }

    private static async Task WriteClientAsync(TextWriter output, ResultDocument result)
    {
        await output.WriteLineAsync(Centre(" Client ", '-'));
        foreach (var (key, label) in Client)
        {
            if (result.TryFindMetric(key, out var value))
            {
                await WriteAsync(output, label, value, "F2");
            }
        }

        if (result.TryFind("client_token_counts", out var counts) && counts.GetString() is "chunks" or "mixed")
        {
            var why =
                result.TryFindMetric("client_requests_with_refused_counts", out var refused) && refused > 0
                    ? "the server's counts cannot be true"
                    : "the server sent no usage";
            await output.WriteLineAsync($"{(counts.GetString() == "chunks" ? "All" : "Some")} tokens are counted as chunks: {why}.");
        }

        if (result.TryFindMetric("client_was_bottleneck", out var wasBottleneck) && wasBottleneck > 0)
        {
            await output.WriteLineAsync("The client was the bottleneck: these figures describe the client, not the server.");
        }
    }

    private static double TokensPerChunk(ResultDocument result) =>
        result.TryFindMetric("client_tokens_per_chunk", out var tokens) ? tokens : 1;

    private static string? Name(string statistic) =>
        statistic switch
        {
            "mean" => "Mean",
            "median" => "Median",
            ['p', >= '0' and <= '9', ..] => "P" + statistic[1..],
            _ => null,
        };

    private static Task WriteAsync(TextWriter output, string label, double value, string format) =>
        output.WriteLineAsync($"{label, -40} {value.ToString(format, CultureInfo.InvariantCulture), -9}");

    private static string Centre(string text, char fill)
    {
        var left = (Width - text.Length) / 2;
        return new string(fill, left) + text + new string(fill, Width - left - text.Length);
    }
}
