using System.Text;
using System.Text.Json;

namespace ServeMulti.Results;

/// <summary>The columns of a table, in the order in which they were first seen, and the way from a run's record to the cells of its row.</summary>
internal sealed class TableColumns
{
    private readonly List<string> _names = [];
    private readonly List<byte[]> _utf8Names = [];
    private readonly Dictionary<string, int> _indexes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);

    public IReadOnlyList<string> Names => _names;

    public bool TryFind(string name, out int index) => _indexes.TryGetValue(name, out index);

    /// <summary>Reads a record, a flat JSON object, into cells by column; columns that are new are added.</summary>
    public ResultCell[] Read(ReadOnlySpan<byte> record)
    {
        var cells = new ResultCell[Math.Max(_names.Count, 16)];
        var reader = new Utf8JsonReader(record);
        reader.Read();
        var expected = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var index = FindOrAdd(ref reader, expected);
            reader.Read();
            if (index >= cells.Length)
            {
                Array.Resize(ref cells, index * 2);
            }

            cells[index] = ReadCell(ref reader);
            expected = index + 1;
        }

        return cells.Length > _names.Count ? cells[.._names.Count] : cells;
    }

    /// <summary>Most records have the same fields in the same order: the column that follows the last one is tried first.</summary>
    private int FindOrAdd(ref Utf8JsonReader reader, int expected)
    {
        if (expected < _utf8Names.Count && reader.ValueTextEquals(_utf8Names[expected]))
        {
            return expected;
        }

        var name = reader.GetString()!;
        if (!_indexes.TryGetValue(name, out var index))
        {
            index = _names.Count;
            _indexes.Add(name, index);
            _names.Add(name);
            _utf8Names.Add(Encoding.UTF8.GetBytes(name));
        }

        return index;
    }

    private ResultCell ReadCell(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                return default;
            case JsonTokenType.Number when reader.TryGetInt64(out var integer):
                return ResultCell.From(integer);
            case JsonTokenType.Number when reader.ValueSpan.IndexOfAny(".eE"u8) >= 0:
                return ResultCell.From(reader.GetDouble());
            case JsonTokenType.String when !reader.ValueIsEscaped:
                return ResultCell.From(Share(reader.GetString()!));
            default:
                using (var value = JsonDocument.ParseValue(ref reader))
                {
                    return ResultCell.From(value.RootElement);
                }
        }
    }

    /// <summary>The same few texts stand in every row: names of models, back ends, kinds of request.</summary>
    private string Share(string text)
    {
        const int MaximumTexts = 1024;
        if (_texts.TryGetValue(text, out var shared))
        {
            return shared;
        }

        if (_texts.Count < MaximumTexts)
        {
            _texts.Add(text, text);
        }

        return text;
    }
}
