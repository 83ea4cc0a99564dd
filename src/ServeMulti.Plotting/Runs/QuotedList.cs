namespace ServeMulti.Plotting.Runs;

/// <summary>Splits text at commas outside quotes.</summary>
internal static class QuotedList
{
    /// <summary>Splits at commas outside quotes; parts are trimmed, empty ones dropped.</summary>
    public static IReadOnlyList<string> Split(string text)
    {
        var parts = new List<string>();
        var start = 0;
        while (start <= text.Length)
        {
            var comma = IndexOf(text, ",", start);
            var end = comma < 0 ? text.Length : comma;
            if (text[start..end].Trim() is { Length: > 0 } part)
            {
                parts.Add(part);
            }

            start = end + 1;
        }

        return parts;
    }

    /// <summary>Finds text outside quotes, from a position outside quotes; -1 if not found.</summary>
    public static int IndexOf(string text, string wanted, int start = 0)
    {
        var quote = '\0';
        for (var index = start; index < text.Length; index++)
        {
            var c = text[index];
            if (quote != '\0')
            {
                quote = c == quote ? '\0' : quote;
            }
            else if (c is '\'' or '"' && text.IndexOf(c, index + 1) >= 0)
            {
                // A single quote mark is an ordinary character.
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
