using static ServeMulti.Benchmarking.MetricDirection;

namespace ServeMulti.Benchmarking;

/// <summary>The metrics that known clients write, as data: single names, and families of one name per statistic.</summary>
/// <remarks>
/// Read in the clients' sources: <c>vllm bench serve</c> (2024 to 2026), <c>vllm bench latency</c>, <c>throughput</c> and <c>startup</c>,
/// SGLang's
/// <c>bench_serving</c>, InferenceX's processed results, GuideLLM and AIPerf; <c>serve-multi bench</c> writes vLLM's names and its own
/// <c>client_*</c>.
/// </remarks>
internal static class MetricTable
{
    /// <summary>The single names.</summary>
    public static readonly MetricInfo[] Names =
    [
        // vllm bench serve and serve-multi bench.
        .. Each("req/s", HigherIsBetter, "request_throughput", "request_goodput"),
        .. Each("tokens/s", HigherIsBetter, "output_throughput", "total_token_throughput", "input_throughput", "max_output_tokens_per_s"),
        .. Each("inputs/s", HigherIsBetter, "input_sequence_throughput"),
        .. Each("s", Unknown, "duration"),
        .. Each("requests", Unknown, "completed"),
        .. Each("requests", LowerIsBetter, "failed"),
        .. Each("tokens", Unknown, "total_input_tokens", "total_output_tokens", "requested_input_tokens", "requested_output_tokens"),
        .. Each("tokens", LowerIsBetter, "unstreamed_output_tokens"),
        .. Each("tokens", Unknown, "input_tokens_per_request", "output_tokens_per_request"),
        .. Each("inputs", Unknown, "total_input_sequences"),
        .. Each("requests in flight", Unknown, "max_concurrent_requests"),
        .. Each("", HigherIsBetter, "rtfx"),
        .. Each("%", HigherIsBetter, "spec_decode_acceptance_rate"),
        .. Each("tokens", HigherIsBetter, "spec_decode_acceptance_length"),
        .. Each("", Unknown, "spec_decode_num_drafts"),
        .. Each("tokens", Unknown, "spec_decode_draft_tokens", "spec_decode_accepted_tokens"),
        .. Each("tokens/s", HigherIsBetter, "diffusion_committed_throughput"),
        .. Each(
            "",
            Unknown,
            "diffusion_steps_per_canvas",
            "diffusion_committed_per_step",
            "diffusion_denoising_steps",
            "diffusion_canvas_positions"
        ),
        .. Each("tokens", Unknown, "diffusion_committed_tokens"),
        .. Each("requests", Unknown, "probe_completed"),
        .. Each("requests", LowerIsBetter, "probe_failed"),
        .. Each("ms", LowerIsBetter, "probe_max_e2el_ms"),
        // Added to what a benchmark command writes.
        .. Each("", Unknown, HostUsage.Field),
        // serve-multi bench alone.
        .. Each("", Unknown, "client_cpu_share"),
        .. Each("tokens", Unknown, "client_tokens_per_chunk"),
        .. Each("requests", LowerIsBetter, "client_requests_without_tpot", "client_requests_with_refused_counts"),
        .. Each("", LowerIsBetter, "client_resends", "client_was_bottleneck"),
        .. Each(
            "ms",
            LowerIsBetter,
            "client_max_send_lag_ms",
            "client_steady_send_lag_ms",
            "client_send_lag_growth_ms",
            "client_steady_dispatch_delay_ms"
        ),
        // Settings of the clients.
        .. Settings("requests", "num_prompts"),
        .. Settings("req/s", "request_rate", "ramp_up_start_rps", "ramp_up_end_rps"),
        .. Settings("requests in flight", "max_concurrency"),
        .. Settings("tokens", "random_input_len", "random_output_len", "sharegpt_output_len", "input_len", "output_len", "isl", "osl"),
        .. Settings(
            "",
            "burstiness",
            "best_of",
            "random_range_ratio",
            "ignore_eos",
            "client_seed",
            "seed",
            "num_gpus",
            "gpu_count",
            "tp",
            "ep",
            "conc",
            "run_number"
        ),
        // vllm bench startup, latency and throughput.
        .. Each(
            "s",
            LowerIsBetter,
            "avg_cold_startup_time",
            "avg_warm_startup_time",
            "avg_cold_compilation_time",
            "avg_warm_compilation_time",
            "avg_latency"
        ),
        .. Each("s", Unknown, "elapsed_time"),
        .. Each("requests", Unknown, "num_requests"),
        .. Each("tokens", Unknown, "total_num_tokens"),
        // SGLang's bench_serving.
        .. Each("tokens/s", HigherIsBetter, "total_throughput", "output_throughput_retokenized", "total_throughput_retokenized"),
        .. Each("requests in flight", Unknown, "concurrency"),
        .. Each("tokens", HigherIsBetter, "accept_length"),
        .. Each(
            "tokens",
            Unknown,
            "total_input",
            "total_output",
            "total_output_retokenized",
            "total_input_text_tokens",
            "total_input_vision_tokens",
            "total_output_tokens_retokenized"
        ),
        // InferenceX: throughput per GPU and in all, energy.
        .. Each("tokens/s/GPU", HigherIsBetter, "tput_per_gpu", "output_tput_per_gpu", "input_tput_per_gpu"),
        .. Each("tokens/s", HigherIsBetter, "total_tput_tps", "output_tput_tps", "input_tput_tps"),
        .. Each("J/token", LowerIsBetter, "joules_per_output_token", "joules_per_total_token", "joules_per_input_token"),
        .. Each("W", Unknown, "avg_power_w", "prefill_avg_power_w", "decode_avg_power_w"),
        .. Each("s", Unknown, "duration_seconds"),
        .. Each("requests", Unknown, "total_requests_completed"),
        .. Each("tokens", Unknown, "total_prompt_tokens", "total_generation_tokens"),
        .. Each("", HigherIsBetter, "server_gpu_cache_hit_rate", "server_cpu_cache_hit_rate", "server_external_cache_hit_rate"),
        // GuideLLM; requests_per_second and tokens_per_second also vllm bench throughput.
        .. Each("req/s", HigherIsBetter, "requests_per_second"),
        .. Each("tokens/s", HigherIsBetter, "tokens_per_second", "output_tokens_per_second", "prompt_tokens_per_second"),
        .. Each("requests in flight", Unknown, "request_concurrency"),
        // AIPerf.
        .. Each("tokens/s", HigherIsBetter, "output_token_throughput"),
        .. Each("req/s", HigherIsBetter, "goodput"),
        .. Each("requests", HigherIsBetter, "good_request_count"),
        .. Each("requests", Unknown, "request_count"),
        .. Each("requests", LowerIsBetter, "error_request_count"),
        .. Each("s", Unknown, "benchmark_duration"),
        .. Each("tokens", Unknown, "total_isl", "total_osl", "total_reasoning_tokens"),
    ];

