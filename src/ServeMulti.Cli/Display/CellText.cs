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
        var reversed = new string([.. text.EnumerateRunes().Reverse().SelectMany(rune => rune.ToString())]);
        var tail = Take(reversed, width - 1 - WidthOf(head));
        return $"{head}…{new string([.. tail.EnumerateRunes().Reverse().SelectMany(rune => rune.ToString())])}";
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
        var rest = text;
        while (WidthOf(rest) > width)
        {
            var line = Take(rest, width);
            var end = FindBreak(rest, line.Length, Math.Min(LeadingBlanks(rest), width / 2));
            lines.Add(rest[..end].TrimEnd(' '));
            rest = blanks + rest[end..].TrimStart(' ');
        }

        return [.. lines, rest];
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

    private static string Take(string text, int width)
    {
        var taken = new StringBuilder();
        var used = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            var next = rune.ToString();
            used += WidthOf(next);
            if (used > width)
            {
                break;
            }

            taken.Append(next);
        }

        return taken.ToString();
    }

    private static string Blanks(int count) => new(' ', Math.Max(0, count));
}
