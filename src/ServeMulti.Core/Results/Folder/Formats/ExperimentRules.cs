using System.Text.Json;

namespace ServeMulti.Results.Folder;

/// <summary>The rules under which the answers of an experiment were found, by what they are for: one object of values each.</summary>
internal sealed class ExperimentRules
{
    /// <summary>The criteria of the SLAs that have a name.</summary>
    public const string Levels = "SLA";

    private readonly SortedDictionary<string, JsonElement> _groups = new(StringComparer.Ordinal);

    public ExperimentRules(IEnumerable<KeyValuePair<string, JsonElement>> groups)
    {
        foreach (var (name, values) in groups)
        {
            _groups[name] = values;
        }
    }

    public static ExperimentRules None { get; } = new([]);

    public bool IsEmpty => _groups.Count == 0;

    /// <summary>Names the rules of the searches over a load variable.</summary>
    public static string ForSearch(string variable) => $"search over {variable}";

    /// <summary>Names the rules of the load scans of a load variable.</summary>
    public static string ForScan(string variable) => $"scan over {variable}";

    /// <summary>Lists what differs, old -> new; what only one of the two has is not known to differ.</summary>
    public IReadOnlyList<string> Compare(Experiment planned) =>
        [
            .. Differences(planned)
                .Select(one =>
                    $"{one.Group}, {planned.RuleNames.GetValueOrDefault(one.Key, one.Key)}: {Spell(one.Old)} -> {Spell(one.New)}"
                ),
        ];

    /// <summary>Returns whether an answer was found under rules that the planned ones differ from.</summary>
    /// <param name="planned">The planned rules.</param>
    /// <param name="variable">The load variable of the answer.</param>
    /// <param name="level">The name of its SLA; null: it has none.</param>
    public bool HaveChanged(Experiment planned, string? variable, string? level) =>
        Differences(planned)
            .Any(one => (variable is not null && one.Group == ForSearch(variable)) || (one.Group == Levels && one.Key == level));

    /// <summary>Returns these rules, those of a plan laid over them.</summary>
    public ExperimentRules With(IReadOnlyDictionary<string, JsonElement> planned)
    {
        var merged = new ExperimentRules(_groups.Concat(planned));
        if (_groups.TryGetValue(Levels, out var known) && planned.TryGetValue(Levels, out var levels))
        {
            // SLAs that are not asked for now keep their answers.
            merged._groups[Levels] = JsonText.ToElement(writer =>
            {
                writer.WriteStartObject();
                foreach (
                    var level in known
                        .EnumerateObject()
                        .Where(level => !levels.TryGetProperty(level.Name, out _))
                        .Concat(levels.EnumerateObject())
                )
                {
                    level.WriteTo(writer);
                }

                writer.WriteEndObject();
            });
        }

        return merged;
    }

    public IReadOnlyDictionary<string, JsonElement> ToDictionary() => _groups.AsReadOnly();

    public JsonElement? Find(string group) => _groups.TryGetValue(group, out var values) ? values : null;

    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        foreach (var (name, values) in _groups)
        {
            writer.WritePropertyName(name);
            values.WriteTo(writer);
        }

        writer.WriteEndObject();
    }

    public static ExperimentRules Read(JsonElement element) =>
        new(
            element
                .EnumerateObject()
                .Where(group => group.Value.ValueKind == JsonValueKind.Object)
                .Select(group => KeyValuePair.Create(group.Name, group.Value.Clone()))
        );

    /// <summary>Lists the values in which two objects of rules differ, of those that both have.</summary>
    public static IEnumerable<(string Key, JsonElement Old, JsonElement New)> Differences(JsonElement old, JsonElement planned) =>
        old.EnumerateObject()
            .Select(one => (one.Name, Old: one.Value, IsKnown: planned.TryGetProperty(one.Name, out var value), New: value))
            .Where(one => one.IsKnown && !AreEqual(one.Old, one.New))
            .Select(one => (one.Name, one.Old, one.New));

    public static string Spell(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Null => "the default",
            JsonValueKind.String => value.GetString()!,
            JsonValueKind.True => "on",
            JsonValueKind.False => "off",
            _ => value.GetRawText(),
        };

    private IEnumerable<(string Group, string Key, JsonElement Old, JsonElement New)> Differences(Experiment planned) =>
        _groups
            .Where(group => planned.Rules.ContainsKey(group.Key))
            .SelectMany(group => Differences(group.Value, planned.Rules[group.Key]).Select(one => (group.Key, one.Key, one.Old, one.New)));

    private static bool AreEqual(JsonElement one, JsonElement other) =>
        one.ValueKind == JsonValueKind.Number && other.ValueKind == JsonValueKind.Number
            ? one.GetDouble() == other.GetDouble()
            : one.ValueKind == other.ValueKind && Spell(one) == Spell(other);
}
