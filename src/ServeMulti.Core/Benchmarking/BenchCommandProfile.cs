using System.Globalization;
using ServeMulti.Parameters;

namespace ServeMulti.Benchmarking;

/// <summary>What is known of <c>vllm bench serve</c> and of commands that take its options: which metrics a command will write, and which options make it write more.</summary>
/// <remarks>
/// By default the client writes statistics of TTFT, TPOT and ITL only and, of percentiles, the 99th: an SLA on <c>p99_e2el_ms</c> or
/// <c>p95_ttft_ms</c> would miss its metric after the benchmark was paid for.
/// </remarks>
internal static class BenchCommandProfile
{
    private const string QuantitiesKey = "percentile_metrics";
    private const string PercentilesKey = "metric_percentiles";
    private const double DefaultPercentile = 99;

    private static readonly string[] ClientDefaults = ["ttft", "tpot", "itl"];
    private static readonly string[] Quantities = [.. ClientDefaults, "e2el"];
    private static readonly string[] RareQuantities = ["client_queue_time", "e2el_including_client_queue"];
    private static readonly string[] AlwaysWritten =
    [
        "num_prompts", "duration", "completed", "total_input_tokens", "request_throughput", "total_token_throughput",
    ];

    private static readonly string[] GenerationOnly = ["failed", "total_output_tokens", "output_throughput", "max_output_tokens_per_s", "max_concurrent_requests"];

    /// <summary>Tells whether a command is one that is known: <c>vllm bench serve</c>, <c>python -m vllm... bench serve</c> or <c>serve-multi bench</c>, also behind a wrapper such as <c>numactl</c>.</summary>
    public static bool Knows(CommandLine command)
    {
        if (BenchClient.TryFind(command) is { } client)
        {
            return client != BenchClient.Sglang;
        }

        string[] words = [command.Executable, .. command.Arguments];
        for (var i = 0; i + 1 < words.Length; i++)
        {
            var isVllm = NameOf(words[i]) == "vllm" || (i > 0 && words[i - 1] == "-m" && words[i].StartsWith("vllm.", StringComparison.Ordinal));
            if (isVllm && words[i + 1] == "bench" && i + 2 < words.Length && words[i + 2] == "serve")
            {
                return true;
            }

            if (NameOf(words[i]) == "serve-multi" && words[i + 1] == "bench")
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Returns a known command with the options added that make it write end-to-end latencies and the metrics that are required; options that it has are left as they are. An unknown command is returned as it is.</summary>
    public static CommandLine AddMetricOptions(CommandLine command, IReadOnlyList<string> requiredMetrics)
    {
        if (!Knows(command))
        {
            return command;
        }

        LatencyMetric[] required = [.. requiredMetrics.Select(LatencyMetric.TryParse).OfType<LatencyMetric>()];
        var completed = command;
        if (!command.HasOption(QuantitiesKey))
        {
            var rare = required.Select(metric => metric.Quantity).Where(RareQuantities.Contains).Distinct();
            completed = completed.Append("--percentile-metrics", string.Join(',', Quantities.Concat(rare)));
        }

        double[] percentiles = [.. required.Select(metric => metric.Percentile).OfType<double>().Append(DefaultPercentile).Distinct().Order()];
        if (percentiles.Length > 1 && !command.HasOption(PercentilesKey))
        {
            completed = completed.Append("--metric-percentiles", string.Join(',', percentiles.Select(Spell)));
        }

        return completed;
    }

    /// <summary>Tells whether the result of a command, with <see cref="AddMetricOptions"/> applied, will hold a metric.</summary>
    public static MetricForecast Forecast(CommandLine command, string metric)
    {
        if (!Knows(command))
        {
            return MetricForecast.Unknown;
        }

        var isPooling = IsPooling(command);
        if (AlwaysWritten.Contains(metric))
        {
            return MetricForecast.Written;
        }

        if (GenerationOnly.Contains(metric))
        {
            return isPooling ? MetricForecast.Unknown : MetricForecast.Written;
        }

        if (metric == "request_goodput")
        {
            return command.HasOption("goodput") ? MetricForecast.Written : MetricForecast.NotWritten;
        }

        return LatencyMetric.TryParse(metric) is { } latency ? Forecast(command, latency, isPooling) : MetricForecast.Unknown;
    }

    /// <summary>Returns one line that says why a command will not write a metric, and what to do; null where it will, or nothing is known.</summary>
    public static string? FindProblem(CommandLine command, string metric)
    {
        if (Forecast(command, metric) != MetricForecast.NotWritten)
        {
            return null;
        }

        if (metric == "request_goodput")
        {
            return "The benchmark writes request_goodput only with --goodput: add it to the benchmark command, such as --goodput ttft:100.";
        }

        if (LatencyMetric.TryParse(metric) is not { } latency || IsPooling(command))
        {
            return $"The benchmark does not write {metric} with --backend {Value(command, "backend")}: choose another metric.";
        }

        return WritesQuantity(command, latency.Quantity)
            ? $"The benchmark will not write {metric}: its --metric-percentiles are {Value(command, PercentilesKey)}. Add {Spell(latency.Percentile ?? DefaultPercentile)}, or remove the option: it is then added as needed."
            : $"The benchmark will not write {metric}: its --percentile-metrics are {Value(command, QuantitiesKey)}. Add {latency.Quantity}, or remove the option: it is then added as needed.";
    }

    private static MetricForecast Forecast(CommandLine command, LatencyMetric metric, bool isPooling)
    {
        if (!Quantities.Contains(metric.Quantity) && !RareQuantities.Contains(metric.Quantity))
        {
            return MetricForecast.Unknown;
        }

        if (isPooling && ClientDefaults.Contains(metric.Quantity))
        {
            return MetricForecast.NotWritten;
        }

        return WritesQuantity(command, metric.Quantity) && WritesPercentile(command, metric.Percentile) ? MetricForecast.Written : MetricForecast.NotWritten;
    }

    private static bool WritesQuantity(CommandLine command, string quantity) =>
        !command.HasOption(QuantitiesKey) || Value(command, QuantitiesKey).Split(',', StringSplitOptions.TrimEntries).Contains(quantity);

    private static bool WritesPercentile(CommandLine command, double? percentile) =>
        percentile is not { } wanted
        || !command.HasOption(PercentilesKey)
        || Value(command, PercentilesKey).Split(',').Any(text => MetricStatistic.TryParsePercentile(text, out var written) && written.Equals(wanted));

    private static bool IsPooling(CommandLine command)
    {
        var backend = Value(command, "backend");
        return backend.Contains("embedding", StringComparison.Ordinal) || backend.Contains("pooling", StringComparison.Ordinal) || backend.Contains("rerank", StringComparison.Ordinal);
    }

    private static string Value(CommandLine command, string key) => command.TryFindOption(key, out var value) ? value ?? "" : "";

    private static string Spell(double percentile) => percentile.ToString("R", CultureInfo.InvariantCulture);

    private static string NameOf(string path)
    {
        var name = path[(path.LastIndexOfAny(['/', '\\']) + 1)..];
        return name.EndsWith(".exe", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".dll", StringComparison.OrdinalIgnoreCase) ? name[..^4] : name;
    }
}
