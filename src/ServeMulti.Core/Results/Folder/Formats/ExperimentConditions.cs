using System.Text.Json;

namespace ServeMulti.Results.Folder;

/// <summary>What decides what is measured besides commands, parameters and environment, by name.</summary>
internal sealed class ExperimentConditions
{
    private readonly SortedDictionary<string, string> _texts;

    public ExperimentConditions(IReadOnlyDictionary<string, string> texts)
    {
        _texts = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, text) in texts)
        {
            _texts[name] = text;
        }
    }

    public static ExperimentConditions None { get; } = new(new Dictionary<string, string>());

    /// <summary>Lists what differs, old -> new; a name that only one of the two has is not known to differ.</summary>
    public IEnumerable<string> Compare(IReadOnlyDictionary<string, string> planned) =>
        _texts
            .Where(known => planned.TryGetValue(known.Key, out var text) && text != known.Value)
            .Select(known => $"{known.Key} changed: {known.Value} -> {planned[known.Key]}");

    /// <summary>Returns these and those that only other conditions have, which win.</summary>
    public ExperimentConditions With(IReadOnlyDictionary<string, string> planned) =>
        new(planned.Concat(_texts.Where(known => !planned.ContainsKey(known.Key))).ToDictionary());

    public IReadOnlyDictionary<string, string> ToDictionary() => _texts.AsReadOnly();

    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        foreach (var (name, text) in _texts)
        {
            writer.WriteString(name, text);
        }

        writer.WriteEndObject();
    }

    public static ExperimentConditions Read(JsonElement element) =>
        new(element.EnumerateObject().ToDictionary(one => one.Name, one => one.Value.GetString()!));
}
