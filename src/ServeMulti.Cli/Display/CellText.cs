using System.Text;
using Spectre.Console;

namespace ServeMulti.Cli.Display;

/// <summary>Measures, cuts, pads and wraps text by the columns that it takes on a terminal: a letter of Chinese takes two, a combining
/// accent none.</summary>
internal static class CellText
{
    /// <summary>A word that is longer than a line is best broken behind one of these.</summary>
    private const string Breaks = "-_,/=;:.";

    public static int WidthOf(string text) => text.All(c => c is >= ' ' and <= '~') ? text.Length : text.GetCellWidth();

    public static string PadRight(string text, int width) => text + Blanks(width - WidthOf(text));

    public static string PadLeft(string text, int width) => Blanks(width - WidthOf(text)) + text;

    /// <summary>Shortens text in the middle, so that both ends stay visible.</summary>
    public static string Cut(string text, int width)
    {
        if (WidthOf(text) <= width)
        {
            return text;
        }

        var head = Take(text, (width - 1) / 2);
        return $"{head}…{TakeEnd(text, width - 1 - WidthOf(head))}";
    }

    /// <summary>Shortens text at its end.</summary>
    public static string CutEnd(string text, int width) => WidthOf(text) <= width ? text : Take(text, width - 1) + "…";

    /// <summary>Breaks text into lines between its words; a word that would leave half a line empty is broken itself.</summary>
    /// <param name="text">The text, without line ends.</param>
    /// <param name="width">The columns of a line, at least 4.</param>
    /// <param name="indent">The blanks in front of every line but the first.</param>
    public static IReadOnlyList<string> Wrap(string text, int width, int indent)
    {
        var blanks = Blanks(Math.Min(indent, width / 2));
        var lines = new List<string>();
        var (at, lead) = (0, "");
        while (Take(text.AsSpan(at), width - lead.Length) is var taken && at + taken.Length < text.Length)
        {
            // The line and the character behind it: whatever follows is not looked at, however long it is.
            var line = string.Concat(lead, taken, text.AsSpan(at + taken.Length, 1));
            var end = FindBreak(line, line.Length - 1, Math.Min(LeadingBlanks(line), width / 2));
            lines.Add(line[..end].TrimEnd(' '));
            at += end - lead.Length;
            at += text.AsSpan(at).IndexOfAnyExcept(' ') is >= 0 and var skipped ? skipped : text.Length - at;
            lead = blanks;
        }

        return [.. lines, lead + text[at..]];
    }

    private static int LeadingBlanks(string text) => text.Length - text.TrimStart(' ').Length;

    /// <summary>Finds where a line ends: at a blank, else behind a mark in a word, else where it is full.</summary>
    private static int FindBreak(string text, int full, int from)
    {
        if (text[full] == ' ')
        {
            return full;
        }

        var blank = text.LastIndexOf(' ', full - 1);
        var mark = text.LastIndexOfAny([.. Breaks], full - 1);
        return blank > from && (blank >= full / 2 || mark < full / 2) ? blank
            : mark >= full / 2 ? mark + 1
            : Math.Max(full, from + 1);
    }

    private static string Take(ReadOnlySpan<char> text, int width)
    {
        var length = 0;
        for (var used = 0; length < text.Length; )
        {
            _ = Rune.DecodeFromUtf16(text[length..], out var rune, out var consumed);
            used += WidthOf(rune.ToString());
            if (used > width)
            {
                break;
            }

            length += consumed;
        }

        return text[..length].ToString();
    }

    private static string TakeEnd(string text, int width)
    {
        var start = text.Length;
        for (var used = 0; start > 0; )
        {
            _ = Rune.DecodeLastFromUtf16(text.AsSpan(0, start), out var rune, out var consumed);
            used += WidthOf(rune.ToString());
            if (used > width)
            {
                break;
            }

            start -= consumed;
        }

        return text[start..];
    }

    private static string Blanks(int count) => new(' ', Math.Max(0, count));
}
