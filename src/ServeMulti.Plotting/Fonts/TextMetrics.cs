using System.Globalization;
using System.Text;
using OxyPlot;

namespace ServeMulti.Plotting.Fonts;

/// <summary>Measures text with the font in the package, so that the layout of a figure is the same on every machine.</summary>
internal static class TextMetrics
{
    public const double LineHeight = 1.2;

    /// <summary>The distance of the base line below the middle of capital letters, in units of the font size.</summary>
    public const double MiddleToBase = 0.36;

    /// <summary>The distance of the base line below the top of a line.</summary>
    public const double TopToBase = 0.95;

    private const double UnknownAdvance = 0.6;
    private const char Ellipsis = (char)0x2026;

    public static OxySize Measure(string? text, double fontSize, double weight)
    {
        if (string.IsNullOrEmpty(text))
        {
            return OxySize.Empty;
        }

        var lines = SplitLines(text);
        return new OxySize(lines.Max(line => Width(line, fontSize, weight)), lines.Length * LineHeight * fontSize);
    }

    public static double Width(string line, double fontSize, double weight)
    {
        var font = FontFile.OfWeight(weight);
        var width = 0.0;
        foreach (var rune in line.EnumerateRunes())
        {
            width += font.TryFindAdvance(rune.Value, out var advance) ? advance : GuessAdvance(rune);
        }

        return width * fontSize;
    }

    public static string[] SplitLines(string text) => VisibleText.Of(text.ReplaceLineEndings("\n")).Split('\n');

    /// <summary>Shortens text in the middle to a maximum width, so that both ends stay visible.</summary>
    public static string Shorten(string text, double width, double fontSize, double weight = 400)
    {
        if (Width(text, fontSize, weight) <= width)
        {
            return text;
        }

        var runes = text.EnumerateRunes().ToArray();
        var (fits, tooMany) = (1, runes.Length);
        while (fits + 1 < tooMany)
        {
            var kept = (fits + tooMany) / 2;
            (fits, tooMany) = Width(Keep(runes, kept), fontSize, weight) <= width ? (kept, tooMany) : (fits, kept);
        }

        return Keep(runes, fits);
    }

    private static string Keep(Rune[] runes, int count) => Join(runes[..((count + 1) / 2)]) + Ellipsis + Join(runes[^(count / 2)..]);

    /// <summary>Wraps text to a maximum width: at spaces, else at dashes and underscores, else anywhere.</summary>
    public static string Wrap(string text, double width, double fontSize, double weight = 400)
    {
        var lines = new StringBuilder();
        var line = new StringBuilder();
        foreach (var word in Words(text, width, fontSize, weight))
        {
            if (line.Length > 0 && Width(line + word.TrimEnd(), fontSize, weight) > width)
            {
                lines.Append(line.ToString().TrimEnd()).Append('\n');
                line.Clear();
            }

            line.Append(word);
        }

        return lines.Append(line).ToString();
    }

    /// <summary>Splits text into parts that fit on a line: words; wide words at dashes and underscores; and parts that are still too wide
    /// anywhere.</summary>
    private static IEnumerable<string> Words(string text, double width, double fontSize, double weight) =>
        SplitAfter(text, " ")
            .SelectMany(word => Width(word.TrimEnd(), fontSize, weight) > width ? SplitAfter(word, ",-_;") : [word])
            .SelectMany(part => Width(part, fontSize, weight) > width ? Chop(part, width, fontSize, weight) : [part]);

    private static IEnumerable<string> SplitAfter(string text, string separators)
    {
        var start = 0;
        for (var index = 0; index < text.Length; index++)
        {
            if (separators.Contains(text[index], StringComparison.Ordinal))
            {
                yield return text[start..(index + 1)];
                start = index + 1;
            }
        }

        yield return text[start..];
    }

    private static IEnumerable<string> Chop(string text, double width, double fontSize, double weight)
    {
        var part = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (part.Length > 0 && Width(part.ToString() + rune, fontSize, weight) > width)
            {
                yield return part.ToString();
                part.Clear();
            }

            part.Append(rune);
        }

        yield return part.ToString();
    }

    private static string Join(IEnumerable<Rune> runes) => string.Concat(runes.Select(rune => rune.ToString()));

    private static double GuessAdvance(Rune rune) =>
        Rune.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format => 0,
            _ => rune.Value
                is >= 0x1100
                    and <= 0x115F
                    or >= 0x2E80
                    and <= 0xA4CF
                    or >= 0xAC00
                    and <= 0xD7A3
                    or >= 0xF900
                    and <= 0xFAFF
                    or >= 0xFE30
                    and <= 0xFE6F
                    or >= 0xFF00
                    and <= 0xFF60
                    or >= 0x1F000
                ? 1
                : UnknownAdvance,
        };
}
