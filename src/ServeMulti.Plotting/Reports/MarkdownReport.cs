using System.Globalization;
using System.Text;
using ServeMulti.Plotting.Export;

namespace ServeMulti.Plotting.Reports;

/// <summary>Writes the answer of a report as Markdown, for a pull request or a chat: per workload and SLA one sentence, the configurations
/// side by side, the launch command of the best one, and what to do next.</summary>
/// <remarks>
/// It has at most 60 lines; what is left out is counted, and is in the report as an HTML page. All text of parameters, results and logs is
/// escaped. Values of options that look like keys are masked.
/// </remarks>
/// <example>
/// <code>
/// var results = await ExperimentResults.ReadAsync("results/20261124_061013");
/// Console.WriteLine(MarkdownReport.ToMarkdown(results));
/// </code>
/// </example>
public static class MarkdownReport
{
    private const int MostLines = 60;
    private const int MostRows = 8;
    private const int MostChoices = 2;

    /// <summary>A line with a longer text is cut: a name may have thousands of characters.</summary>
    private const int LongestText = 600;
    private const int LongestName = 120;

    private enum Part
    {
        Sentence,
        Command,
        All,
    }

    private const string Signature = "Written by ServeMulti.";

    /// <summary>Gets what shows that ServeMulti wrote a file: its last line.</summary>
    private static byte[] Mark { get; } = Encoding.UTF8.GetBytes(Signature);

