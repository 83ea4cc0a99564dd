using System.Text.Json;

namespace ServeMulti.Results;

/// <summary>The values of one row, by column: JSON as it stands in the row's record, a flat object. Made once and filled for one record after the other.</summary>
internal sealed class RowTokens
{
    private ReadOnlyMemory<byte> _record;
    private (int Start, int Length)[] _places = new (int, int)[64];

    /// <summary>Gets the number of columns up to the last one of which the row has a value.</summary>
    public int Count { get; private set; }

    /// <summary>Gets the value of a column; empty where the row has none.</summary>
    public ReadOnlySpan<byte> this[int column] => column < Count ? _record.Span.Slice(_places[column].Start, _places[column].Length) : default;

    /// <summary>Finds the values of a record; columns that are new are added. The record must not change while its values are of use.</summary>
    /// <exception cref="JsonException">The record is damaged; no column was added.</exception>
    public void Read(ReadOnlyMemory<byte> record, TableColumns columns)
    {
        Array.Clear(_places, 0, Count);
        Count = 0;
        _record = record;
        var known = columns.Count;
        try
        {
            Read(new Utf8JsonReader(record.Span), columns);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            columns.TakeBack(known);
            Count = 0;
            throw;
        }
    }

    private void Read(Utf8JsonReader reader, TableColumns columns)
    {
        reader.Read();
        var expected = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var index = columns.FindOrAdd(ref reader, expected);
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            Set(index, start, (int)reader.BytesConsumed - start);
            expected = index + 1;
        }
    }

    private void Set(int column, int start, int length)
    {
        if (column >= _places.Length)
        {
            Array.Resize(ref _places, column * 2);
        }

        _places[column] = (start, length);
        Count = Math.Max(Count, column + 1);
    }
}
