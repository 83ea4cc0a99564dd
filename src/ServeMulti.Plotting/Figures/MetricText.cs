using System.Text.RegularExpressions;
using ServeMulti.Benchmarking;

namespace ServeMulti.Plotting.Figures;

/// <summary>Describes a metric and its unit for people.</summary>
internal static partial class MetricText
{
    private static readonly Dictionary<string, string> Known = new(StringComparer.Ordinal)
    {
        ["request_throughput"] = "request throughput",
        ["request_goodput"] = "request goodput",
        ["output_throughput"] = "output throughput",
        ["total_token_throughput"] = "total token throughput",
        ["input_throughput"] = "input throughput",
        ["max_output_tokens_per_s"] = "peak output throughput",
        ["request_rate"] = "request rate",
        ["max_concurrency"] = "maximum concurrency",
        ["max_concurrent_requests"] = "peak concurrency",
        ["input_tokens_per_request"] = "input length",
        ["output_tokens_per_request"] = "output length",
        ["tput_per_gpu"] = "throughput per GPU",
        ["output_tput_per_gpu"] = "output throughput per GPU",
        ["input_tput_per_gpu"] = "input throughput per GPU",
    };

    private static readonly Dictionary<string, string> Latencies = new(StringComparer.Ordinal)
    {
        ["ttft"] = "time to first token",
        ["tpot"] = "time per output token",
        ["itl"] = "inter-token latency",
        ["e2el"] = "end-to-end latency",
    };

    /// <summary>Returns a description of the metric, such as <c>p99 end-to-end latency</c>; its name if there is none.</summary>
    public static string Name(string metric)
    {
        if (Known.TryGetValue(metric, out var known))
        {
            return known;
        }

        if (TokenRates.Split(metric) is var (whole, per))
        {
            return $"{Name(whole)} per {(per == "gpu" ? "GPU" : per)}";
        }

        return Latency().Match(metric) is { Success: true } match && Latencies.TryGetValue(match.Groups["what"].Value, out var latency)
            ? $"{match.Groups["statistic"].Value} {latency}"
            : metric;
    }

    /// <summary>Returns the unit, such as <c>ms</c>; empty if it is unknown or there is none.</summary>
    public static string Unit(string metric) =>
        MetricCatalog.TryFind(metric) is { } known ? known.Unit
        : TokenRates.Split(metric) is var (whole, _) ? Unit(whole)
        : metric is "input_tokens_per_request" or "output_tokens_per_request" ? "tokens"
        : metric.EndsWith("_ms", StringComparison.Ordinal) ? "ms"
        : metric.EndsWith("_s", StringComparison.Ordinal) ? "s"
        : "";

    /// <summary>Returns description and unit, such as <c>p99 end-to-end latency (ms)</c>.</summary>
    public static string Title(string metric) => Unit(metric) is { Length: > 0 } unit ? $"{Name(metric)} ({unit})" : Name(metric);

    /// <summary>Returns a description for the start of a title: with a capital letter, except for percentiles such as <c>p99</c> and for
    /// keys.</summary>
    public static string Capital(string text) =>
        text.Length > 1 && char.IsAsciiLetterLower(text[0]) && !char.IsAsciiDigit(text[1]) && !text.Contains('_', StringComparison.Ordinal)
            ? char.ToUpperInvariant(text[0]) + text[1..]
            : text;

    /// <summary>Returns whether a metric is a latency of requests, which has no value if no request completed.</summary>
    public static bool IsLatency(string metric) =>
        MetricCatalog.TryFind(metric) is { } known
            ? known is { Unit: "ms" or "s", Direction: MetricDirection.LowerIsBetter }
            : metric.EndsWith("_ms", StringComparison.Ordinal);

    [GeneratedRegex(@"^(?<statistic>mean|median|std|min|max|p[0-9.]+)_(?<what>[a-z0-9]+?)(_ms)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Latency();
}
