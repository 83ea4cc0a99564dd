using ServeMulti.LoadGeneration.Metrics;
using ServeMulti.LoadGeneration.Prompts;
using ServeMulti.LoadGeneration.Requests;
using ServeMulti.Parameters;
using Setter = System.Func<
    ServeMulti.LoadGeneration.OpenAiBenchmarkOptions,
    ServeMulti.LoadGeneration.ParameterReader,
    ServeMulti.LoadGeneration.OpenAiBenchmarkOptions
>;

namespace ServeMulti.LoadGeneration;

/// <summary>The parameters that the load generator knows, under the names of <c>vllm bench serve</c>, and what each does to the
/// settings.</summary>
internal static class OptionParameters
{
    private static readonly Dictionary<string, Setter> Setters = new(StringComparer.Ordinal)
    {
        ["backend"] = (o, v) => o with { Api = ReadApi(v) },
        ["endpoint_type"] = (o, v) => o with { Api = ReadApi(v) },
        ["base_url"] = (o, v) => o with { BaseUrl = ReadUrl(v) },
        ["endpoint"] = (o, v) =>
            o with
            {
                EndpointPath = v.Text.StartsWith('/') ? v.Text : throw v.Problem("is not a path that starts with /"),
            },
        ["stream"] = (o, v) => o with { IsStreaming = v.Boolean() },
        ["model"] = (o, v) => o with { Model = v.Text },
        ["served_model_name"] = (o, v) => o with { Model = v.Text },
        ["tokenizer"] = (o, v) => o with { Tokenizer = v.Text },
        ["num_prompts"] = (o, v) => o with { NumPrompts = v.Integer(1) },
        ["time_limit"] = (o, v) =>
            o with
            {
                TimeLimit = v.Seconds() is var limit && limit > TimeSpan.Zero ? limit : throw v.Problem("is not above 0"),
            },
        ["request_rate"] = (o, v) => o with { RequestRate = v.AboveZero() },
        ["burstiness"] = (o, v) => o with { Burstiness = v.AboveZero() },
        ["max_concurrency"] = (o, v) => o with { MaxConcurrency = v.Integer(1) },
        ["dataset_name"] = (o, v) => o with { Dataset = ReadDataset(v) },
        ["dataset_path"] = (o, v) => o with { DatasetPath = v.Text },
        ["custom_output_len"] = (o, v) => o with { DatasetOutputLength = v.Integer(1) },
        ["sharegpt_output_len"] = (o, v) => o with { DatasetOutputLength = v.Integer(1) },
        ["prefix_repetition_prefix_len"] = (o, v) => o with { PrefixRepetition = o.PrefixRepetition with { PrefixLength = v.Integer(0) } },
        ["prefix_repetition_suffix_len"] = (o, v) => o with { PrefixRepetition = o.PrefixRepetition with { SuffixLength = v.Integer(0) } },
        ["prefix_repetition_num_prefixes"] = (o, v) => o with { PrefixRepetition = o.PrefixRepetition with { NumPrefixes = v.Integer(1) } },
        ["prefix_repetition_output_len"] = (o, v) => o with { PrefixRepetition = o.PrefixRepetition with { OutputLength = v.Integer(1) } },
        ["random_input_len"] = (o, v) => o with { Prompts = o.Prompts with { InputLength = v.Integer(0) } },
        ["random_output_len"] = (o, v) => o with { Prompts = o.Prompts with { OutputLength = v.Integer(1) } },
        ["random_range_ratio"] = (o, v) =>
            o with
            {
                Prompts = o.Prompts with
                {
                    RangeRatio = v.Finite() is >= 0 and < 1 and var ratio ? ratio : throw v.Problem("is not from 0 to below 1"),
                },
            },
        ["random_prefix_len"] = (o, v) => o with { Prompts = o.Prompts with { PrefixLength = v.Integer(0) } },
        ["input_len"] = (o, v) => o with { Prompts = o.Prompts with { InputLength = v.Integer(0) } },
        ["output_len"] = (o, v) => SetEveryOutputLength(o, v.Integer(1)),
        ["prompt_form"] = (o, v) => o with { PromptForm = ReadForm(v) },
        ["seed"] = (o, v) => o with { Seed = v.Integer(int.MinValue) },
        ["repeat_prompts"] = (o, v) => o with { RepeatsPrompts = v.Boolean() },
        ["ignore_eos"] = (o, v) => o with { Sampling = o.Sampling with { IgnoreEos = v.Boolean() } },
        ["temperature"] = (o, v) => o with { Sampling = o.Sampling with { Temperature = v.Finite() } },
        ["top_p"] = (o, v) => o with { Sampling = o.Sampling with { TopP = v.Finite() } },
        ["top_k"] = (o, v) => o with { Sampling = o.Sampling with { TopK = v.Integer(-1) } },
        ["min_p"] = (o, v) => o with { Sampling = o.Sampling with { MinP = v.Finite() } },
        ["frequency_penalty"] = (o, v) => o with { Sampling = o.Sampling with { FrequencyPenalty = v.Finite() } },
        ["presence_penalty"] = (o, v) => o with { Sampling = o.Sampling with { PresencePenalty = v.Finite() } },
        ["repetition_penalty"] = (o, v) => o with { Sampling = o.Sampling with { RepetitionPenalty = v.Finite() } },
        ["extra_body"] = (o, v) => o with { ExtraBody = v.JsonObject() },
        ["header"] = (o, v) => o with { Headers = v.Pairs() },
        ["api_key_env"] = (o, v) => o with { ApiKeyVariable = v.Text },
        ["request_timeout"] = (o, v) =>
            o with
            {
                RequestTimeout = v.Seconds() is var limit && limit > TimeSpan.Zero ? limit : throw v.Problem("is not above 0"),
            },
        ["num_warmups"] = (o, v) => o with { NumWarmups = v.Integer(0) },
        ["ready_check_timeout_sec"] = (o, v) => o with { ReadyCheckTimeout = v.Seconds() },
        ["profile"] = (o, v) => o with { ProfilesServer = v.Boolean() },
        ["transport"] = (o, v) => o with { Transport = ReadTransport(v) },
        ["insecure"] = (o, v) => o with { AcceptsAnyCertificate = v.Boolean() },
        ["goodput"] = (o, v) => o with { Goodput = GoodputTargets.Parse(string.Join(' ', v.List())) },
        ["percentile_metrics"] = (o, v) => o with { PercentileMetrics = [.. v.List().Select(name => ReadMetric(v, name)).Distinct()] },
        ["metric_percentiles"] = (o, v) => o with { MetricPercentiles = [.. v.List().Select(text => ReadPercentile(v, text))] },
        ["save_detailed"] = (o, v) => o with { KeepsDetails = v.Boolean() },
        ["label"] = (o, v) => o with { Label = v.Text },
        ["metadata"] = (o, v) => o with { Metadata = v.Pairs() },
    };

