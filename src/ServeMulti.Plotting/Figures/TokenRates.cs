using ServeMulti.Plotting.Runs;

namespace ServeMulti.Plotting.Figures;

/// <summary>How many users and GPUs a run had, and what that makes of its throughput.</summary>
internal sealed class TokenRates
{
    private const string Throughput = "output_throughput";

    private static readonly string[] GpuKeys = ["num_gpus", "gpu_count"];

    private static readonly string[][] ParallelKeys =
    [
        ["tensor_parallel_size", "tp", "tp_size"], ["pipeline_parallel_size", "pp", "pp_size"], ["data_parallel_size", "dp", "dp_size"],
    ];

    private readonly string _userKey;
    private readonly string? _gpuKey;

    public TokenRates(string userKey, string? gpuKey) => (_userKey, _gpuKey) = (userKey, gpuKey);

    public double? PerUser(RunValues run) => Rate(run, Users(run));

    public double? PerGpu(RunValues run) => Rate(run, Gpus(run));

    /// <summary>Finds the number of users; a rate is none: it says how many come, not how many are there.</summary>
    public double? Users(RunValues run) => Positive(run, _userKey) ?? Positive(run, "max_concurrent_requests");

    public double? Gpus(RunValues run) => _gpuKey is not null
        ? Positive(run, _gpuKey)
        : GpuKeys.Select(key => Positive(run, key)).FirstOrDefault(count => count is not null)
            ?? ParallelKeys.Select(names => names.Select(key => Positive(run, key)).FirstOrDefault(count => count is not null) ?? 1).Aggregate(1.0, (product, count) => product * count);

    private static double? Rate(RunValues run, double? count) =>
        count is { } divisor && run.TryFindNumber(Throughput, out var throughput) && double.IsFinite(throughput) ? throughput / divisor : null;

    private static double? Positive(RunValues run, string key) =>
        new[] { key, key.Replace('_', '-'), key.Replace('-', '_') }
            .Select(spelling => run.TryFindNumber(spelling, out var value) && value > 0 && double.IsFinite(value) ? value : (double?)null)
            .FirstOrDefault(value => value is not null);
}
