using System.Text.Json;

namespace ServeMulti.Results.Files;

/// <summary>Where <c>runs.jsonl</c> speaks of one run.</summary>
/// <param name="Offset">The place of its line in the file.</param>
/// <param name="Length">The length of the line, its line feed included.</param>
/// <param name="FileLength">The size of the run's own file when the line was written.</param>
internal readonly record struct JournalLine(long Offset, int Length, long FileLength)
{
    /// <summary>Writes a line: <c>{"case": key, "folder": ..., "run": 0, "bytes": ..., "record": {...}}</c>.</summary>
    public static byte[] Compose(string caseKey, string folder, int run, long fileLength, RunObject runObject) => JsonText.WriteLine(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("case", caseKey);
        writer.WriteString("folder", folder);
        writer.WriteNumber("run", run);
        writer.WriteNumber("bytes", fileLength);
        writer.WritePropertyName("record");
        runObject.WriteRecord(writer);
        writer.WriteEndObject();
    });

    /// <summary>Reads what stands before the record; false for a line that is torn or not ours.</summary>
    public static bool TryParse(ReadOnlySpan<byte> line, out string caseKey, out string folder, out int run, out long fileLength)
    {
        (caseKey, folder, run, fileLength) = ("", "", -1, -1);
        if (!line.EndsWith("}}\n"u8))
        {
            return false;
        }

        try
        {
            var reader = new Utf8JsonReader(line);
            return reader.Read() && reader.TokenType == JsonTokenType.StartObject
                && TryReadText(ref reader, "case"u8, out caseKey)
                && TryReadText(ref reader, "folder"u8, out folder)
                && IsNext(ref reader, "run"u8) && reader.TryGetInt32(out run)
                && IsNext(ref reader, "bytes"u8) && reader.TryGetInt64(out fileLength)
                && IsNext(ref reader, "record"u8) && reader.TokenType == JsonTokenType.StartObject;
        }
        catch (Exception exception) when (JsonText.IsUnreadable(exception))
        {
            return false;
        }
    }

    /// <summary>Finds the record in a line, and checks that it is whole.</summary>
    /// <exception cref="Exception">The line is damaged, as <see cref="JsonText.IsUnreadable"/> tells.</exception>
    public static ReadOnlyMemory<byte> FindRecord(ReadOnlyMemory<byte> line)
    {
        var reader = new Utf8JsonReader(line.Span);
        var record = default(ReadOnlyMemory<byte>);
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == 1 && reader.ValueTextEquals("record"u8))
            {
                reader.Read();
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                record = line[start..(int)reader.BytesConsumed];
            }
        }

        return record.IsEmpty ? throw new FormatException("The line holds no record.") : record;
    }

    private static bool TryReadText(ref Utf8JsonReader reader, ReadOnlySpan<byte> name, out string text)
    {
        text = "";
        if (!IsNext(ref reader, name) || reader.TokenType != JsonTokenType.String)
        {
            return false;
        }

        text = reader.GetString()!;
        return true;
    }

    private static bool IsNext(ref Utf8JsonReader reader, ReadOnlySpan<byte> name) =>
        reader.Read() && reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals(name) && reader.Read();
}
