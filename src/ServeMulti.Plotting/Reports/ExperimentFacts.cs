using System.Globalization;
using System.Text.Json;
using ServeMulti.Parameters;
using ServeMulti.Plotting.Runs;
using ServeMulti.Results;
using ServeMulti.Results.Folder;

namespace ServeMulti.Plotting.Reports;

/// <summary>Lists what was run, where and when.</summary>
internal static class ExperimentFacts
{
    public static IReadOnlyList<KeyValuePair<string, string>> Of(StoredExperiment experiment)
    {
        var facts = new List<KeyValuePair<string, string>>();
        var secrets = new SecretRedactor();
        if (experiment.StartedAt is not { } startedAt)
        {
            return facts;
        }

        Add("started", Spell(startedAt));
        Add("ended", experiment.EndedAt is { } endedAt ? Spell(endedAt) : "still running, or the host was killed");
        Add("host", experiment.Host);
        foreach (var (name, value) in experiment.Facts)
        {
            Add(name, value);
        }

        Add("ServeMulti", experiment.ToolVersion);
        if (experiment.Definition is { ValueKind: JsonValueKind.Object } definition)
        {
            Add("server command", Command(definition, "serveCommand"));
            Add(
                "running server",
                definition.TryGetProperty("endpoint", out var endpoint) && endpoint.ValueKind == JsonValueKind.String
                    ? endpoint.GetString()
                    : null
            );
            Add("benchmark command", Command(definition, "benchCommand"));
        }

        Add(
            "requests that may fail",
            FailedShare.LimitOf(experiment.Definition) is > 0 and var limit
                ? string.Create(CultureInfo.InvariantCulture, $"{100 * limit:0.####} %")
                : null
        );
        Add(
            "resume command",
            !experiment.IsPacked && StoredDefinition.FindResumeCommand(experiment.Definition) is { Length: > 0 } command
                ? new ResumeCommand(command, experiment.Name).ToString()
                : null
        );
        Add("runs per case", experiment.RunsPerCase?.ToString(CultureInfo.InvariantCulture));
        return facts;

        void Add(string name, string? value)
        {
            if (value is { Length: > 0 })
            {
                facts.Add(new(name, secrets.Redact(value)));
            }
        }
    }

    /// <summary>Writes a command without its secrets, because reports are made to be shared.</summary>
    private static string? Command(JsonElement root, string name)
    {
        if (!root.TryGetProperty(name, out var list) || list.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        string[] words =
        [
            .. list.EnumerateArray()
                .Select(word =>
                    (word.ValueKind == JsonValueKind.String ? word.GetString()! : word.ToString()).Replace(
                        "\0",
                        "",
                        StringComparison.Ordinal
                    )
                ),
        ];
        return words is [{ Length: > 0 } executable, .. var arguments] ? new CommandLine(executable, arguments).Redact().ToString() : null;
    }

    private static string Spell(DateTimeOffset time) => time.ToString("yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture);
}
