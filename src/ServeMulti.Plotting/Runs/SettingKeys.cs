using System.Text.Json;
using ServeMulti.Benchmarking;

namespace ServeMulti.Plotting.Runs;

/// <summary>Classifies the settings in a client's own result: load, workload or configuration.</summary>
internal static class SettingKeys
{
    /// <summary>The keys of loads and of their duration. Runs that differ only in them have the same workload.</summary>
    public static readonly IReadOnlyList<string> Loads = ["request_rate", "max_concurrency", "num_prompts", "conc"];

    // Fields that differ between any two runs.
    private static readonly HashSet<string> Incidental = new(StringComparer.Ordinal)
    {
        "date",
        "file",
        "run_number",
        "seed",
        "random_seed",
        "benchmark_id",
        "request_id",
        "run_id",
        "start_time",
        "end_time",
        "timestamp",
        "result_filename",
        "best_of",
        "aiperf_version",
    };

    private static readonly HashSet<string> Workloads = new(StringComparer.Ordinal)
    {
        "workload",
        "dataset",
        "isl",
        "osl",
        "burstiness",
        "ramp_up_strategy",
        "ramp_up_start_rps",
        "ramp_up_end_rps",
        "ignore_eos",
        "prompt_form",
        "hf_subset",
        "hf_split",
    };

    private static readonly string[] WorkloadParts =
    [
        "dataset_",
        "input_len",
        "output_len",
        "prefix_len",
        "suffix_len",
        "num_prefixes",
        "range_ratio",
    ];

    // Keys of configurations that some clients write after their measurements.
    private static readonly HashSet<string> Configurations = new(StringComparer.Ordinal)
    {
        "num_gpus",
        "gpu_count",
        "tp",
        "pp",
        "dp",
        "ep",
        "tp_size",
        "pp_size",
        "dp_size",
        "tensor_parallel_size",
        "pipeline_parallel_size",
        "data_parallel_size",
        "dp_attention",
    };

    public static bool IsLoad(string key) => Loads.Contains(key);

    public static bool IsWorkload(string key) =>
        Workloads.Contains(key) || WorkloadParts.Any(part => key.Contains(part, StringComparison.Ordinal));

    /// <summary>Returns whether a field is a setting, not a measurement.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The value.</param>
    /// <param name="isBeforeMeasurements">Whether the field comes before the measurements, where clients write their settings.</param>
    public static bool IsSetting(string key, JsonElement value, bool isBeforeMeasurements) =>
        !Incidental.Contains(key)
        && !key.StartsWith("client_", StringComparison.Ordinal)
        && (
            isBeforeMeasurements
            || (value.ValueKind == JsonValueKind.String && !IsNumber(value.GetString()!))
            || Configurations.Contains(key)
            || IsLoad(key)
            || IsWorkload(key)
            || MetricCatalog.TryFind(key) is { IsSetting: true }
        );

    /// <summary>A measurement that is not finite is text in JSON.</summary>
    private static bool IsNumber(string text) =>
        CellNumber.TryRead(text, out _) || text.Trim().TrimStart('-', '+').Equals("nan", StringComparison.OrdinalIgnoreCase);
}
