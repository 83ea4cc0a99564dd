using ServeMulti.Plotting.Runs;

namespace ServeMulti.Plotting.Figures;

/// <summary>The number of users and GPUs of a run, and its throughput per user and per GPU.</summary>
internal sealed class TokenRates
{
    private const string Throughput = "output_throughput";

    private static readonly string[] GpuKeys = ["num_gpus", "gpu_count"];

    private static readonly string[][] ParallelKeys =
    [
        ["tensor_parallel_size", "tp", "tp_size"],
        ["pipeline_parallel_size", "pp", "pp_size"],
        ["data_parallel_size", "dp", "dp_size"],
    ];

    private readonly string _userKey;
    private readonly string? _gpuKey;

    public TokenRates(string userKey, string? gpuKey) => (_userKey, _gpuKey) = (userKey, gpuKey);

    public double? PerUser(RunValues run) => Rate(run, Users(run));

    /// <summary>Returns the throughput per GPU; that of the whole server if the number of GPUs is not known.</summary>
    public double? PerGpu(RunValues run) => Rate(run, Gpus(run) ?? 1);

    /// <summary>Finds the number of users. A rate does not count, because it does not state how many users are active.</summary>
    public double? Users(RunValues run) => Positive(run, _userKey) ?? Positive(run, "max_concurrent_requests");

    /// <summary>Finds the number of GPUs in the result or the server's command; null if neither states it.</summary>
    public double? Gpus(RunValues run) =>
        _gpuKey is not null
            ? Positive(run, _gpuKey)
            : GpuKeys.Select(key => Positive(run, key)).FirstOrDefault(count => count is not null) ?? FindParallel(run);

    /// <summary>Splits the name of a throughput per GPU or user, such as <c>output_throughput_per_gpu</c>; null for other names.</summary>
    public static (string Metric, string Per)? Split(string name) =>
        ((string[])["_per_gpu", "_per_user"])
            .Where(end => name.EndsWith("throughput" + end, StringComparison.Ordinal))
            .Select(end => ((string, string)?)(name[..^end.Length], end[5..]))
            .FirstOrDefault();

    /// <summary>Derives a throughput per GPU or user of a run; null for other names, or if the run does not state the number.</summary>
    public static double? Derive(RunValues run, string name)
    {
        var rates = new TokenRates("max_concurrency", null);
        return
            Split(name) is var (metric, per)
            && (per == "gpu" ? rates.Gpus(run) : rates.Users(run)) is { } count
            && run.TryFindNumber(metric, out var value)
            && double.IsFinite(value)
            ? value / count
            : null;
    }

    /// <summary>Multiplies the parallel sizes that a result states. If it states at least one, the missing ones are 1.</summary>
    private static double? FindParallel(RunValues run)
    {
        double?[] sizes =
        [
            .. ParallelKeys.Select(names => names.Select(key => Positive(run, key)).FirstOrDefault(count => count is not null)),
        ];
        return sizes.Any(size => size is not null) ? sizes.Aggregate(1.0, (product, size) => product * (size ?? 1)) : null;
    }

    private static double? Rate(RunValues run, double? count) =>
        count is { } divisor && run.TryFindNumber(Throughput, out var throughput) && double.IsFinite(throughput)
            ? throughput / divisor
            : null;

    private static double? Positive(RunValues run, string key) =>
        new[] { key, key.Replace('_', '-'), key.Replace('-', '_') }
            .Select(spelling => run.TryFindNumber(spelling, out var value) && value > 0 && double.IsFinite(value) ? value : (double?)null)
            .FirstOrDefault(value => value is not null);
}
