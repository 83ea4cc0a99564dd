using System.Text.Json;
using ServeMulti.LoadGeneration.Metrics;
using ServeMulti.LoadGeneration.Prompts;
using ServeMulti.LoadGeneration.Transport;
using static System.FormattableString;

namespace ServeMulti.LoadGeneration;

/// <summary>Returns what is wrong with settings as a whole.</summary>
internal static class OptionChecks
{
    // A schedule of a year is a slip of the pen, and far beyond what a clock of the run can be trusted with.
    private static readonly TimeSpan LongestRun = TimeSpan.FromDays(366);

    // Another value than the client's own would break how a message is framed, or send it elsewhere.
    private static readonly string[] HeadersOfTheClient =
    [
        "Connection",
        "Content-Length",
        "Expect",
        "Host",
        "Keep-Alive",
        "TE",
        "Trailer",
        "Transfer-Encoding",
        "Upgrade",
    ];

    /// <summary>Returns one line per problem; empty if there is none.</summary>
    public static IReadOnlyList<string> Find(OpenAiBenchmarkOptions options) =>
        [
            .. FindLoadProblems(options).OfType<string>(),
            .. FindRandomProblems(options.Prompts).OfType<string>(),
            .. FindDatasetProblems(options).OfType<string>(),
            .. FindOtherProblems(options).OfType<string>(),
        ];

    private static IEnumerable<string?> FindLoadProblems(OpenAiBenchmarkOptions options)
    {
        yield return options.NumPrompts < 1 ? Invariant($"num_prompts: '{options.NumPrompts}' is not a whole number of 1 or more.") : null;
        yield return !(options.RequestRate > 0) ? Invariant($"request_rate: '{options.RequestRate}' is not above 0.") : null;
        yield return !(options.Burstiness > 0) ? Invariant($"burstiness: '{options.Burstiness}' is not above 0.") : null;
        yield return options.MaxConcurrency < 1
            ? Invariant($"max_concurrency: '{options.MaxConcurrency}' is not a whole number of 1 or more.")
            : null;
        yield return options.TimeLimit <= TimeSpan.Zero ? "time_limit: the time is not above 0." : null;
        yield return options.RampUp is not null && double.IsFinite(options.RequestRate)
            ? "request_rate: a ramp is given as well; leave one of them out."
            : null;
        yield return options.TimeLimit is not null && options.RampUp is not null
            ? "time_limit: a ramp goes over a number of prompts, not over a time."
            : null;
        yield return options.TimeLimit is not null && double.IsInfinity(options.RequestRate) && options.MaxConcurrency is null
            ? "time_limit: without request_rate or max_concurrency there is no end to the requests sent at once; give one of them."
            : null;
        yield return options.TimeLimit is null
        && options.RequestRate > 0
        && options.NumPrompts / options.RequestRate > LongestRun.TotalSeconds
            ? Invariant($"request_rate: {options.NumPrompts} prompts at {options.RequestRate} per second take longer than a year.")
            : null;
    }

    private static IEnumerable<string?> FindRandomProblems(RandomPrompts prompts)
    {
        yield return prompts.InputLength < 0 ? Invariant($"random_input_len: '{prompts.InputLength}' is below 0.") : null;
        yield return prompts.PrefixLength < 0 ? Invariant($"random_prefix_len: '{prompts.PrefixLength}' is below 0.") : null;
        yield return prompts.InputLength == 0 && prompts.PrefixLength == 0
            ? "random_input_len: prompts without a single token cannot be sent."
            : null;
        yield return prompts.OutputLength < 1 ? Invariant($"random_output_len: '{prompts.OutputLength}' is below 1.") : null;
        yield return prompts.RangeRatio is >= 0 and < 1
            ? null
            : Invariant($"random_range_ratio: '{prompts.RangeRatio}' is not from 0 to below 1.");
    }

