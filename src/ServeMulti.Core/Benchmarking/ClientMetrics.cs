namespace ServeMulti.Benchmarking;

/// <summary>The metrics that one benchmark client writes, as data: what it always writes, what it writes at times, and what it never
/// writes.</summary>
internal sealed record ClientMetrics
{
    private static readonly string[] VllmQuantities = ["ttft", "tpot", "itl", "e2el", "client_queue_time", "e2el_including_client_queue"];
    private static readonly string[] VllmTotals =
    [
        "num_prompts",
        "duration",
        "completed",
        "total_input_tokens",
        "request_throughput",
        "total_token_throughput",
    ];
    private static readonly string[] VllmGeneration =
    [
        "total_output_tokens",
        "output_throughput",
        "max_output_tokens_per_s",
        "max_concurrent_requests",
    ];
    private static readonly string[] VllmSettings =
    [
        "request_rate",
        "burstiness",
        "max_concurrency",
        "ramp_up_start_rps",
        "ramp_up_end_rps",
    ];

    private ClientMetrics(string name) => Name = name;

    /// <summary>Gets those of <c>vllm bench serve</c>, of every version since 2024.</summary>
    public static ClientMetrics Vllm { get; } =
        new("vllm bench serve")
        {
            Always = VllmTotals,
            OfGeneration = ["failed", .. VllmGeneration],
            Sometimes =
            [
                .. VllmSettings,
                "best_of",
                "input_throughput",
                "input_sequence_throughput",
                "total_input_sequences",
                "rtfx",
                .. MetricTable
                    .Names.Select(info => info.Name)
                    .Where(name => Has(name, "spec_decode_") || Has(name, "diffusion_") || Has(name, "probe_")),
                "probe_median_e2el_ms",
                "probe_p99_e2el_ms",
            ],
            Quantities = VllmQuantities,
        };

    /// <summary>Gets those of the built-in load generator.</summary>
    public static ClientMetrics ServeMulti { get; } =
        new("serve-multi bench")
        {
            Always =
            [
                .. VllmTotals,
                "failed",
                .. VllmSettings,
                "client_seed",
                "client_mean_send_lag_ms",
                "client_p99_send_lag_ms",
                "client_max_send_lag_ms",
                "client_steady_send_lag_ms",
                "client_send_lag_growth_ms",
                "client_p99_dispatch_delay_ms",
                "client_steady_dispatch_delay_ms",
                "client_cpu_share",
                "client_was_bottleneck",
                "client_mean_e2el_from_intended_ms",
                "client_p99_e2el_from_intended_ms",
                "client_resends",
                "client_requests_with_refused_counts",
            ],
            OfGeneration = VllmGeneration,
            Sometimes =
            [
                "client_mean_ttft_from_intended_ms",
                "client_p99_ttft_from_intended_ms",
                "requested_input_tokens",
                "requested_output_tokens",
                "unstreamed_output_tokens",
                "client_tokens_per_chunk",
                "client_requests_without_tpot",
                "ignore_eos",
            ],
            Quantities = VllmQuantities,
        };

    /// <summary>Gets those of SGLang's <c>bench_serving</c>: a fixed list, whose percentiles no option changes.</summary>
    public static ClientMetrics Sglang { get; } =
        new("SGLang's bench_serving")
        {
            Always =
            [
                "duration",
                "completed",
                "total_input_tokens",
                "total_output_tokens",
                "request_throughput",
                "input_throughput",
                "output_throughput",
                "total_throughput",
                "concurrency",
                .. Latencies(["mean", "median", "std", "p99"], "ttft", "tpot", "itl"),
                "mean_e2e_latency_ms",
                "median_e2e_latency_ms",
            ],
            Sometimes =
            [
                "failed",
                "request_rate",
                "max_concurrency",
                "random_input_len",
                "random_output_len",
                "random_range_ratio",
                "sharegpt_output_len",
                "accept_length",
                "max_output_tokens_per_s",
                "max_concurrent_requests",
                "total_output_tokens_retokenized",
                "total_input_text_tokens",
                "total_input_vision_tokens",
                "max_itl_ms",
                "output_throughput_retokenized",
                "total_throughput_retokenized",
                .. Latencies(["p90", "p95"], "ttft", "tpot", "itl"),
                .. Latencies(["std", "p90", "p95", "p99"], "e2e_latency"),
            ],
        };

    /// <summary>Gets the name used in messages.</summary>
    public string Name { get; }

    /// <summary>Gets the names that are in every result.</summary>
    public required IReadOnlyList<string> Always { get; init; }

    /// <summary>Gets the names that are in every result of a server that generates text.</summary>
    public IReadOnlyList<string> OfGeneration { get; private init; } = [];

    /// <summary>Gets the names that depend on the client's version, its options or the server.</summary>
    public required IReadOnlyList<string> Sometimes { get; init; }

    /// <summary>Gets the latencies of which it writes a mean, a median, a standard deviation and percentiles at choice, in milliseconds;
    /// empty if all names are listed.</summary>
    public IReadOnlyList<string> Quantities { get; private init; } = [];

    /// <summary>Gets the names that it writes only with an option of theirs.</summary>
    private string[] AtRequest => Quantities.Count > 0 ? ["request_goodput"] : [];

    /// <summary>Returns the most similar name; null if none is similar.</summary>
    public string? FindNearest(string metric)
    {
        string[] names = [.. Always, .. OfGeneration, .. Sometimes, .. AtRequest];
        return MetricSpelling.Correct(metric, names, [new MetricFamily("", [.. Quantities], "_ms", "ms", MetricDirection.LowerIsBetter)])
            ?? Array.Find(names, name => metric.Length > 0 && name.EndsWith("_" + metric, StringComparison.Ordinal));
    }

    /// <summary>Returns one line that states that the client never writes a metric, and what it writes.</summary>
    public string Refuse(string metric) =>
        FindNearest(metric) is { } nearest
            ? $"{Name} never writes {metric}; the nearest name that it writes is {nearest}."
            : $"{Name} never writes {metric}; it writes {Describe()}.";

    private string Describe() =>
        Quantities.Count == 0
            ? string.Join(", ", Always)
            : $"{string.Join(", ", Always.Concat(OfGeneration).Where(name => MetricCatalog.DirectionOf(name) != MetricDirection.Unknown && !Has(name, "client_")))}, and mean_, median_, std_ and percentiles such as p99_ of {string.Join(", ", Quantities.Select(quantity => $"{quantity}_ms"))}";

    private static bool Has(string name, string prefix) => name.StartsWith(prefix, StringComparison.Ordinal);

    private static IEnumerable<string> Latencies(string[] statistics, params string[] quantities) =>
        quantities.SelectMany(quantity => statistics.Select(statistic => $"{statistic}_{quantity}_ms"));
}
