using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ServeMulti.Results;

/// <summary>The columns of a table, in the order in which they were first seen.</summary>
internal sealed class TableColumns
{
    private readonly List<string> _names = [];
    private readonly List<byte[]> _utf8Names = [];
    private readonly List<byte[]> _leads = [];
    private readonly Dictionary<string, int> _indexes = new(StringComparer.Ordinal);

    public IReadOnlyList<string> Names => _names;

    public int Count => _names.Count;

    public bool TryFind(string name, out int index) => _indexes.TryGetValue(name, out index);

    /// <summary>Gets the text before a column's value in a record, <c>"name":</c>; empty where the name needs escapes, or there is no
    /// such column.</summary>
    public ReadOnlySpan<byte> LeadOf(int column) => column < _leads.Count ? _leads[column] : default;

    /// <summary>Finds the column of a property; one that is new is added. Most records have the same fields in the same order: the column
    /// that is expected is tried first.</summary>
    public int FindOrAdd(ref Utf8JsonReader property, int expected)
    {
        if (expected < _utf8Names.Count && property.ValueTextEquals(_utf8Names[expected]))
        {
            return expected;
        }

        var name = property.GetString()!;
        if (!_indexes.TryGetValue(name, out var index))
        {
            index = _names.Count;
            _indexes.Add(name, index);
            _names.Add(name);
            _utf8Names.Add(Encoding.UTF8.GetBytes(name));
            _leads.Add(
                JsonEncodedText.Encode(name, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).Value == name
                    ? Encoding.UTF8.GetBytes($"\"{name}\":")
                    : []
            );
        }

        return index;
    }

    /// <summary>Takes back the columns behind the first <paramref name="count"/>.</summary>
    public void TakeBack(int count)
    {
        foreach (var name in _names.Skip(count))
        {
            _indexes.Remove(name);
        }

        _names.RemoveRange(count, _names.Count - count);
        _utf8Names.RemoveRange(count, _utf8Names.Count - count);
        _leads.RemoveRange(count, _leads.Count - count);
    }
}
