using System.Text.Json;

namespace ServeMulti.Results.Folder;

/// <summary>Where <c>runs.jsonl</c> speaks of one run.</summary>
/// <param name="Offset">The place of its line in the file.</param>
/// <param name="Length">The length of the line, its line feed included.</param>
/// <param name="Stamp">What the run's own file was like when the line was written.</param>
internal readonly record struct JournalLine(long Offset, int Length, FileStamp Stamp)
{
    private const string RowName = "row";

    /// <summary>Writes a line: <c>{"check": ..., "case": key, "folder": ..., "run": 0, "bytes": ..., "written": ..., "sha256": ..., "row": {...}}</c>.</summary>
    /// <param name="caseKey">The case key.</param>
    /// <param name="folder">The name of the case's folder.</param>
    /// <param name="run">The number of the run.</param>
    /// <param name="stamp">What the run's own file is like.</param>
    /// <param name="record">The record of the run, a JSON object.</param>
    public static byte[] Compose(string caseKey, string folder, int run, FileStamp stamp, ReadOnlyMemory<byte> record) =>
        LineCheck.AddTo(
            JsonText.WriteLine(writer =>
            {
                writer.WriteStartObject();
                writer.WriteString("case", caseKey);
                writer.WriteString("folder", folder);
                writer.WriteNumber("run", run);
                writer.WriteNumber("bytes", stamp.Length);
                if (stamp.Hash is { } hash)
                {
                    writer.WriteString("written", stamp.WrittenAt);
                    writer.WriteString("sha256", hash.ToString());
                }

                writer.WritePropertyName(RowName);
                writer.WriteRawValue(record.Span, skipInputValidation: true);
                writer.WriteEndObject();
            })
        );

    /// <summary>Writes a line that says of a run only that its file was lost: whatever is stored in its place later is not held against what was lost.</summary>
    public static byte[] ComposeLost(string caseKey, string folder, int run) => Compose(caseKey, folder, run, default, "{}"u8.ToArray());

    /// <summary>Returns a line with another time of its run's file; null where it is no line of a journal.</summary>
    /// <param name="line">The line, as it was written.</param>
    /// <param name="writtenAt">When the file was written last.</param>
    public static byte[]? WithWriteTime(ReadOnlyMemory<byte> line, DateTimeOffset writtenAt)
    {
        var (caseKey, folder) = ("", "");
        return TryParse(line.Span, ref caseKey, ref folder, out var run, out var stamp) && TryFindRecord(line, out var record)
            ? Compose(caseKey, folder, run, stamp with { WrittenAt = writtenAt }, record)
            : null;
    }

    /// <summary>Reads the part before the record; false for a line that is torn, damaged or not ours.</summary>
    /// <param name="line">The line.</param>
    /// <param name="caseKey">The case key of the line before, which most lines share; becomes that of this one.</param>
    /// <param name="folder">The folder of the line before; becomes that of this one.</param>
    /// <param name="run">The number of the run.</param>
    /// <param name="stamp">What the run's own file was like.</param>
    public static bool TryParse(ReadOnlySpan<byte> line, ref string caseKey, ref string folder, out int run, out FileStamp stamp)
    {
        (run, stamp) = (-1, default);
        if (!line.EndsWith("}}\n"u8) || !LineCheck.Accepts(line))
        {
            return false;
        }

        try
        {
            var reader = new Utf8JsonReader(line);
            return reader.Read()
                && reader.TokenType == JsonTokenType.StartObject
                && (!line.StartsWith(LineCheck.Start) || IsNext(ref reader, "check"u8))
                && TryReadText(ref reader, "case"u8, ref caseKey)
                && TryReadText(ref reader, "folder"u8, ref folder)
                && IsNext(ref reader, "run"u8)
                && reader.TryGetInt32(out run)
                && IsNext(ref reader, "bytes"u8)
                && reader.TryGetInt64(out var fileLength)
                && TryReadStamp(ref reader, fileLength, out stamp)
                && reader.ValueTextEquals(RowName)
                && reader.Read()
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
        // No text holds a quotation mark that is not escaped: these bytes are nowhere else.
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

    /// <summary>Reads time and hash, where there are any, and the name of what follows.</summary>
    private static bool TryReadStamp(ref Utf8JsonReader reader, long fileLength, out FileStamp stamp)
    {
        stamp = new FileStamp(fileLength, default, null);
        if (!reader.Read() || reader.TokenType != JsonTokenType.PropertyName || !reader.ValueTextEquals("written"u8))
        {
            return reader.TokenType == JsonTokenType.PropertyName;
        }

        if (
            !reader.Read()
            || !reader.TryGetDateTimeOffset(out var writtenAt)
            || !IsNext(ref reader, "sha256"u8)
            || reader.TokenType != JsonTokenType.String
            || !ContentHash.TryParse(reader.ValueSpan, out var hash)
        )
        {
            return false;
        }

        stamp = new FileStamp(fileLength, writtenAt, hash);
        return reader.Read() && reader.TokenType == JsonTokenType.PropertyName;
    }

    private static bool IsNext(ref Utf8JsonReader reader, ReadOnlySpan<byte> name) =>
        reader.Read() && reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals(name) && reader.Read();
}
