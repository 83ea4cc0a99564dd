namespace ServeMulti.Plotting.Figures;

/// <summary>Shortens names of any length where a sentence holds them; tables hold them whole.</summary>
internal static class TextCut
{
    private const int LongestEnd = 40;

    /// <summary>Keeps both ends of a long text, because names often differ at the end.</summary>
    public static string Middle(string text, int longest)
    {
        if (text.Length <= longest)
        {
            return text;
        }

        var (start, end) = (longest - Math.Min(LongestEnd, longest / 3), text.Length - Math.Min(LongestEnd, longest / 3));
        start -= char.IsHighSurrogate(text[start - 1]) ? 1 : 0;
        end += char.IsLowSurrogate(text[end]) ? 1 : 0;
        return $"{text[..start]}…{text[end..]}";
    }
}
