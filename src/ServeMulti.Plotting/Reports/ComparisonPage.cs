using ServeMulti.Comparing;

namespace ServeMulti.Plotting.Reports;

/// <summary>Writes a comparison of two builds as a page: the verdict, what differs besides the build, and the intervals of all changes.</summary>
internal sealed class ComparisonPage
{
    private readonly ExperimentComparison _comparison;
    private readonly string _title;
    private readonly Html _html = new();

    public ComparisonPage(ExperimentComparison comparison, string title) => (_comparison, _title) = (comparison, title);

    public string Write()
    {
        _html
            .Markup(
                "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
            )
            .Markup(
                "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\">\n"
            )
            .Markup("<meta name=\"color-scheme\" content=\"light dark\">\n")
            .Element("title", $"{_title} – ServeMulti comparison")
            .Markup("\n<link rel=\"icon\" href=\"data:,\">\n<style>\n")
            .Markup(ReportPage.Asset("report.css"))
            .Markup(ReportPage.Asset("comparison.css"))
            .Markup("</style>\n</head>\n<body>\n<header>\n")
            .Element("h1", _title)
            .Element("p", Summarize(), "class=\"soft\"")
            .Markup("\n</header>\n<main>\n");
        WriteVerdict();
        WriteTables("Largest load within an SLA", "loads", ComparisonLine.OfLoads(_comparison));
        WriteTables("Over all cases of a workload", "workloads", ComparisonLine.OfWorkloads(_comparison));
        WriteTables("Cases", "cases", ComparisonLine.OfCases(_comparison));
        WriteList("Not compared", "left", _comparison.Unmatched);
        _html
            .Markup("</main>\n<footer>\n")
            .Element(
                "p",
                "Written by ServeMulti. A change is the ratio of the geometric means of the runs, current over baseline, with its 90 % interval. The shaded band is the margin: a difference within it is not relevant. The p-values behind the verdicts are corrected together for the number of comparisons (Holm)."
            )
            .Markup("\n</footer>\n</body>\n</html>\n");
        return _html.ToString();
    }

    private string Summarize()
    {
        List<string> parts = [];
        if (_comparison.Cases.Count > 0)
        {
            parts.Add(SummaryText.Count(_comparison.Cases.Count, "case"));
        }

        if (_comparison.Workloads.Count > 0)
        {
            parts.Add(SummaryText.Count(_comparison.Workloads.Count, "workload"));
        }

        if (_comparison.Loads.Count > 0)
        {
            parts.Add($"{_comparison.Loads.Count} largest {(_comparison.Loads.Count == 1 ? "load" : "loads")}");
        }

        return $"baseline → current build · {string.Join(" · ", parts)}";
    }

    private void WriteVerdict()
    {
        var isGood = _comparison.Verdict is ChangeVerdict.Improved or ChangeVerdict.NoRelevantDifference;
        var lines = ComparisonLine.Of(_comparison);
        _html
            .Markup("<section aria-labelledby=\"verdict\">\n")
            .Element("h2", "Verdict", "id=\"verdict\"")
            .Markup($"\n<div class=\"verdict{(isGood ? "" : " open")}\">\n")
            .Element("p", $"{Capitalize(ChangeText.Word(_comparison.Verdict))}.")
            .Markup("\n")
            .Element("p", Count(lines))
            .Markup("\n</div>\n</section>\n");
        WriteList("What differs besides the build", "differences", _comparison.Differences);
        WriteList("How the runs were measured", "notes", [.. _comparison.Notes.Select(SummaryText.Capital)]);
    }

    private static string Count(IReadOnlyList<ComparisonLine> lines) =>
        $"Of {SummaryText.Count(lines.Count, "comparison")}: "
        + string.Join(
            ", ",
            lines
                .GroupBy(line => line.Verdict)
                .OrderBy(group => ChangeRule.Rank(group.Key))
                .Select(group => $"{group.Count()} {ChangeText.Word(group.Key)}")
        )
        + ".";

    private void WriteTables(string heading, string id, IReadOnlyList<ComparisonLine> lines)
    {
        if (lines.Count == 0)
        {
            return;
        }

        _html.Markup($"<section aria-labelledby=\"{id}\">\n").Element("h2", heading, $"id=\"{id}\"").Markup("\n");
        foreach (var group in lines.GroupBy(line => line.Metric))
        {
            WriteTable(group.Key, [.. group]);
        }

        _html.Markup("</section>\n");
    }

    private void WriteTable(string metric, IReadOnlyList<ComparisonLine> lines)
    {
        var drawing = new ForestMarkup(lines);
        var caption = metric.Length == 0 ? "cases that are not compared" : $"{metric}, {Direction(lines[0])}";
        _html
            .Markup("<table class=\"bars changes\">\n")
            .Element("caption", caption)
            .Markup(
                "\n<thead><tr><th scope=\"col\">case</th><td class=\"b\"></td><th scope=\"col\">change</th><th scope=\"col\">90 % interval</th><th scope=\"col\">verdict</th></tr></thead>\n<tbody>\n"
            );
        foreach (var line in lines)
        {
            var verdict = ChangeText.Word(line.Verdict) + (line.Reason.Length > 0 ? $": {line.Reason}" : "");
            _html
                .Markup($"<tr class=\"{line.Verdict.ToString().ToLowerInvariant()}\">")
                .Element("th", line.Name, "scope=\"row\"")
                .Markup($"<td class=\"b\">{drawing.Draw(line)}</td>")
                .Element("td", line.Change, "class=\"n\" data-l=\"change\"")
                .Element("td", line.Interval, "class=\"n\" data-l=\"90 % interval\"")
                .Element("td", verdict, "class=\"o\" data-l=\"verdict\"")
                .Markup("</tr>\n");
        }

        _html
            .Markup(
                $"<tr class=\"axis\" aria-hidden=\"true\"><td></td><td class=\"b\">{drawing.DrawScale()}</td><td></td><td></td><td></td></tr>\n"
            )
            .Markup("</tbody>\n</table>\n");
    }

    private static string Direction(ComparisonLine line) =>
        line.IsHigherBetter switch
        {
            true => "higher is better",
            false => "lower is better",
            null => "",
        };

    private void WriteList(string heading, string id, IReadOnlyList<string> lines)
    {
        if (lines.Count == 0)
        {
            return;
        }

        _html.Markup($"<section aria-labelledby=\"{id}\">\n").Element("h2", heading, $"id=\"{id}\"").Markup("\n<ul class=\"facts\">\n");
        foreach (var line in lines)
        {
            _html.Element("li", line).Markup("\n");
        }

        _html.Markup("</ul>\n</section>\n");
    }

    private static string Capitalize(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
