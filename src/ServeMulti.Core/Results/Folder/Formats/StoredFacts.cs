using System.Text.Json;

namespace ServeMulti.Results.Folder;

/// <summary>What is known of the machines and servers of an experiment, by name. A name with several values, such as one of an experiment
/// that was continued on another machine, has them all.</summary>
internal sealed class StoredFacts
{
    private readonly SortedDictionary<string, SortedSet<string>> _values = new(StringComparer.Ordinal);

    private StoredFacts(IEnumerable<KeyValuePair<string, string>> values)
    {
        foreach (var (name, value) in values)
        {
            if (!_values.TryGetValue(name, out var known))
            {
                _values.Add(name, known = new(StringComparer.Ordinal));
            }

            known.Add(value);
        }
    }

    public static StoredFacts None { get; } = new([]);

    private IEnumerable<KeyValuePair<string, string>> Pairs =>
        _values.SelectMany(fact => fact.Value, (fact, value) => KeyValuePair.Create(fact.Key, value));

    public bool IsEmpty => _values.Count == 0;

    public static StoredFacts Of(IReadOnlyDictionary<string, string> facts) => new(facts);

    /// <summary>Gets the names that have several values.</summary>
    public IEnumerable<string> Divided => _values.Where(fact => fact.Value.Count > 1).Select(fact => fact.Key);

    /// <summary>Returns the values of a name; none where nothing is known.</summary>
    public IReadOnlyCollection<string> Values(string name) => _values.TryGetValue(name, out var values) ? values : [];

    /// <summary>Returns whether each of other facts is known already.</summary>
    public bool Contain(StoredFacts other) =>
        other.Pairs.All(fact => _values.TryGetValue(fact.Key, out var known) && known.Contains(fact.Value));

    public StoredFacts With(StoredFacts other) => new(Pairs.Concat(other.Pairs));

    /// <summary>Returns one text per name; several values are divided by <c> | </c>.</summary>
    public IReadOnlyDictionary<string, string> ToDictionary() =>
        _values.ToDictionary(fact => fact.Key, fact => string.Join(" | ", fact.Value), StringComparer.Ordinal);

    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        foreach (var (name, values) in _values)
        {
            writer.WriteStartArray(name);
            foreach (var value in values)
            {
                writer.WriteStringValue(value);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    public static StoredFacts Read(JsonElement element) =>
        new(
            element
                .EnumerateObject()
                .SelectMany(fact => fact.Value.EnumerateArray(), (fact, value) => KeyValuePair.Create(fact.Name, value.GetString()!))
        );
}
