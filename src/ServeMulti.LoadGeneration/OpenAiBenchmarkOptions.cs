using ServeMulti.LoadGeneration.Arrivals;
using ServeMulti.LoadGeneration.Metrics;
using ServeMulti.LoadGeneration.Prompts;
using ServeMulti.LoadGeneration.Requests;

namespace ServeMulti.LoadGeneration;

/// <summary>The settings of <see cref="OpenAiBenchmarkRunner"/>, with the defaults of <c>vllm bench serve</c>. Immutable; checked by the
/// runner.</summary>
/// <remarks>The parameters of a case go before these settings; each property names its parameter.</remarks>
public sealed record OpenAiBenchmarkOptions
{
    /// <summary>Gets the address of the server, such as <c>http://127.0.0.1:8000</c>; null (the default): that of the run's server
    /// (<c>base_url</c>, or <c>host</c> and <c>port</c>).</summary>
    public Uri? BaseUrl { get; init; }

    /// <summary>Gets which part of the server requests go to; completions by default (<c>backend</c>).</summary>
    public OpenAiApi Api { get; init; }

    /// <summary>Gets the path of the requests; null (the default): that of <see cref="Api"/> (<c>endpoint</c>).</summary>
    public string? EndpointPath { get; init; }

    /// <summary>Gets whether answers are streamed; true by default. Without it there are no ttft, tpot and itl (<c>stream</c>).</summary>
    public bool IsStreaming { get; init; } = true;

    /// <summary>Gets the model; null (the default): the first one that the server lists under <c>/v1/models</c> (<c>model</c>).</summary>
    public string? Model { get; init; }

    /// <summary>Gets the number of requests; 1 or more, 1000 by default (<c>num_prompts</c>).</summary>
    public int NumPrompts { get; init; } = 1000;

    /// <summary>Gets how long requests are sent; null (the default): until <see cref="NumPrompts"/> are. With a limit their number has no
    /// end (<c>time_limit</c>, in seconds).</summary>
    public TimeSpan? TimeLimit { get; init; }

    /// <summary>Gets the requests per second; above 0, infinite (all at once) by default (<c>request_rate</c>).</summary>
    public double RequestRate { get; init; } = double.PositiveInfinity;

    /// <summary>Gets the shape of the gamma distributed gaps; above 0: 1 (the default) is a Poisson process, infinite a constant gap
    /// (<c>burstiness</c>).</summary>
    public double Burstiness { get; init; } = 1;

    /// <summary>Gets a rate that moves, in place of <see cref="RequestRate"/>; null (the default): none (<c>ramp_up_strategy</c>,
    /// <c>ramp_up_start_rps</c>, <c>ramp_up_end_rps</c>).</summary>
    public RampUp? RampUp { get; init; }

    /// <summary>Gets how many requests may be in flight at once; 1 or more, null (the default): any number
    /// (<c>max_concurrency</c>).</summary>
    public int? MaxConcurrency { get; init; }

    /// <summary>Gets where prompts come from; random words by default (<c>dataset_name</c>).</summary>
    public PromptDataset Dataset { get; init; }

    /// <summary>Gets the file of the data sets that are read from one; null (the default): none (<c>dataset_path</c>).</summary>
    public string? DatasetPath { get; init; }

    /// <summary>Gets the length of every answer, in tokens, with a file; 1 or more, null (the default): what the file says, else 256
    /// (<c>custom_output_len</c>, <c>sharegpt_output_len</c>).</summary>
    public int? DatasetOutputLength { get; init; }

    /// <summary>Gets the prefixes and lengths of <see cref="PromptDataset.PrefixRepetition"/> (<c>prefix_repetition_prefix_len</c>,
    /// <c>..._suffix_len</c>, <c>..._num_prefixes</c>, <c>..._output_len</c>).</summary>
    public PrefixRepetitionPrompts PrefixRepetition { get; init; } = new();

    /// <summary>Gets how long random prompts and their answers are (<c>random_input_len</c>, <c>random_output_len</c>,
    /// <c>random_range_ratio</c>, <c>random_prefix_len</c>).</summary>
    public RandomPrompts Prompts { get; init; } = new();

    /// <summary>Gets how drawn prompts are sent; <see cref="ServeMulti.LoadGeneration.Prompts.PromptForm.Auto"/> by default
    /// (<c>prompt_form</c>).</summary>
    public PromptForm PromptForm { get; init; }

    /// <summary>Gets where the draws of prompts and gaps begin; 0 by default (<c>seed</c>).</summary>
    public int Seed { get; init; }

    /// <summary>Gets whether every run of a case sends the same prompts; false by default, as the server's prefix cache knows prompts that
    /// it has seen (<c>repeat_prompts</c>).</summary>
    public bool RepeatsPrompts { get; init; }

