using System.Text.Json;

namespace ServeMulti.Plotting.Runs;

/// <summary>Which keys of a case are parameters of the server, and which of the benchmark.</summary>
internal static class CaseParameters
{
    private static readonly string[] Load = ["request_rate", "max_concurrency", "num_prompts"];

    /// <summary>Reads them from a case file of ours.</summary>
    public static void Read(string path, RunSetBuilder builder)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        var root = document.RootElement;
        builder.AddServerKeys(NamesIn(root, "serveParameters"));
        builder.AddBenchmarkKeys(NamesIn(root, "benchParameters"));
        builder.AddBenchmarkKeys(NamesIn(root, "load"));
    }

    /// <summary>Tells them apart by the name of the original's folder, <c>SERVE-a=1-BENCH-b=2</c>; a load belongs to the benchmark.</summary>
    public static (IReadOnlyList<string> Server, IReadOnlyList<string> Benchmark) Split(string folderName, IReadOnlyList<string> keys)
    {
        var place = folderName.IndexOf("BENCH", StringComparison.Ordinal);
        var tail = place < 0 ? "" : folderName[place..];
        var byBenchmark = keys.ToLookup(key => Array.IndexOf(Load, key) >= 0 || tail.Contains($"-{key}=", StringComparison.Ordinal));
        return ([.. byBenchmark[false]], [.. byBenchmark[true]]);
    }

    private static IEnumerable<string> NamesIn(JsonElement root, string side) => root.TryGetProperty(side, out var set) && set.ValueKind == JsonValueKind.Object
        ? [.. set.EnumerateObject().Select(member => member.Name).Where(name => name != "_benchmark_name")]
        : [];
}
