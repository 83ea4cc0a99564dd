using System.Text.RegularExpressions;

namespace ServeMulti.Plotting.Figures;

/// <summary>Says for people what a metric is, and in which unit it is measured.</summary>
internal static partial class MetricText
{
    private static readonly Dictionary<string, (string Name, string Unit)> Known = new(StringComparer.Ordinal)
    {
        ["request_throughput"] = ("request throughput", "req/s"),
        ["request_goodput"] = ("request goodput", "req/s"),
        ["output_throughput"] = ("output throughput", "tokens/s"),
        ["total_token_throughput"] = ("total token throughput", "tokens/s"),
        ["input_throughput"] = ("input throughput", "tokens/s"),
        ["max_output_tokens_per_s"] = ("peak output throughput", "tokens/s"),
        ["request_rate"] = ("request rate", "req/s"),
        ["max_concurrency"] = ("maximum concurrency", "requests in flight"),
        ["max_concurrent_requests"] = ("peak concurrency", "requests in flight"),
        ["duration"] = ("duration", "s"),
        ["completed"] = ("completed requests", ""),
        ["failed"] = ("failed requests", ""),
        ["num_prompts"] = ("prompts", ""),
        ["input_tokens_per_request"] = ("input length", "tokens"),
        ["output_tokens_per_request"] = ("output length", "tokens"),
    };

    private static readonly Dictionary<string, string> Latencies = new(StringComparer.Ordinal)
    {
        ["ttft"] = "time to first token",
        ["tpot"] = "time per output token",
        ["itl"] = "inter-token latency",
        ["e2el"] = "end-to-end latency",
    };

    /// <summary>Returns the metric in words, such as <c>p99 end-to-end latency</c>; its name where there are none.</summary>
    public static string Name(string metric)
    {
        if (Known.TryGetValue(metric, out var known))
        {
            return known.Name;
        }

        return Latency().Match(metric) is { Success: true } match && Latencies.TryGetValue(match.Groups["what"].Value, out var latency)
            ? $"{match.Groups["statistic"].Value} {latency}"
            : metric;
    }

    /// <summary>Returns the unit, such as <c>ms</c>; empty where it is not known or there is none.</summary>
    public static string Unit(string metric) =>
        Known.TryGetValue(metric, out var known) ? known.Unit
        : metric.EndsWith("_ms", StringComparison.Ordinal) ? "ms"
        : metric.EndsWith("_s", StringComparison.Ordinal) ? "s"
        : "";

    /// <summary>Returns words and unit, such as <c>p99 end-to-end latency (ms)</c>.</summary>
    public static string Title(string metric) => Unit(metric) is { Length: > 0 } unit ? $"{Name(metric)} ({unit})" : Name(metric);

    /// <summary>Returns words that begin a title: with a capital letter, but for <c>p99</c> and its like and for keys.</summary>
    public static string Capital(string text) =>
        text.Length > 1 && char.IsAsciiLetterLower(text[0]) && !char.IsAsciiDigit(text[1]) && !text.Contains('_', StringComparison.Ordinal) ? char.ToUpperInvariant(text[0]) + text[1..] : text;

    /// <summary>Tells whether smaller values are better.</summary>
    public static bool IsLatency(string metric) => metric.EndsWith("_ms", StringComparison.Ordinal);

    [GeneratedRegex(@"^(?<statistic>mean|median|std|p[0-9.]+)_(?<what>[a-z0-9]+)_ms$", RegexOptions.CultureInvariant)]
    private static partial Regex Latency();
}
