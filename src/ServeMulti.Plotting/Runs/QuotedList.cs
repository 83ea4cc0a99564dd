namespace ServeMulti.Plotting.Runs;

/// <summary>Text with commas, in which quotes protect what they enclose.</summary>
internal static class QuotedList
{
    /// <summary>Splits at commas outside quotes; parts are trimmed, empty ones dropped.</summary>
    public static IReadOnlyList<string> Split(string text)
    {
        var parts = new List<string>();
        var start = 0;
        while (start <= text.Length)
        {
            var length = IndexOf(text[start..], ",");
            var end = length < 0 ? text.Length : start + length;
            if (text[start..end].Trim() is { Length: > 0 } part)
            {
                parts.Add(part);
            }

            start = end + 1;
        }

        return parts;
    }

    /// <summary>Finds text outside quotes; -1 where there is none.</summary>
    public static int IndexOf(string text, string wanted)
    {
        var quote = '\0';
        for (var index = 0; index < text.Length; index++)
        {
            var c = text[index];
            if (quote != '\0')
            {
                quote = c == quote ? '\0' : quote;
            }
            else if (c is '\'' or '"' && text.IndexOf(c, index + 1) >= 0)
            {
                // A quote without a partner is a character like any other.
                quote = c;
            }
            else if (string.CompareOrdinal(text, index, wanted, 0, wanted.Length) == 0)
            {
                return index;
            }
        }

        return -1;
    }

    public static string Unquote(string text)
    {
        var trimmed = text.Trim();
        return trimmed is ['\'', .., '\''] or ['"', .., '"'] && trimmed.Length > 1 ? trimmed[1..^1] : trimmed;
    }
}
