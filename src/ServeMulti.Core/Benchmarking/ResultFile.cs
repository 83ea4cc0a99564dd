using System.Text.Json;
using ServeMulti.Parameters;

namespace ServeMulti.Benchmarking;

/// <summary>Reads files that hold several results: JSON lines, JSON objects one after another, or a JSON list of objects.</summary>
internal static class ResultFile
{
    /// <summary>Finds the results in the text of a file. A result that was cut off costs none of the others.</summary>
    /// <param name="utf8Json">The text of the file; it must not change as long as the parts are used.</param>
    /// <returns>The results and the lines that hold something else, in the order of their lines.</returns>
    public static IReadOnlyList<ResultPart> Split(ReadOnlyMemory<byte> utf8Json)
    {
        var parts = new List<ResultPart>();
        for (var line = 1; TryRead(utf8Json, line, parts) is { } damaged; line = SkipDamage(ref utf8Json, line, damaged.Line))
        {
            parts.Add(damaged);
        }

        return parts;
    }

    /// <summary>Finds the results in a file, whose long values stay there. A file that is damaged is read as a whole.</summary>
    /// <param name="file">The file; it stays open as long as a long value may be read.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    internal static IReadOnlyList<ResultPart> Split(FileStream file)
    {
        if (file.Length > ResultScan.LargestWhole)
        {
            try
            {
                return [.. ResultScan.ReadAll(file).Select(read => new ResultPart(read.Line, read.Document))];
            }
            catch (InvalidInputException)
            {
                // Only the whole text says which results are not damaged.
                file.Position = 0;
            }
        }

        using (file)
        {
            var content = new byte[file.Length];
            var length = file.ReadAtLeast(content, content.Length, throwOnEndOfStream: false);
            return Split(content.AsMemory(0, length));
        }
    }

    /// <summary>Reads objects until the end or the first damage, which is returned.</summary>
    private static ResultPart? TryRead(ReadOnlyMemory<byte> json, int firstLine, List<ResultPart> parts)
    {
        var normal = TolerantJson.Normalize(json);
        var reader = new JsonSequence(normal.Span);
        var (line, counted, isInside, isList) = (firstLine, 0, false, false);
        try
        {
            while (reader.Read())
            {
                var start = reader.TokenStart;
                line += normal.Span[counted..start].Count((byte)'\n');
                counted = start;
                switch (reader.TokenType)
                {
                    case JsonTokenType.StartArray when !isList:
                        isList = true;
                        break;
                    case JsonTokenType.EndArray when isList:
                        isList = false;
                        break;
                    case JsonTokenType.StartObject:
                        isInside = true;
                        reader.Skip();
                        isInside = false;
                        parts.Add(new ResultPart(line, normal[start..reader.Consumed]));
                        break;
                    default:
                        return new ResultPart(line, "it is no JSON object");
                }
            }

            return null;
        }
        catch (JsonException)
        {
            // The reader speaks of bytes and of what it expected; a person needs the line in which the damaged result starts.
            var behind = normal.Span[counted..];
            var skipped = isInside ? 0 : reader.Consumed - counted;
            skipped += isInside ? 0 : behind[skipped..].Length - behind[skipped..].TrimStart(" \r\n\t,"u8).Length;
            return new ResultPart(line + behind[..skipped].Count((byte)'\n'), "it is cut off or no JSON");
        }
    }

    /// <summary>Goes on behind the damage, where a line starts with a brace: there another result may start.</summary>
    private static int SkipDamage(ref ReadOnlyMemory<byte> json, int line, int damagedLine)
    {
        var start = 0;
        while (start < json.Length && (line <= damagedLine || json.Span[start] != '{'))
        {
            var length = json.Span[start..].IndexOf((byte)'\n');
            start = length < 0 ? json.Length : start + length + 1;
            line++;
        }

        json = json[start..];
        return line;
    }
}
