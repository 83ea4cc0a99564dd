using System.Buffers;

namespace ServeMulti.Parameters;

/// <summary>Finds the bare <c>NaN</c> and <c>Infinity</c> of JSON that comes in pieces; see <see cref="TolerantJson"/>.</summary>
internal struct BareTokenSearch
{
    private static readonly SearchValues<byte> Interesting = SearchValues.Create("\"NI-"u8);
    private static readonly SearchValues<byte> StringEnds = SearchValues.Create("\"\\"u8);

    private bool _isInString;

    /// <summary>Searches for the next token.</summary>
    /// <param name="text">What is there of the text; it begins at a delimiter, or where an earlier call stopped.</param>
    /// <param name="start">From where to search. It becomes the start of the token or, if there is none, the place up to which that is
    /// certain.</param>
    /// <param name="isLast">Whether the text ends here.</param>
    /// <param name="replacement">The JSON that takes the token's place.</param>
    /// <returns>The length of the token; 0 if there is none.</returns>
    public int Find(ReadOnlySpan<byte> text, ref int start, bool isLast, out byte[] replacement)
    {
        replacement = [];
        while (start < text.Length)
        {
            if (_isInString)
            {
                if (!TryLeaveString(text, ref start, isLast))
                {
                    return 0;
                }

                continue;
            }

            var offset = text[start..].IndexOfAny(Interesting);
            if (offset < 0)
            {
                start = text.Length;
                return 0;
            }

            start += offset;
            if (text[start] == '"')
            {
                _isInString = true;
                start++;
                continue;
            }

            // A token counts only where a delimiter follows it, which may not have arrived yet.
            if (!isLast && text.Length - start <= TolerantJson.LongestBareToken)
            {
                return 0;
            }

            var (length, found) = TolerantJson.MatchBare(text, start);
            if (length > 0)
            {
                replacement = found;
                return length;
            }

            start++;
        }

        return 0;
    }

    private bool TryLeaveString(ReadOnlySpan<byte> text, ref int start, bool isLast)
    {
        var offset = text[start..].IndexOfAny(StringEnds);
        if (offset < 0)
        {
            start = text.Length;
            return false;
        }

        start += offset;
        if (text[start] == '"')
        {
            _isInString = false;
            start++;
            return true;
        }

        if (start + 1 == text.Length && !isLast)
        {
            // The character that the backslash escapes has not arrived yet.
            return false;
        }

        start = Math.Min(start + 2, text.Length);
        return true;
    }
}
