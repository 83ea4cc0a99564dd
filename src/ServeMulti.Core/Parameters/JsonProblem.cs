using System.Globalization;
using System.Text;
using System.Text.Json;

namespace ServeMulti.Parameters;

/// <summary>Returns where a text is not JSON and what to change there.</summary>
internal static class JsonProblem
{
    private const int LongestWord = 20;

    /// <summary>Describes the place and the problem, such as <c>line 2, column 5: expected a value, found 'x'</c>.</summary>
    /// <param name="exception">The exception of the reader.</param>
    /// <param name="utf8Json">The text that was read.</param>
    /// <param name="original">The text that the user wrote. Where the two differ (<see cref="TolerantJson.Normalize"/>), the column in it
    /// is unknown and left out.</param>
    public static string Describe(JsonException exception, ReadOnlySpan<byte> utf8Json, ReadOnlySpan<byte> original)
    {
        var offset = FindOffset(exception, utf8Json, out var lineStart);
        var column =
            utf8Json.Length != original.Length
                ? ""
                : string.Create(CultureInfo.InvariantCulture, $", column {Encoding.UTF8.GetCharCount(utf8Json[lineStart..offset]) + 1}");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"line {(exception.LineNumber ?? 0) + 1}{column}: {FindReason(exception, utf8Json, offset)}"
        );
    }

    /// <summary>Describes the place and the problem where the text is not at hand, such as <c>line 1, byte 58: 'N' is an invalid start of a
    /// value</c>.</summary>
    public static string Describe(JsonException exception)
    {
        var said = exception.Message;
        var reason =
            said.Contains("not contain any JSON", StringComparison.Ordinal) ? "there is no value"
            : said.Contains("could not be converted", StringComparison.Ordinal) ? $"{exception.Path} has a value of another kind"
            : said.Contains("required properties", StringComparison.Ordinal) ? "a required value is missing"
            : said.Contains("depth", StringComparison.OrdinalIgnoreCase) && said.Contains("exceeded", StringComparison.Ordinal)
                ? "lists and objects are nested too deeply"
            : said.Contains("reached end of data", StringComparison.Ordinal)
            || said.Contains("to be zero at the end", StringComparison.Ordinal)
                ? "the text ends too early"
            : WithoutPlace(said);
        return exception is { LineNumber: { } line, BytePositionInLine: { } position }
            ? string.Create(CultureInfo.InvariantCulture, $"line {line + 1}, byte {position + 1}: {reason}")
            : reason;
    }

    /// <summary>Cuts off what a reader writes behind its sentence: <c>Path: $.a | LineNumber: 0 | BytePositionInLine: 57.</c></summary>
    private static string WithoutPlace(string said)
    {
        foreach (var mark in (ReadOnlySpan<string>)[" Path: ", " LineNumber: "])
        {
            var place = said.LastIndexOf(mark, StringComparison.Ordinal);
            said = place < 0 ? said : said[..place];
        }

        return said.TrimEnd('.', ' ');
    }

    private static int FindOffset(JsonException exception, ReadOnlySpan<byte> text, out int lineStart)
    {
        lineStart = 0;
        for (var line = exception.LineNumber ?? 0; line > 0 && text[lineStart..].IndexOf((byte)'\n') is >= 0 and var end; line--)
        {
            lineStart += end + 1;
        }

        return (int)Math.Min(text.Length, lineStart + (exception.BytePositionInLine ?? 0));
    }

    private static string FindReason(JsonException exception, ReadOnlySpan<byte> text, int offset)
    {
        var said = exception.Message;
        var before = text[..offset].TrimEnd(" \t\r\n"u8);
        var next = offset < text.Length ? text[offset] : (byte)0;
        return said.Contains("depth", StringComparison.OrdinalIgnoreCase) && said.Contains("exceeded", StringComparison.Ordinal)
                ? "lists and objects are nested too deeply"
            : said.Contains("within a JSON string", StringComparison.Ordinal)
                ? "a text is not closed on its line or has a control character or escape that JSON does not know; write a line break as \\n and a backslash as \\\\"
            : said.Contains("end of string", StringComparison.Ordinal) ? "a text is not closed; add a double quote"
            : offset >= text.Length ? "the text ends too early"
            : next is (byte)']' or (byte)'}' && before is [.., (byte)','] ? $"remove the comma before '{(char)next}'"
            : next == '\'' ? "write texts and keys in double quotes"
            : next is (byte)'/' or (byte)'#' ? "remove the comment"
            : Expect(said, ReadWord(text[offset..]));
    }

    private static string Expect(string said, string word)
    {
        var expected =
            said.Contains("after a property name", StringComparison.Ordinal) ? "a colon"
            : said.Contains("property name", StringComparison.Ordinal) ? "a key in double quotes"
            : said.Contains("after a single JSON value", StringComparison.Ordinal) ? "nothing more"
            : said.Contains("after a value", StringComparison.Ordinal) ? "a comma or a closing bracket"
            : "a value";
        var instead = word switch
        {
            "True" => "true",
            "False" => "false",
            "None" or "nil" or "undefined" => "null",
            _ => null,
        };
        return $"expected {expected}, found {Excerpt.Of(word)}{(instead is null ? "" : $"; write {instead}")}";
    }

    /// <summary>Reads the word or the one character at a place.</summary>
    private static string ReadWord(ReadOnlySpan<byte> rest)
    {
        var length = 0;
        while (length < Math.Min(rest.Length, LongestWord) && (char.IsAsciiLetterOrDigit((char)rest[length]) || rest[length] == '_'))
        {
            length++;
        }

        return length > 0 ? Encoding.ASCII.GetString(rest[..length])
            : Rune.DecodeFromUtf8(rest, out var rune, out _) == System.Buffers.OperationStatus.Done ? rune.ToString()
            : "?";
    }
}