    /// <summary>The families: names made of a statistic and a quantity.</summary>
    public static readonly MetricFamily[] Families =
    [
        // vLLM, serve-multi; AIPerf, read under vLLM's names, with min and max; SGLang with its own word for the end-to-end latency.
        new(
            "",
            ["ttft", "tpot", "itl", "e2el", "client_queue_time", "e2el_including_client_queue", "e2e_latency"],
            "_ms",
            "ms",
            LowerIsBetter,
            HasExtremes: true
        ),
        new("client_", ["send_lag", "dispatch_delay", "ttft_from_intended", "e2el_from_intended"], "_ms", "ms", LowerIsBetter),
        new("probe_", ["e2el"], "_ms", "ms", LowerIsBetter),
        // InferenceX, in seconds.
        new("", ["ttft", "tpot", "itl", "e2el"], "", "s", LowerIsBetter),
        new("", ["intvty"], "", "tokens/s/user", HigherIsBetter),
        new("", ["qps"], "", "req/s", HigherIsBetter),
        new("", ["acceptance_rate"], "", "", HigherIsBetter),
        new("", ["tokens_per_step"], "", "tokens", HigherIsBetter),
        new("", ["input_tokens", "output_tokens_actual", "output_tokens_expected"], "", "tokens", Unknown),
        // GuideLLM in milliseconds by name, AIPerf in milliseconds by its export. Their request latencies differ in the unit.
        new(
            "",
            ["time_to_first_token", "time_to_second_token", "time_per_output_token", "inter_token_latency", "inter_chunk_latency"],
            "_ms",
            "ms",
            LowerIsBetter,
            HasPlainName: true
        ),
        new(
            "",
            ["time_to_first_token", "time_to_second_token", "inter_token_latency", "inter_chunk_latency"],
            "",
            "ms",
            LowerIsBetter,
            HasPlainName: true
        ),
        new("", ["request_latency"], "_ms", "ms", LowerIsBetter, HasPlainName: true),
        new("", ["request_latency"], "", "", LowerIsBetter, HasPlainName: true),
        new(
            "",
            ["output_token_throughput_per_user", "prefill_throughput_per_user"],
            "",
            "tokens/s/user",
            HigherIsBetter,
            HasPlainName: true
        ),
        new(
            "",
            ["input_sequence_length", "output_sequence_length", "output_token_count", "reasoning_token_count"],
            "",
            "tokens",
            Unknown,
            HasPlainName: true
        ),
    ];

    /// <summary>Other clients' names for what vLLM's client writes in the same unit.</summary>
    public static readonly (string Name, string VllmName)[] Synonyms =
    [
        ("total_throughput", "total_token_throughput"),
        ("output_token_throughput", "output_throughput"),
    ];

    private static IEnumerable<MetricInfo> Each(string unit, MetricDirection direction, params string[] names) =>
        names.Select(name => new MetricInfo(name, unit, direction));

    private static IEnumerable<MetricInfo> Settings(string unit, params string[] names) =>
        names.Select(name => new MetricInfo(name, unit, Unknown) { IsSetting = true });
}
