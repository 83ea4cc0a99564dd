using System.Text.Json;
using ServeMulti.Benchmarking;

namespace ServeMulti.Plotting.Runs;

/// <summary>Tells what the settings in a client's own result are about: the load, the workload, or the configuration that was measured.</summary>
internal static class SettingKeys
{
    /// <summary>The keys of loads, and of how long a load lasted. Runs that differ in them alone are of one workload.</summary>
    public static readonly IReadOnlyList<string> Loads = ["request_rate", "max_concurrency", "num_prompts", "conc"];

    // What differs between any two runs, whatever they measured.
    private static readonly HashSet<string> Incidental = new(StringComparer.Ordinal)
    {
        "date", "file", "run_number", "seed", "random_seed", "benchmark_id", "request_id", "run_id", "start_time", "end_time", "timestamp", "result_filename", "best_of", "aiperf_version",
    };

    private static readonly HashSet<string> Workloads = new(StringComparer.Ordinal)
    {
        "workload", "dataset", "isl", "osl", "burstiness", "ramp_up_strategy", "ramp_up_start_rps", "ramp_up_end_rps", "ignore_eos", "prompt_form", "hf_subset", "hf_split",
    };

    private static readonly string[] WorkloadParts = ["dataset_", "input_len", "output_len", "prefix_len", "suffix_len", "num_prefixes", "range_ratio"];

    // Keys of configurations that some clients write behind their measurements.
    private static readonly HashSet<string> Configurations = new(StringComparer.Ordinal)
    {
        "num_gpus", "gpu_count", "tp", "pp", "dp", "ep", "tp_size", "pp_size", "dp_size", "tensor_parallel_size", "pipeline_parallel_size", "data_parallel_size", "dp_attention",
    };

    public static bool IsLoad(string key) => Loads.Contains(key);

    public static bool IsWorkload(string key) => Workloads.Contains(key) || WorkloadParts.Any(part => key.Contains(part, StringComparison.Ordinal));

    /// <summary>Tells whether a field says what was measured, not what came out.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The value.</param>
    /// <param name="isBeforeMeasurements">Whether the field stands before the measurements, where clients write what they were asked for.</param>
    public static bool IsSetting(string key, JsonElement value, bool isBeforeMeasurements) =>
        !Incidental.Contains(key) && !key.StartsWith("client_", StringComparison.Ordinal)
        && (isBeforeMeasurements || value.ValueKind == JsonValueKind.String || Configurations.Contains(key) || IsLoad(key) || IsWorkload(key) || MetricCatalog.TryFind(key) is { IsSetting: true });
}