    /// <summary>Writes the answer to a file. It is written under another name and then renamed; a link is followed.</summary>
    /// <param name="results">The results.</param>
    /// <param name="path">The path of the file.</param>
    /// <param name="overwrite">Whether a file that is no Markdown report may be replaced; an older report always is.</param>
    /// <exception cref="FigureExportException">The file cannot be written, or must not be replaced.</exception>
    public static void Save(ExperimentResults results, string path, bool overwrite = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var text = ToMarkdown(results);
        SafeFile.Write(path, Mark, overwrite, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
    }

    /// <summary>Returns the answer as Markdown, with line feeds.</summary>
    /// <param name="results">The results.</param>
    /// <exception cref="InvalidInputException">No configuration is called as the requested baseline.</exception>
    public static string ToMarkdown(ExperimentResults results)
    {
        ArgumentNullException.ThrowIfNull(results);
        var summary = ReportSummary.Of(results);
        List<string> lines =
        [
            $"## {Text(results.Title)}",
            "",
            Text(ReportPage.Summarize(results)),
            "",
            .. summary.Warnings.SelectMany(warning => new[] { Text(warning), "" }),
        ];
        List<string> end =
        [
            .. summary.Next.Take(1).SelectMany(Advise),
            .. summary.Notes.Take(2).SelectMany(note => new[] { Text(note), "" }),
            Signature,
        ];
        var room = MostLines - lines.Count - end.Count - 2;
        // Each answer gets its sentence, then, as far as there is room, its first command, then all that it has.
        var shown = summary.Answers.Select(answer => Write(answer, Part.Sentence)).ToList();
        while (shown.Sum(one => one.Count) > room)
        {
            shown.RemoveAt(shown.Count - 1);
        }

        foreach (var part in new[] { Part.Command, Part.All })
        {
            for (var place = 0; place < shown.Count; place++)
            {
                var longer = Write(summary.Answers[place], part);
                if (shown.Sum(one => one.Count) - shown[place].Count + longer.Count <= room)
                {
                    shown[place] = longer;
                }
            }
        }

        lines.AddRange(shown.SelectMany(one => one));
        if (shown.Count < summary.Answers.Count)
        {
            lines.Add($"{SummaryText.Count(summary.Answers.Count - shown.Count, "more answer")} in the report.");
            lines.Add("");
        }

        return string.Join('\n', lines.Concat(end)).TrimEnd('\n') + "\n";
    }

    private static List<string> Write(SummaryAnswer answer, Part part)
    {
        List<string> lines = [];
        if (answer.Heading is { } heading)
        {
            lines.AddRange([$"### {Text(heading)}", ""]);
        }

        lines.Add(
            string.Join(
                ' ',
                answer.Sentences.Take(part == Part.All ? 3 : 1).Select((text, place) => place == 0 ? $"**{Text(text)}**" : Text(text))
            )
        );
        lines.Add("");
        if (part == Part.All && answer.Bars is { Rows.Count: > 0 } bars)
        {
            lines.AddRange(Table(bars));
        }

        if (part == Part.Sentence)
        {
            return lines;
        }

        foreach (var choice in answer.Choices.Take(part == Part.All ? MostChoices : 1))
        {
            lines.AddRange(Command(choice));
        }

        if (part == Part.Command)
        {
            return lines;
        }

        if (answer.Choices.Count > MostChoices)
        {
            lines.AddRange([$"{SummaryText.Count(answer.Choices.Count - MostChoices, "more launch command")} in the report.", ""]);
        }

        if (answer.Advice.Count > 0)
        {
            lines.AddRange(answer.Advice.SelectMany(Advise));
        }

        return lines;
    }

    private static IEnumerable<string> Table(BarChart chart)
    {
        var hasStanding = chart.Rows.Any(row => row.IsBest || row.Standing.Length > 0);
        yield return $"| {chart.Subject} | {string.Join(" | ", chart.Heads.Select(Text))} |{(hasStanding ? " standing |" : "")}";
        yield return $"|---|{string.Concat(chart.Heads.Select(_ => "---|"))}{(hasStanding ? "---|" : "")}";
        foreach (var row in chart.Rows.Take(MostRows))
        {
            yield return $"| {Escape(row.Name, LongestName)} | {string.Join(" | ", row.Cells.Select(Text))} |{(hasStanding ? $" {(row.IsBest ? "**best**" : Text(row.Standing))} |" : "")}";
        }

        yield return "";
        var more = chart.LeftOut + Math.Max(0, chart.Rows.Count - MostRows);
        if (more > 0)
        {
            yield return $"{SummaryText.Count(more, $"more {chart.Subject}")} in the report.";
            yield return "";
        }
    }

    private static IEnumerable<string> Command(LaunchChoice choice)
    {
        yield return choice.Commands is { Serve: null, Endpoint: { } endpoint }
            ? $"{Text(choice.Label)} (already running at {Text(endpoint)})"
            : Text(choice.Label);
        yield return "";
        foreach (var line in Fence([.. new[] { choice.Commands.Serve?.ToString(), choice.Bench }.OfType<string>().Select(Visible)]))
        {
            yield return line;
        }
    }

    private static IEnumerable<string> Advise(SummaryAdvice advice) =>
        [Text(advice.Text), "", .. advice.Command is { } command ? Fence([Visible(command)]) : []];

    /// <summary>Writes commands as a block that a reader can copy.</summary>
    private static IEnumerable<string> Fence(string[] commands)
    {
        if (commands.Length > 0)
        {
            var fence = new string('`', Math.Max(3, commands.Max(LongestFence) + 1));
            yield return fence + "sh";
            foreach (var line in commands.SelectMany(command => command.Split('\n')))
            {
                yield return line;
            }

            yield return fence;
            yield return "";
        }
    }

    private static int LongestFence(string text)
    {
        var (longest, now) = (0, 0);
        foreach (var character in text)
        {
            now = character == '`' ? now + 1 : 0;
            longest = Math.Max(longest, now);
        }

        return longest;
    }

    /// <summary>Shows characters that nobody sees, or that turn text round, as escapes; lines stay lines.</summary>
    private static string Visible(string text) =>
        string.Concat(
            text.EnumerateRunes()
                .Select(rune =>
                    (Rune.IsControl(rune) && rune.Value != '\n')
                    || Rune.GetUnicodeCategory(rune)
                        is UnicodeCategory.Format
                            or UnicodeCategory.LineSeparator
                            or UnicodeCategory.ParagraphSeparator
                        ? string.Create(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}")
                        : rune.ToString()
                )
        );

    internal static string Text(string text) => Escape(text, LongestText);

    /// <summary>Escapes what Markdown, and HTML within it, would take for markup, and names that would notify people.</summary>
    private static string Escape(string text, int longest)
    {
        var line = Visible(text.ReplaceLineEndings(" ").Replace('\t', ' '));
        var cut = line.Length > longest ? line[..(char.IsHighSurrogate(line[longest - 1]) ? longest - 1 : longest)] + "…" : line;
        var escaped = new StringBuilder(cut.Length);
        for (var place = 0; place < cut.Length; place++)
        {
            var character = cut[place];
            _ = character switch
            {
                '<' => escaped.Append("&lt;"),
                '>' => escaped.Append("&gt;"),
                '&' => escaped.Append("&amp;"),
                '@' => escaped.Append("&#64;"),
                '_'
                    when place > 0
                        && place + 1 < cut.Length
                        && char.IsAsciiLetterOrDigit(cut[place - 1])
                        && char.IsAsciiLetterOrDigit(cut[place + 1]) => escaped.Append('_'),
                '\\' or '`' or '*' or '_' or '[' or ']' or '|' or '#' or '~' or '!' => escaped.Append('\\').Append(character),
                _ => escaped.Append(character),
            };
        }

        return escaped.ToString();
    }
}
