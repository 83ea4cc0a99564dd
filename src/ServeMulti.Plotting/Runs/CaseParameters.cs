using System.Text.Json;
using ServeMulti.Parameters;

namespace ServeMulti.Plotting.Runs;

/// <summary>Which keys of a case are parameters of the server, and which of the benchmark.</summary>
internal static class CaseParameters
{
    private const string Benchmark = "BENCH";

    /// <summary>Reads them from a case file of ours, and the commands they are laid over.</summary>
    public static void Read(string path, string caseName, RunSetBuilder builder)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        var root = document.RootElement;
        var (server, benchmark) = (ReadSet(root, "serveParameters"), ReadSet(root, "benchParameters"));
        foreach (var (key, value) in ReadSet(root, "load"))
        {
            benchmark = benchmark.With(key, value);
        }

        builder.AddNames(caseName, ReadName(root, "serveParameters"), ReadName(root, "benchParameters"));
        builder.AddServerKeys(server.Select(pair => pair.Key));
        builder.AddBenchmarkKeys(benchmark.Select(pair => pair.Key));
        builder.AddCommands(caseName, ReadCommand(root, "serveCommand")?.With(server), ReadCommand(root, "benchCommand")?.With(benchmark), ReadText(root, "endpoint"));
    }

    /// <summary>Tells them apart by the name of the original's folder, <c>SERVE-a=1-BENCH-b=2</c>, or of the folder in which that of a load stands; a load belongs to the benchmark.</summary>
    public static (IReadOnlyList<string> Server, IReadOnlyList<string> Benchmark) Split(string folder, IReadOnlyList<string> keys)
    {
        var folderName = Path.GetFileName(folder);
        if (!folderName.Contains(Benchmark, StringComparison.Ordinal) && Path.GetFileName(Path.GetDirectoryName(folder)) is { } parent && parent.Contains(Benchmark, StringComparison.Ordinal))
        {
            folderName = parent;
        }

        var place = folderName.IndexOf(Benchmark, StringComparison.Ordinal);
        var tail = place < 0 ? "" : folderName[place..];
        var byBenchmark = keys.ToLookup(key => SettingKeys.IsLoad(key) || tail.Contains($"-{key}=", StringComparison.Ordinal));
        return ([.. byBenchmark[false]], [.. byBenchmark[true]]);
    }

    private static ParameterSet ReadSet(JsonElement root, string side) => root.TryGetProperty(side, out var set) && set.ValueKind == JsonValueKind.Object
        ? set.EnumerateObject().Where(member => member.Name != "_benchmark_name").Aggregate(ParameterSet.Empty, (read, member) => read.With(member.Name, ParameterValue.FromJson(member.Value)))
        : ParameterSet.Empty;

    private static string? ReadName(JsonElement root, string side) => root.TryGetProperty(side, out var set) && set.ValueKind == JsonValueKind.Object ? ReadText(set, "_benchmark_name") : null;

    private static CommandLine? ReadCommand(JsonElement root, string side) =>
        root.TryGetProperty(side, out var words) && words.ValueKind == JsonValueKind.Array && words.GetArrayLength() > 0
            ? new CommandLine(words[0].GetString()!, [.. words.EnumerateArray().Skip(1).Select(word => word.GetString()!)])
            : null;

    private static string? ReadText(JsonElement root, string name) => root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
