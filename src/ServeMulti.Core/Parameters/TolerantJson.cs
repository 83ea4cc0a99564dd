using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;

namespace ServeMulti.Parameters;

/// <summary>Turns JSON as Python writes it (bare <c>NaN</c>, <c>Infinity</c>, <c>-Infinity</c>) into JSON that System.Text.Json
/// reads.</summary>
/// <remarks>
/// A bare token becomes the string of the same spelling, its first character written as an escape. Readers of text see <c>"NaN"</c>; the
/// escape, which no writer of JSON would use there, still distinguishes it from text: see <see cref="TryReadBareNumber"/>.
/// </remarks>
internal static class TolerantJson
{
    /// <summary>The length of the longest bare token.</summary>
    public const int LongestBareToken = 9;

    /// <summary>What a bare <c>NaN</c> becomes.</summary>
    public const string NaN = "\"\\u004EaN\"";

    /// <summary>What a bare <c>Infinity</c> becomes.</summary>
    public const string Infinity = "\"\\u0049nfinity\"";

    /// <summary>What a bare <c>-Infinity</c> becomes.</summary>
    public const string NegativeInfinity = "\"\\u002DInfinity\"";

    private static readonly byte[] NaNBytes = Encoding.ASCII.GetBytes(NaN);
    private static readonly byte[] InfinityBytes = Encoding.ASCII.GetBytes(Infinity);
    private static readonly byte[] NegativeInfinityBytes = Encoding.ASCII.GetBytes(NegativeInfinity);
    private static readonly SearchValues<byte> Interesting = SearchValues.Create("\"NI"u8);
    private static readonly SearchValues<byte> StringEnds = SearchValues.Create("\"\\"u8);

    /// <summary>Replaces each bare token outside strings by the string of the same spelling; everything else is unchanged.</summary>
    /// <param name="utf8Json">The text; a byte order mark before it is dropped.</param>
    /// <returns>The same memory where no token is bare, else a copy.</returns>
    public static ReadOnlyMemory<byte> Normalize(ReadOnlyMemory<byte> utf8Json)
    {
        var json = utf8Json.Span.StartsWith("\uFEFF"u8) ? utf8Json[3..] : utf8Json;
        var text = json.Span;
        ArrayBufferWriter<byte>? output = null;
        var copied = 0;
        for (var i = NextInteresting(text, 0); i < text.Length; i = NextInteresting(text, i))
        {
            if (text[i] == '"')
            {
                i = SkipString(text, i);
                continue;
            }

            var start = text[i] == 'I' && i > 0 && text[i - 1] == '-' ? i - 1 : i;
            var (length, replacement) = MatchBare(text, start);
            if (length == 0)
            {
                i++;
                continue;
            }

            output ??= new(json.Length + 64);
            output.Write(text[copied..start]);
            output.Write(replacement);
            copied = i = start + length;
        }

        if (output is null)
        {
            return json;
        }

        output.Write(text[copied..]);
        return output.WrittenMemory;
    }

    /// <summary>Reads the number that was bare in the text before <see cref="Normalize"/> made a string of it; false for all other
    /// elements.</summary>
    public static bool TryReadBareNumber(JsonElement element, out double value)
    {
        value = double.NaN;
        if (element.ValueKind != JsonValueKind.String)
        {
            return false;
        }

        var raw = RawJson.Of(element);
        if (raw.Length < 3 || raw[1] != '\\')
        {
            return false;
        }

        value =
            raw.SequenceEqual(InfinityBytes) ? double.PositiveInfinity
            : raw.SequenceEqual(NegativeInfinityBytes) ? double.NegativeInfinity
            : double.NaN;
        return !double.IsNaN(value) || raw.SequenceEqual(NaNBytes);
    }

    /// <summary>Reads a string; false if it holds half of a surrogate pair, which System.Text.Json accepts but cannot give as
    /// text.</summary>
    public static bool TryReadText(JsonElement element, [NotNullWhen(true)] out string? text)
    {
        try
        {
            text = element.GetString();
            return text is not null;
        }
        catch (InvalidOperationException)
        {
            text = null;
            return false;
        }
    }

    /// <summary>Reads the name of a member; false if it holds half of a surrogate pair.</summary>
    public static bool TryReadName(JsonProperty member, [NotNullWhen(true)] out string? name)
    {
        try
        {
            name = member.Name;
            return true;
        }
        catch (InvalidOperationException)
        {
            name = null;
            return false;
        }
    }

    private static int NextInteresting(ReadOnlySpan<byte> text, int start)
    {
        var offset = text[start..].IndexOfAny(Interesting);
        return offset < 0 ? text.Length : start + offset;
    }

    private static int SkipString(ReadOnlySpan<byte> text, int open)
    {
        for (var i = open + 1; ; )
        {
            var offset = i < text.Length ? text[i..].IndexOfAny(StringEnds) : -1;
            if (offset < 0)
            {
                return text.Length;
            }

            i += offset;
            if (text[i] == '"')
            {
                return i + 1;
            }

            i += 2;
        }
    }

    /// <summary>Returns the length of the bare token at a place and what replaces it; 0 if there is none.</summary>
    internal static (int Length, byte[] Replacement) MatchBare(ReadOnlySpan<byte> text, int start)
    {
        var rest = text[start..];
        var (length, replacement) =
            rest.StartsWith("NaN"u8) ? (3, NaNBytes)
            : rest.StartsWith("Infinity"u8) ? (8, InfinityBytes)
            : rest.StartsWith("-Infinity"u8) ? (9, NegativeInfinityBytes)
            : (0, []);
        var isWhole = (start == 0 || IsDelimiter(text[start - 1])) && (rest.Length == length || IsDelimiter(rest[length]));
        return isWhole ? (length, replacement) : (0, []);
    }

    private static bool IsDelimiter(byte c) =>
        c
            is (byte)' '
                or (byte)'\t'
                or (byte)'\r'
                or (byte)'\n'
                or (byte)','
                or (byte)':'
                or (byte)'['
                or (byte)']'
                or (byte)'{'
                or (byte)'}';
}
