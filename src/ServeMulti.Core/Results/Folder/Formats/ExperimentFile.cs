using System.Text.Json;

namespace ServeMulti.Results.Folder;

/// <summary>What <c>experiment.json</c> says: who ran what, when, and which folder holds which case.</summary>
internal sealed record ExperimentFile
{
    public int FormatVersion { get; init; } = FormatVersions.Experiment;

    public string ToolVersion { get; init; } = FormatVersions.Tool;

    /// <summary>Gets why nothing of the experiment is read, as what follows the name of the file; null where its format is known.</summary>
    public string? FormatProblem => FormatVersions.FindProblem(FormatVersion, FormatVersions.Experiment, ToolVersion);

    public string Host { get; init; } = System.Environment.MachineName;

    /// <summary>Gets the identities of the experiments whose runs it holds copies of: those that were merged, or the one that was packed.</summary>
    public IReadOnlyList<string> CopiesOf { get; init; } = [];

    /// <summary>Gets the identities that it shares with experiments that may hold the same runs; none where nothing says so.</summary>
    public IReadOnlyList<string> Identities => Environment.Identity is { } own ? [own, .. CopiesOf] : CopiesOf;

    public required DateTimeOffset StartedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Gets the size of <c>summary.csv</c> when the experiment ended; null where it did not.</summary>
    public long? TableBytes { get; init; }

    public required int RunsPerCase { get; init; }

    public JsonElement Definition { get; init; }

    public required EnvironmentFingerprint Environment { get; init; }

    public ExperimentConditions Conditions { get; init; } = ExperimentConditions.None;

    /// <summary>Gets what is known of machines and servers.</summary>
    public StoredFacts Facts { get; init; } = StoredFacts.None;

    /// <summary>Gets the rules under which answers were found; null in a file of a version that did not keep them.</summary>
    public ExperimentRules? Rules { get; init; }

    /// <summary>Gets the cases in the order of the plan.</summary>
    public required IReadOnlyList<ListedCase> Cases { get; init; }

    /// <summary>Lists what differs in all that every case of a sweep shares and that is no part of its identity.</summary>
    public IReadOnlyList<string> CompareSurroundings(Experiment planned) =>
        [.. Environment.Compare(planned.Unstored), .. Conditions.Compare(planned.Conditions)];

    public byte[] ToJson() =>
        JsonText.Write(writer =>
        {
            writer.WriteStartObject();
            writer.WriteNumber("formatVersion", FormatVersion);
            writer.WriteString("toolVersion", ToolVersion);
            writer.WriteString("host", Host);
            if (CopiesOf.Count > 0)
            {
                writer.WriteStartArray("copiesOf");
                foreach (var identity in CopiesOf)
                {
                    writer.WriteStringValue(identity);
                }

                writer.WriteEndArray();
            }

            writer.WriteString("startedAt", StartedAt);
            if (EndedAt is { } endedAt)
            {
                writer.WriteString("endedAt", endedAt);
            }
            else
            {
                writer.WriteNull("endedAt");
            }

            if (TableBytes is { } bytes)
            {
                writer.WriteNumber("tableBytes", bytes);
            }

            writer.WriteNumber("runsPerCase", RunsPerCase);
            if (Definition.ValueKind != JsonValueKind.Undefined)
            {
                writer.WritePropertyName("definition");
                Definition.WriteTo(writer);
            }

            writer.WritePropertyName("environment");
            Environment.WriteTo(writer);
            writer.WritePropertyName("conditions");
            Conditions.WriteTo(writer);
            if (!Facts.IsEmpty)
            {
                writer.WritePropertyName("facts");
                Facts.WriteTo(writer);
            }

            if (Rules is not null)
            {
                writer.WritePropertyName("rules");
                Rules.WriteTo(writer);
            }

            writer.WriteStartArray("cases");
            foreach (var listed in Cases)
            {
                listed.WriteTo(writer);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        });

    /// <summary>Reads the file; of one that a newer version of this library wrote, only the versions.</summary>
    /// <exception cref="Exception">It cannot be read: see <see cref="JsonText.IsUnreadable"/>.</exception>
    public static ExperimentFile Parse(byte[] json)
    {
        using var document = JsonDocument.Parse(json, JsonText.Deep);
        var root = document.RootElement;
        var format = root.GetProperty("formatVersion").TryGetInt32(out var number) ? number : 0;
        return FormatVersions.FindProblem(format, FormatVersions.Experiment, tool: null) is null
            ? Parse(root, format)
            : new ExperimentFile
            {
                FormatVersion = format,
                ToolVersion = root.TryGetProperty("toolVersion", out var version) ? version.ToString() : "unknown",
                StartedAt = default,
                RunsPerCase = 0,
                Environment = EnvironmentFingerprint.Create(new Dictionary<string, string?>()),
                Cases = [],
            };
    }

    private static ExperimentFile Parse(JsonElement root, int format) =>
        new()
        {
            FormatVersion = format,
            ToolVersion = root.GetProperty("toolVersion").GetString()!,
            Host = root.GetProperty("host").GetString()!,
            CopiesOf = root.TryGetProperty("copiesOf", out var copied)
                ? [.. copied.EnumerateArray().Select(identity => identity.GetString()!)]
                : [],
            StartedAt = root.GetProperty("startedAt").GetDateTimeOffset(),
            EndedAt = root.GetProperty("endedAt") is { ValueKind: JsonValueKind.String } endedAt ? endedAt.GetDateTimeOffset() : null,
            TableBytes = root.TryGetProperty("tableBytes", out var bytes) ? bytes.GetInt64() : null,
            RunsPerCase = root.GetProperty("runsPerCase").GetInt32(),
            Definition = root.TryGetProperty("definition", out var definition) ? definition.Clone() : default,
            Environment = EnvironmentFingerprint.Read(root.GetProperty("environment")),
            Conditions = root.TryGetProperty("conditions", out var conditions)
                ? ExperimentConditions.Read(conditions)
                : ExperimentConditions.None,
            Facts = root.TryGetProperty("facts", out var facts) ? StoredFacts.Read(facts) : StoredFacts.None,
            Rules = root.TryGetProperty("rules", out var rules) ? ExperimentRules.Read(rules) : null,
            Cases = [.. root.GetProperty("cases").EnumerateArray().Select(ListedCase.Read)],
        };
}
