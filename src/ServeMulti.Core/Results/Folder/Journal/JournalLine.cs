using System.Text.Json;

namespace ServeMulti.Results.Folder;

/// <summary>Where <c>runs.jsonl</c> speaks of one run.</summary>
/// <param name="Offset">The place of its line in the file.</param>
/// <param name="Length">The length of the line, its line feed included.</param>
/// <param name="FileLength">The size of the run's own file when the line was written.</param>
internal readonly record struct JournalLine(long Offset, int Length, long FileLength)
{
    private const string RowName = "row";

    /// <summary>Writes a line: <c>{"case": key, "folder": ..., "run": 0, "bytes": ..., "row": {...}}</c>.</summary>
    public static byte[] Compose(string caseKey, string folder, int run, long fileLength, RunObject runObject) =>
        JsonText.WriteLine(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("case", caseKey);
            writer.WriteString("folder", folder);
            writer.WriteNumber("run", run);
            writer.WriteNumber("bytes", fileLength);
            writer.WritePropertyName(RowName);
            runObject.WriteRecord(writer);
            writer.WriteEndObject();
        });

    /// <summary>Reads what stands before the record; false for a line that is torn or not ours.</summary>
    /// <param name="line">The line.</param>
    /// <param name="caseKey">The case key of the line before, which most lines share; becomes that of this one.</param>
    /// <param name="folder">The folder of the line before; becomes that of this one.</param>
    /// <param name="run">The number of the run.</param>
    /// <param name="fileLength">The size of the run's own file.</param>
    public static bool TryParse(ReadOnlySpan<byte> line, ref string caseKey, ref string folder, out int run, out long fileLength)
    {
        (run, fileLength) = (-1, -1);
        if (!line.EndsWith("}}\n"u8))
        {
            return false;
        }

        try
        {
            var reader = new Utf8JsonReader(line);
            return reader.Read()
                && reader.TokenType == JsonTokenType.StartObject
                && TryReadText(ref reader, "case"u8, ref caseKey)
                && TryReadText(ref reader, "folder"u8, ref folder)
                && IsNext(ref reader, "run"u8)
                && reader.TryGetInt32(out run)
                && IsNext(ref reader, "bytes"u8)
                && reader.TryGetInt64(out fileLength)
                && IsNext(ref reader, "row"u8)
                && reader.TokenType == JsonTokenType.StartObject;
        }
        catch (Exception exception) when (JsonText.IsUnreadable(exception))
        {
            return false;
        }
    }

    /// <summary>Finds the record in a line; false where the line is not what it was when it was indexed. The record itself may be
    /// damaged.</summary>
    public static bool TryFindRecord(ReadOnlyMemory<byte> line, out ReadOnlyMemory<byte> record)
    {
        // No text holds a quotation mark that is not escaped: these bytes stand nowhere else.
        var name = line.Span.IndexOf(",\"row\":{"u8);
        record = name >= 0 && line.Span.EndsWith("}}\n"u8) ? line[(name + ",\"row\":".Length)..^"}\n".Length] : default;
        return !record.IsEmpty;
    }

    private static bool TryReadText(ref Utf8JsonReader reader, ReadOnlySpan<byte> name, ref string text)
    {
        if (!IsNext(ref reader, name) || reader.TokenType != JsonTokenType.String)
        {
            return false;
        }

        text = reader.ValueTextEquals(text) ? text : reader.GetString()!;
        return true;
    }

    private static bool IsNext(ref Utf8JsonReader reader, ReadOnlySpan<byte> name) =>
        reader.Read() && reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals(name) && reader.Read();
}