    private static IEnumerable<string?> FindDatasetProblems(OpenAiBenchmarkOptions options)
    {
        var prefixes = options.PrefixRepetition;
        yield return options.Dataset is PromptDataset.Custom or PromptDataset.ShareGpt && string.IsNullOrEmpty(options.DatasetPath)
            ? "dataset_path: the data set is read from a file; name it."
            : null;
        yield return options.DatasetOutputLength < 1 ? Invariant($"custom_output_len: '{options.DatasetOutputLength}' is below 1.") : null;
        yield return prefixes.PrefixLength < 0 ? Invariant($"prefix_repetition_prefix_len: '{prefixes.PrefixLength}' is below 0.") : null;
        yield return prefixes.SuffixLength < 0 ? Invariant($"prefix_repetition_suffix_len: '{prefixes.SuffixLength}' is below 0.") : null;
        yield return prefixes.PrefixLength == 0 && prefixes.SuffixLength == 0
            ? "prefix_repetition_suffix_len: prompts without a single token cannot be sent."
            : null;
        yield return prefixes.NumPrefixes < 1 ? Invariant($"prefix_repetition_num_prefixes: '{prefixes.NumPrefixes}' is below 1.") : null;
        yield return options.PromptForm == PromptForm.Ids && IsJsonObjectOrNone(options.ExtraBody) && !PromptFormProbe.CanSendIds(options)
            ? "prompt_form: only prompts that are drawn (random, prefix_repetition) for /v1/completions can be sent as ids; leave it out, or give words."
            : null;
        yield return prefixes.OutputLength < 1 ? Invariant($"prefix_repetition_output_len: '{prefixes.OutputLength}' is below 1.") : null;
    }

    private static IEnumerable<string?> FindOtherProblems(OpenAiBenchmarkOptions options)
    {
        yield return options.BaseUrl is { } url && !(url.IsAbsoluteUri && url.Scheme is "http" or "https")
            ? Invariant($"base_url: '{url}' is not an address such as http://127.0.0.1:8000.")
            : null;
        yield return options.ExtraBody is { } body && !IsJsonObject(body) ? Invariant($"extra_body: '{body}' is not a JSON object.") : null;
        yield return options.RequestTimeout <= TimeSpan.Zero ? "request_timeout: the time is not above 0." : null;
        yield return options.NumWarmups < 0 ? Invariant($"num_warmups: '{options.NumWarmups}' is below 0.") : null;
        yield return options.PercentileMetrics.Count == 0
            ? Invariant($"percentile_metrics: name at least one of {LatencyMetricNames.All}.")
            : null;
        yield return OpenAiTarget.FindApiKey(options)?.Any(char.IsControl) == true
            ? $"api_key_env: the value of {options.ApiKeyVariable} holds a control character, such as a line break at its end."
            : null;
        foreach (var percentile in options.MetricPercentiles)
        {
            yield return percentile is >= 0 and <= 100
                ? null
                : Invariant($"metric_percentiles: '{percentile}' is not a percentile from 0 to 100.");
        }

        foreach (var (name, value) in options.Headers)
        {
            yield return !IsToken(name) ? $"header: '{name}' is not the name of a header."
            : HeadersOfTheClient.Contains(name, StringComparer.OrdinalIgnoreCase)
                ? $"header: the load generator sets '{name}' itself; leave it out."
            : !IsOfRequests(name) ? $"header: '{name}' describes a body, and the load generator writes that of its requests; leave it out."
            : null;
            yield return value.Any(char.IsControl) ? $"header: the value of '{name}' holds a control character." : null;
        }
    }

    private static bool IsToken(string name) =>
        name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c, StringComparison.Ordinal));

    /// <summary>The HTTP stack keeps headers such as <c>Content-Type</c> and <c>Expires</c> for bodies.</summary>
    private static bool IsOfRequests(string name)
    {
        using var request = new HttpRequestMessage();
        return request.Headers.TryAddWithoutValidation(name, "");
    }

    private static bool IsJsonObjectOrNone(string? text) => text is null || IsJsonObject(text);

    private static bool IsJsonObject(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
