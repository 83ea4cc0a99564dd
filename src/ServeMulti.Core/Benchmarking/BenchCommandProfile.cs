using System.Globalization;
using ServeMulti.Parameters;

namespace ServeMulti.Benchmarking;

/// <summary>What is known of <c>vllm bench serve</c> and of commands that take its options: which metrics a command will write, and which
/// options make it write more.</summary>
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
    private static readonly string[] AskedFor = [.. ClientDefaults, "e2el"];

    /// <summary>Returns whether a command is one that is known: <c>vllm bench serve</c>, <c>python -m vllm... bench serve</c> or
    /// <c>serve-multi bench</c>, also behind a wrapper such as <c>numactl</c>.</summary>
    public static bool Knows(CommandLine command)
    {
        if (BenchClient.TryFind(command) is { } client)
        {
            return client != BenchClient.Sglang;
        }

        string[] words = [command.Executable, .. command.Arguments];
        for (var i = 0; i + 1 < words.Length; i++)
        {
            var isVllm =
                NameOf(words[i]) == "vllm" || (i > 0 && words[i - 1] == "-m" && words[i].StartsWith("vllm.", StringComparison.Ordinal));
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

    private static ClientMetrics? TryFindClient(CommandLine command) =>
        BenchClient.TryFind(command) == BenchClient.Sglang ? ClientMetrics.Sglang
        : !Knows(command) ? null
        : command.Arguments.Prepend(command.Executable).Any(word => NameOf(word) == "serve-multi") ? ClientMetrics.ServeMulti
        : ClientMetrics.Vllm;

    /// <summary>Returns a known command with the options added that make it write end-to-end latencies and the metrics that are required;
    /// options that it has are left as they are. An unknown command is returned as it is.</summary>
    public static CommandLine AddMetricOptions(CommandLine command, IReadOnlyList<string> requiredMetrics)
    {
        if (TryFindClient(command) is not { Quantities.Count: > 0 })
        {
            return command;
        }

        LatencyMetricName[] required = [.. requiredMetrics.Select(LatencyMetricName.TryParse).OfType<LatencyMetricName>()];
        var completed = command;
        if (!command.HasOption(QuantitiesKey))
        {
            var rare = required
                .Select(metric => metric.Quantity)
                .Where(quantity => ClientMetrics.Vllm.Quantities.Contains(quantity) && !AskedFor.Contains(quantity))
                .Distinct();
            completed = completed.Append("--percentile-metrics", string.Join(',', AskedFor.Concat(rare)));
        }

        double[] percentiles =
        [
            .. required.Select(metric => metric.Percentile).OfType<double>().Append(DefaultPercentile).Distinct().Order(),
        ];
        if (percentiles.Length > 1 && !command.HasOption(PercentilesKey))
        {
            completed = completed.Append("--metric-percentiles", string.Join(',', percentiles.Select(Spell)));
        }

        return completed;
    }

    /// <summary>Returns whether the result of a command, with <see cref="AddMetricOptions"/> applied, will hold a metric.</summary>
    public static MetricForecast Forecast(CommandLine command, string metric) =>
        TryFindClient(command) is { } client ? Forecast(client, command, metric) : MetricForecast.Unknown;

    /// <summary>Returns one line that states why a command will not write a metric, and what to do; null if it will, or nothing is
    /// known.</summary>
    public static string? FindProblem(CommandLine command, string metric)
    {
        if (TryFindClient(command) is not { } client || Forecast(client, command, metric) != MetricForecast.NotWritten)
        {
            return null;
        }

        if (metric == "request_goodput" && client.Quantities.Count > 0)
        {
            return "The benchmark writes request_goodput only with --goodput: add it to the benchmark command, such as --goodput ttft:100.";
        }

        if (LatencyMetricName.TryParse(metric) is not { } latency || !client.Quantities.Contains(latency.Quantity))
        {
            return client.Refuse(metric);
        }

        if (IsPooling(command) && ClientDefaults.Contains(latency.Quantity))
        {
            return $"The benchmark does not write {metric} with --backend {Value(command, "backend")}: choose another metric.";
        }

        return WritesQuantity(command, latency.Quantity)
            ? $"The benchmark will not write {metric}: its --metric-percentiles are {Value(command, PercentilesKey)}. Add {Spell(latency.Percentile ?? DefaultPercentile)}, or remove the option: it is then added as needed."
            : $"The benchmark will not write {metric}: its --percentile-metrics are {Value(command, QuantitiesKey)}. Add {latency.Quantity}, or remove the option: it is then added as needed.";
    }

    private static MetricForecast Forecast(ClientMetrics client, CommandLine command, string metric)
    {
        if (
            client.Always.Contains(metric)
            || IsMetadata(command, metric)
            || (MetricCatalog.TryFindOtherName(metric) is { } other && client.Always.Contains(other))
        )
        {
            return MetricForecast.Written;
        }

        if (client.OfGeneration.Contains(metric))
        {
            return IsPooling(command) ? MetricForecast.Unknown : MetricForecast.Written;
        }

        if (
            client.Sometimes.Contains(metric)
            || (MetricCatalog.TryFindOtherName(metric) is { } sometimes && client.Sometimes.Contains(sometimes))
        )
        {
            return MetricForecast.Unknown;
        }

        if (client.Quantities.Count == 0)
        {
            return MetricForecast.NotWritten;
        }

        if (metric == "request_goodput")
        {
            return command.HasOption("goodput") ? MetricForecast.Written : MetricForecast.NotWritten;
        }

        return LatencyMetricName.TryParse(metric) is { } latency && WritesLatency(client, command, latency)
            ? MetricForecast.Written
            : MetricForecast.NotWritten;
    }

    /// <summary>A quantity that the command itself asks for may be one of a newer client.</summary>
    private static bool WritesLatency(ClientMetrics client, CommandLine command, LatencyMetricName metric) =>
        (client.Quantities.Contains(metric.Quantity) || command.HasOption(QuantitiesKey))
        && !(IsPooling(command) && ClientDefaults.Contains(metric.Quantity))
        && WritesQuantity(command, metric.Quantity)
        && WritesPercentile(command, metric.Percentile);

    /// <summary>Fields of <c>--metadata KEY=VALUE</c> are in the result.</summary>
    private static bool IsMetadata(CommandLine command, string metric) =>
        command.HasOption("metadata") && command.Arguments.Any(argument => argument.StartsWith($"{metric}=", StringComparison.Ordinal));

    private static bool WritesQuantity(CommandLine command, string quantity) =>
        !command.HasOption(QuantitiesKey) || Value(command, QuantitiesKey).Split(',', StringSplitOptions.TrimEntries).Contains(quantity);

    private static bool WritesPercentile(CommandLine command, double? percentile) =>
        percentile is not { } wanted
        || !command.HasOption(PercentilesKey)
        || Value(command, PercentilesKey)
            .Split(',')
            .Any(text => MetricStatistic.TryParsePercentile(text, out var written) && written.Equals(wanted));

    private static bool IsPooling(CommandLine command)
    {
        var backend = Value(command, "backend");
        return backend.Contains("embedding", StringComparison.Ordinal)
            || backend.Contains("pooling", StringComparison.Ordinal)
            || backend.Contains("rerank", StringComparison.Ordinal);
    }

    private static string Value(CommandLine command, string key) => command.TryFindOption(key, out var value) ? value ?? "" : "";

    private static string Spell(double percentile) => percentile.ToString("R", CultureInfo.InvariantCulture);

    private static string NameOf(string path)
    {
        var name = path[(path.LastIndexOfAny(['/', '\\']) + 1)..];
        return name.EndsWith(".exe", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".dll", StringComparison.OrdinalIgnoreCase)
            ? name[..^4]
            : name;
    }
}