    // Read together by ServerAddress and RampUpParameters: one without the others means nothing.
    private static readonly string[] Compound = ["host", "port", "ramp_up_strategy", "ramp_up_start_rps", "ramp_up_end_rps"];

    // Of a client in Python: they change nothing here, and a command that has them can be used as it is.
    private static readonly string[] WithoutEffect = ["disable_tqdm", "trust_remote_code", "tokenizer_mode"];

    /// <summary>Returns settings with parameters laid over them; what is wrong is added to the problems, one line each.</summary>
    public static OpenAiBenchmarkOptions Overlay(OpenAiBenchmarkOptions options, ParameterSet parameters, List<string> problems)
    {
        var result = options;
        foreach (var (key, value) in parameters)
        {
            result = Try(problems, result, settings => Set(settings, key, value));
        }

        result = Try(problems, result, settings => settings with { BaseUrl = HostAndPort.TryRead(parameters) ?? settings.BaseUrl });
        return Try(problems, result, settings => settings with { RampUp = RampUpParameters.TryRead(parameters) ?? settings.RampUp });
    }

    private static OpenAiBenchmarkOptions Set(OpenAiBenchmarkOptions options, string key, ParameterValue value)
    {
        var name = key.Replace('-', '_');
        if (Setters.TryGetValue(name, out var set))
        {
            return set(options, new(key, value));
        }

        return Compound.Contains(name) || WithoutEffect.Contains(name)
            ? options
            : throw new InvalidInputException($"{key}: the built-in load generator knows no such setting.");
    }

    private static OpenAiBenchmarkOptions Try(
        List<string> problems,
        OpenAiBenchmarkOptions options,
        Func<OpenAiBenchmarkOptions, OpenAiBenchmarkOptions> change
    )
    {
        try
        {
            return change(options);
        }
        catch (InvalidInputException exception)
        {
            problems.AddRange(exception.Problems);
            return options;
        }
    }

    private static OpenAiApi ReadApi(ParameterReader value) =>
        value.Text switch
        {
            "openai" or "vllm" => OpenAiApi.Completions,
            "openai-chat" => OpenAiApi.ChatCompletions,
            "openai-embeddings" => OpenAiApi.Embeddings,
            _ => throw value.Problem("is not known; backends are openai, vllm, openai-chat and openai-embeddings"),
        };

    private static PromptDataset ReadDataset(ParameterReader value) =>
        value.Text switch
        {
            "random" => PromptDataset.Random,
            "prefix_repetition" => PromptDataset.PrefixRepetition,
            "custom" => PromptDataset.Custom,
            "sharegpt" => PromptDataset.ShareGpt,
            _ => throw value.Problem("is not known; data sets are random, prefix_repetition, custom and sharegpt"),
        };

    private static PromptForm ReadForm(ParameterReader value) =>
        value.Text switch
        {
            "auto" => PromptForm.Auto,
            "ids" => PromptForm.Ids,
            "words" => PromptForm.Words,
            _ => throw value.Problem("is not known; forms are auto, ids and words"),
        };

    private static ClientTransport ReadTransport(ParameterReader value) =>
        value.Text switch
        {
            "auto" => ClientTransport.Auto,
            "sockets" => ClientTransport.Sockets,
            "httpclient" => ClientTransport.HttpClient,
            _ => throw value.Problem("is not known; transports are auto, sockets and httpclient"),
        };

    private static OpenAiBenchmarkOptions SetEveryOutputLength(OpenAiBenchmarkOptions options, int length) =>
        options with
        {
            Prompts = options.Prompts with { OutputLength = length },
            PrefixRepetition = options.PrefixRepetition with { OutputLength = length },
            DatasetOutputLength = length,
        };

    private static Uri ReadUrl(ParameterReader value) =>
        Uri.TryCreate(value.Text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
            ? url
            : throw value.Problem("is not an address such as http://127.0.0.1:8000");

    private static LatencyMetric ReadMetric(ParameterReader value, string name) =>
        LatencyMetricNames.TryParse(name, out var metric)
            ? metric
            : throw value.Problem($"names {Excerpt.Of(name)}; latencies are {LatencyMetricNames.All}");

    private static double ReadPercentile(ParameterReader value, string text) =>
        double.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var percentile) && percentile is >= 0 and <= 100
            ? percentile
            : throw value.Problem($"names {Excerpt.Of(text)}, which is not a percentile from 0 to 100");
}
