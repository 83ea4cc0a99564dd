using System.Collections;
using System.Text.Json;

namespace ServeMulti.Benchmarking;

/// <summary>The fields of a result as hosts see them: a long value is read when somebody looks at it. Immutable.</summary>
internal sealed class FieldList(ResultField[] fields) : IReadOnlyList<KeyValuePair<string, JsonElement>>
{
    public int Count => fields.Length;

    public KeyValuePair<string, JsonElement> this[int index] => KeyValuePair.Create(fields[index].Name, fields[index].Read());

    public IEnumerator<KeyValuePair<string, JsonElement>> GetEnumerator() =>
        fields.Select(field => KeyValuePair.Create(field.Name, field.Read())).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
