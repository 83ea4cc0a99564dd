using System.Globalization;
using System.Text.Json;
using ServeMulti.Parameters;
using ServeMulti.Plotting.Runs;

namespace ServeMulti.Plotting.Reports;

/// <summary>Reads what was run, where and when from an experiment's own file.</summary>
internal static class ExperimentFacts
{
    public static IReadOnlyList<KeyValuePair<string, string>> Read(JsonElement root)
    {
        var facts = new List<KeyValuePair<string, string>>();
        Add("started", Time(root, "startedAt"));
        Add("ended", Time(root, "endedAt") ?? "not yet, or the host was killed");
        Add("host", Text(root, "host"));
        Add("ServeMulti", Text(root, "toolVersion"));
        if (root.TryGetProperty("definition", out var definition) && definition.ValueKind == JsonValueKind.Object)
        {
            Add("server command", Command(definition, "serveCommand"));
            Add("running server", Text(definition, "endpoint"));
            Add("benchmark command", Command(definition, "benchCommand"));
        }

        Add("requests that may fail", FailedShare.LimitOf(root) is > 0 and var limit ? string.Create(CultureInfo.InvariantCulture, $"{100 * limit:0.####} %") : null);
        Add("runs per case", root.TryGetProperty("runsPerCase", out var runs) ? runs.ToString() : null);
        return facts;

        void Add(string name, string? value)
        {
            if (value is { Length: > 0 })
            {
                facts.Add(new(name, value));
            }
        }
    }

    /// <summary>Writes a command without its secrets: a report is made to be passed on.</summary>
    private static string? Command(JsonElement root, string name)
    {
        if (!root.TryGetProperty(name, out var list) || list.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        string[] words = [.. list.EnumerateArray().Select(word => (word.ValueKind == JsonValueKind.String ? word.GetString()! : word.ToString()).Replace("\0", "", StringComparison.Ordinal))];
        return words is [{ Length: > 0 } executable, .. var arguments] ? new CommandLine(executable, arguments).Redact().ToString() : null;
    }

    private static string? Text(JsonElement root, string name) => root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string? Time(JsonElement root, string name) =>
        DateTimeOffset.TryParse(Text(root, name), CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time.ToString("yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture) : null;
}
