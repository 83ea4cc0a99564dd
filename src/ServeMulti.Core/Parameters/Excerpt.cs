using System.Globalization;
using System.Text;

namespace ServeMulti.Parameters;

/// <summary>Quotes what a user wrote for a message: on one line, however long it is and whatever characters it holds.</summary>
internal static class Excerpt
{
    private const int Longest = 100;

    /// <summary>Returns the text in single quotes, line breaks and other control characters escaped, cut where it is long.</summary>
    public static string Of(string text)
    {
        var excerpt = new StringBuilder(Math.Min(text.Length, Longest) + 8).Append('\'');
        foreach (var rune in text.AsSpan(0, Math.Min(text.Length, Longest)).EnumerateRunes())
        {
            if (Rune.IsControl(rune) || rune.Value is 0x2028 or 0x2029)
            {
                excerpt.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}");
            }
            else
            {
                excerpt.Append(rune);
            }
        }

        return excerpt.Append(text.Length > Longest ? "...'" : "'").ToString();
    }
}
