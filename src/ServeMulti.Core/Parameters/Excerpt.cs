using System.Globalization;
using System.Text;

namespace ServeMulti.Parameters;

/// <summary>Quotes what a user wrote for a message: on one line, however long it is and whatever characters it holds.</summary>
internal static class Excerpt
{
    private const int Longest = 100;

    /// <summary>Returns the text in single quotes, line breaks and other control characters escaped, cut where it is long.</summary>
    public static string Of(string text) => $"'{Line(text, Longest)}'";

    /// <summary>Returns the text on one line: line breaks and other control characters escaped, cut where it is long.</summary>
    /// <param name="text">The text.</param>
    /// <param name="longest">How many of its characters are kept.</param>
    public static string Line(string text, int longest = 300)
    {
        var excerpt = new StringBuilder(Math.Min(text.Length, longest) + 8);
        foreach (var rune in text.AsSpan(0, Math.Min(text.Length, longest)).EnumerateRunes())
        {
            if (IsHidden(rune))
            {
                excerpt.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}");
            }
            else
            {
                excerpt.Append(rune);
            }
        }

        return excerpt.Append(text.Length > longest ? "..." : "").ToString();
    }

    /// <summary>Returns whether a character is not shown, or changes how those around it are: control characters, direction marks, line
    /// separators.</summary>
    private static bool IsHidden(Rune rune) =>
        Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.Control
                or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator;

    /// <summary>Returns the text of others, such as a server's answer, on one line: control characters and runs of white space become
    /// single spaces, and what is long is cut.</summary>
    /// <param name="text">The text.</param>
    /// <param name="longest">How many characters of the line are kept.</param>
    public static string OneLine(string text, int longest = int.MaxValue)
    {
        var line = string.Join(
            ' ',
            string.Concat(text.Select(character => char.IsControl(character) ? ' ' : character))
                .Split(default(char[]), StringSplitOptions.RemoveEmptyEntries)
        );
        return line.Length <= longest ? line : line[..longest] + "...";
    }
}
