using System.Text.Json;

namespace ServeMulti.Plotting.Runs;

/// <summary>Splits the text of a file into its results: one, several after one another such as JSON lines, or a list.</summary>
internal static class ResultText
{
    /// <summary>Splits a file. A result that was cut off costs none of the others.</summary>
    /// <param name="json">The text of the file.</param>
    /// <returns>The whole results and the lines that hold something else, both in the order of their lines.</returns>
    public static (IReadOnlyList<ResultPart> Whole, IReadOnlyList<ResultProblem> Damaged) Split(ReadOnlyMemory<byte> json)
    {
        var whole = new List<ResultPart>();
        var damaged = new List<ResultProblem>();
        for (var line = 1; TryRead(json, line, whole) is { } problem; line = SkipDamage(ref json, line, problem.Line))
        {
            damaged.Add(problem);
        }

        return (whole, damaged);
    }

    /// <summary>Reads objects until the end or the first damage, which is returned.</summary>
    private static ResultProblem? TryRead(ReadOnlyMemory<byte> json, int firstLine, List<ResultPart> whole)
    {
        var normal = TolerantText.Normalize(json);
        var reader = new Utf8JsonReader(normal.Span, new JsonReaderOptions { AllowMultipleValues = true });
        var (line, counted, isInside, isList) = (firstLine, 0, false, false);
        try
        {
            while (reader.Read())
            {
                var start = (int)reader.TokenStartIndex;
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
                        whole.Add(new ResultPart(normal[start..(int)reader.BytesConsumed], line));
                        break;
                    default:
                        return new ResultProblem(line, "it is no JSON object");
                }
            }

            return null;
        }
        catch (JsonException)
        {
            // The reader speaks of bytes and of what it expected; a person needs the line in which the damaged result starts.
            var behind = normal.Span[counted..];
            var skipped = isInside ? 0 : (int)reader.BytesConsumed - counted;
            skipped += isInside ? 0 : behind[skipped..].Length - behind[skipped..].TrimStart(" \r\n\t,"u8).Length;
            return new ResultProblem(line + behind[..skipped].Count((byte)'\n'), "it is cut off or no JSON");
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

/// <summary>The text of one result, and the line of its file in which it starts.</summary>
internal readonly record struct ResultPart(ReadOnlyMemory<byte> Json, int Line);

/// <summary>A line of a file that gave no result, and why.</summary>
internal readonly record struct ResultProblem(int Line, string Reason);