    /// <summary>Gets how the server picks tokens (<c>temperature</c>, <c>top_p</c>, <c>top_k</c>, <c>min_p</c>, <c>frequency_penalty</c>,
    /// <c>presence_penalty</c>, <c>repetition_penalty</c>, <c>ignore_eos</c>).</summary>
    public SamplingOptions Sampling { get; init; } = new();

    /// <summary>Gets a JSON object whose fields are added to each request, before all others; null (the default): none
    /// (<c>extra_body</c>).</summary>
    public string? ExtraBody { get; init; }

    /// <summary>Gets headers that are added to each request (<c>header</c>).</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>Gets the environment variable that holds the API key, which is neither logged nor stored; <c>OPENAI_API_KEY</c> by default
    /// (<c>api_key_env</c>).</summary>
    public string ApiKeyVariable { get; init; } = "OPENAI_API_KEY";

    /// <summary>Gets how long one request may take; above 0, an hour by default (<c>request_timeout</c>, in seconds).</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Gets the number of requests that are sent and answered before the measurement; 0 or more, 0 by default
    /// (<c>num_warmups</c>).</summary>
    public int NumWarmups { get; init; }

    /// <summary>Gets how long to try, before the measurement, to have one request answered; 0 (the default): not at all
    /// (<c>ready_check_timeout_sec</c>).</summary>
    public TimeSpan ReadyCheckTimeout { get; init; }

    /// <summary>Gets how requests travel to the server; by default over sockets where they can reach it, else through HttpClient
    /// (<c>transport</c>). The result says which was used (<c>client_transport</c>).</summary>
    public ClientTransport Transport { get; init; }

    /// <summary>Gets whether the server's certificate may be any; false by default (<c>insecure</c>).</summary>
    public bool AcceptsAnyCertificate { get; init; }

    /// <summary>Gets whether the server's profiler is on during the measurement; false by default (<c>profile</c>). What it costs the
    /// server is then measured too.</summary>
    public bool ProfilesServer { get; init; }

    /// <summary>Gets what makes a request a good one; null (the default): goodput is not computed (<c>goodput</c>).</summary>
    public GoodputTargets? Goodput { get; init; }

    /// <summary>Gets which latencies the result describes; ttft, tpot, itl and e2el by default (<c>percentile_metrics</c>).</summary>
    public IReadOnlyList<LatencyMetric> PercentileMetrics { get; init; } =
    [LatencyMetric.TimeToFirstToken, LatencyMetric.TimePerOutputToken, LatencyMetric.InterTokenLatency, LatencyMetric.EndToEndLatency];

    /// <summary>Gets which percentiles the result holds besides the median and the 99th; each from 0 to 100
    /// (<c>metric_percentiles</c>).</summary>
    public IReadOnlyList<double> MetricPercentiles { get; init; } = [99];

    /// <summary>Gets whether the result holds the times, lengths and texts of every request; false by default
    /// (<c>save_detailed</c>).</summary>
    public bool KeepsDetails { get; init; }

    /// <summary>Gets the name of the tokenizer that the result names; null (the default): the model (<c>tokenizer</c>). No tokenizer is
    /// loaded: tokens are counted by the server.</summary>
    public string? Tokenizer { get; init; }

    /// <summary>Gets a label that the result names; null (the default): none (<c>label</c>).</summary>
    public string? Label { get; init; }

    /// <summary>Gets fields that are added to the result (<c>metadata</c>).</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Metadata { get; init; } = [];

    /// <summary>Gets the path that requests go to.</summary>
    internal string RequestPath =>
        EndpointPath
        ?? Api switch
        {
            OpenAiApi.ChatCompletions => "/v1/chat/completions",
            OpenAiApi.Embeddings => "/v1/embeddings",
            _ => "/v1/completions",
        };

    /// <summary>Gets the name of the backend as <c>vllm bench serve</c> calls it.</summary>
    internal string Backend =>
        Api switch
        {
            OpenAiApi.ChatCompletions => "openai-chat",
            OpenAiApi.Embeddings => "openai-embeddings",
            _ => "openai",
        };

    /// <summary>Returns whether a latency can be measured: a whole answer comes all at once, and its tokens have no times of their
    /// own.</summary>
    internal bool Measures(LatencyMetric metric) =>
        Streams || metric is not (LatencyMetric.TimeToFirstToken or LatencyMetric.TimePerOutputToken or LatencyMetric.InterTokenLatency);

    /// <summary>Gets whether answers come as streams.</summary>
    internal bool Streams => IsStreaming && Api != OpenAiApi.Embeddings;
}
