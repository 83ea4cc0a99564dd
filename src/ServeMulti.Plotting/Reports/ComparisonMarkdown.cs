using System.Globalization;
using ServeMulti.Comparing;

namespace ServeMulti.Plotting.Reports;

/// <summary>Writes a comparison as Markdown.</summary>
internal static class ComparisonMarkdown
{
    private const int MostRows = 20;
    private const int MostLines = 6;

    public static string Write(ExperimentComparison comparison, string title)
    {
        List<string> lines = [$"## {MarkdownReport.Text(title)}", "", $"**Verdict: {ChangeText.Word(comparison.Verdict)}.**", ""];
        if (comparison.Differences.Count > 0)
        {
            lines.Add("Besides the build, this differs:");
            lines.Add("");
            AddList(lines, comparison.Differences);
        }

        if (comparison.Notes.Count > 0)
        {
            AddList(lines, comparison.Notes);
        }

        var rows = ComparisonLine.Of(comparison);
        lines.Add("| case | metric | change | 90 % interval | verdict |");
        lines.Add("|---|---|---:|---:|---|");
        foreach (var row in ComparisonSummary.Choose(rows, MostRows))
        {
            var verdict = row.Verdict == ChangeVerdict.Regressed ? "**regressed**" : ChangeText.Word(row.Verdict);
            lines.Add(
                $"| {MarkdownReport.Text(row.Name)} | {MarkdownReport.Text(row.Metric)} | {row.Change} | {row.Interval} | {verdict}{(row.Reason.Length > 0 ? $": {MarkdownReport.Text(row.Reason)}" : "")} |"
            );
        }

        lines.Add("");
        if (ComparisonSummary.DescribeRest(rows, MostRows) is { } rest)
        {
            lines.Add($"{char.ToUpper(rest[0], CultureInfo.InvariantCulture)}{rest[1..]}.");
            lines.Add("");
        }

        if (comparison.Unmatched.Count > 0)
        {
            lines.Add("Not compared:");
            lines.Add("");
            AddList(lines, comparison.Unmatched);
        }

        lines.Add("Written by ServeMulti.");
        return string.Join('\n', lines) + "\n";
    }

    private static void AddList(List<string> lines, IReadOnlyList<string> items)
    {
        lines.AddRange(items.Take(MostLines).Select(item => $"- {MarkdownReport.Text(item)}"));
        if (items.Count > MostLines)
        {
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"- and {items.Count - MostLines} more"));
        }

        lines.Add("");
    }
}
