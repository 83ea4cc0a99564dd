using System.Globalization;
using System.Text;
using ServeMulti.Parameters;

namespace ServeMulti.Cli.Display;

/// <summary>Formats text for a terminal: on one line, without control characters, and shortened.</summary>
internal static class ShortText
{
    private const int WidestParameters = 60;

    /// <summary>Escapes control characters, so that output of a child process or a parameter cannot move the cursor or change
    /// colours.</summary>
    public static string Printable(string text) => Escape(text, keepsLayout: false);

    /// <summary>Escapes control characters of text of several lines, but for line ends and tabs.</summary>
    public static string Visible(string text) => Escape(text, keepsLayout: true);

    /// <summary>Escapes control characters in a line of output of a child process; a tab becomes a space.</summary>
    public static string OfChild(string line) => Printable(line.Replace('\t', ' '));

    /// <summary>Joins a message of several lines, such as the last output of a server, into one line, and escapes control
    /// characters.</summary>
    public static string OneLine(string message) =>
        Printable(string.Join(" | ", message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)));

    /// <summary>Shortens text in the middle, so that both ends stay visible.</summary>
    public static string Cut(string text, int length) => CellText.Cut(text, length);

    /// <summary>Formats a duration: <c>0.8 s</c>, <c>12 s</c>, <c>3 min 05 s</c>, <c>2 h 07 min</c>.</summary>
    public static string Duration(TimeSpan time) =>
        time.TotalSeconds < 9.95
            ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s")
            : WholeSeconds(TimeSpan.FromSeconds(Math.Round(time.TotalSeconds)));

    /// <summary>Describes a parameter set: its name, else its pairs; a dash if it is empty.</summary>
    public static string Describe(ParameterSet parameters, int length) =>
        parameters switch
        {
            { Name: { } name } => Cut(Printable(name), length),
            { Count: 0 } => "-",
            _ => Cut(Printable(string.Join(' ', parameters.Select(pair => $"{pair.Key}={pair.Value}"))), length),
        };

    /// <summary>Names a configuration or a workload in a sentence.</summary>
    public static string NameServer(ParameterSet parameters) =>
        parameters is { Count: 0, Name: null } ? "the unchanged command" : Describe(parameters, WidestParameters);

    private static string WholeSeconds(TimeSpan time) =>
        time switch
        {
            { TotalSeconds: < 60 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0} s"),
            { TotalMinutes: < 60 } => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalMinutes} min {time.Seconds:00} s"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{(long)time.TotalHours} h {time.Minutes:00} min"),
        };

    private static string Escape(string text, bool keepsLayout)
    {
        StringBuilder? escaped = null;
        for (var (at, length) = (0, 0); at < text.Length; at += length)
        {
            var isRune = Rune.TryGetRuneAt(text, at, out var rune);
            length = isRune ? rune.Utf16SequenceLength : 1;
            if (isRune && IsUnprintable(rune) && !(keepsLayout && IsLayout(text, at)))
            {
                escaped = (escaped ?? new StringBuilder(text, 0, at, text.Length + 16)).Append(Spell(rune));
            }
            else
            {
                escaped?.Append(text, at, length);
            }
        }

        return escaped?.ToString() ?? text;
    }

    private static bool IsUnprintable(Rune rune) =>
        Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.Control
                or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator;

    private static bool IsLayout(string text, int at) =>
        text[at] is '\n' or '\t' || (text[at] == '\r' && at + 1 < text.Length && text[at + 1] == '\n');

    private static string Spell(Rune rune) =>
        rune.Value switch
        {
            '\n' => "\\n",
            '\r' => "\\r",
            '\t' => "\\t",
            <= 0xFFFF => $"\\u{rune.Value:x4}",
            _ => $"\\U{rune.Value:x8}",
        };
}
