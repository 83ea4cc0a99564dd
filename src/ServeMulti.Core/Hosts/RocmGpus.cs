using System.Text.RegularExpressions;
using ServeMulti.Parameters;

namespace ServeMulti.Hosts;

/// <summary>Asks <c>rocm-smi</c>: lines such as <c>GPU[0] : Card Series: AMD Instinct MI300X</c>. Versions differ in capitals and in the
/// fields that they have.</summary>
internal static partial class RocmGpus
{
    public static CommandLine Command { get; } =
        new("rocm-smi", "--showproductname", "--showdriverversion", "--showmeminfo", "vram", "--showperflevel", "--showmaxpower");

    public static KeyValuePair<string, string>[] Parse(IReadOnlyList<string> lines, HostFiles files)
    {
        var gpus = lines
            .Select(line => Field().Match(line))
            .Where(match => match.Success)
            .GroupBy(match => match.Groups["gpu"].Value)
            .Select(group =>
                group.ToLookup(
                    match => match.Groups["name"].Value.Trim(),
                    match => match.Groups["value"].Value.Trim(),
                    StringComparer.OrdinalIgnoreCase
                )
            )
            .ToArray();
        var driver =
            lines.Select(line => Driver().Match(line)).FirstOrDefault(match => match.Success)?.Groups["version"].Value
            ?? files.TryReadLine("sys/module/amdgpu/version");
        return GpuFacts.Make(
            gpus.Select(gpu => Join(gpu["Card Series"].FirstOrDefault() ?? "AMD GPU", Memory(gpu))),
            driver is null || gpus.Length == 0 ? [] : [$"amdgpu {driver}"],
            gpus.Select(gpu =>
                    Join(
                        gpu["Performance Level"].FirstOrDefault() is { } level ? $"performance level {level}" : null,
                        gpu["Max Graphics Package Power (W)"].FirstOrDefault() is { } power ? $"power limit {power} W" : null
                    )
                )
                .Where(text => text.Length > 0)
        );
    }

    private static string? Memory(ILookup<string, string> gpu) =>
        gpu["VRAM Total Memory (B)"].FirstOrDefault() is { } text && MemoryFacts.TryParse(text, out var bytes)
            ? MemoryFacts.Spell(bytes)
            : null;

    private static string Join(params string?[] parts) => string.Join(", ", parts.OfType<string>());

    [GeneratedRegex(@"^\s*GPU\[(?<gpu>[0-9]+)\]\s*:\s*(?<name>[^:]+):\s*(?<value>.+)$")]
    private static partial Regex Field();

    [GeneratedRegex(@"^\s*Driver version:\s*(?<version>\S+)", RegexOptions.IgnoreCase)]
    private static partial Regex Driver();
}
