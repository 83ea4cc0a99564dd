using ServeMulti.Parameters;

namespace ServeMulti.Hosts;

/// <summary>Asks <c>nvidia-smi</c>: a line per GPU, its fields divided by commas.</summary>
internal static class NvidiaGpus
{
    /// <summary>Clocks are the highest that are allowed: those of the moment are never the same twice.</summary>
    public static CommandLine Command { get; } =
        new("nvidia-smi", "--query-gpu=name,memory.total,driver_version,clocks.max.sm,clocks.max.mem,power.limit", "--format=csv,noheader");

    public static KeyValuePair<string, string>[] Parse(IReadOnlyList<string> lines)
    {
        string[][] gpus = [.. lines.Select(line => line.Split(',', StringSplitOptions.TrimEntries)).Where(fields => fields.Length == 6)];
        return GpuFacts.Make(
            gpus.Select(fields => $"{fields[0]}, {fields[1]}"),
            gpus.Select(fields => $"NVIDIA {fields[2]}"),
            gpus.Select(fields => $"up to {fields[3]}, memory up to {fields[4]}, power limit {fields[5]}")
        );
    }
}
