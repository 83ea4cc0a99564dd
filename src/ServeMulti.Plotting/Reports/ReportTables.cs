using System.Globalization;
using ServeMulti.Plotting.Figures;
using ServeMulti.Plotting.Runs;
using ServeMulti.Statistics;

namespace ServeMulti.Plotting.Reports;

/// <summary>Writes the tables of a report: all cases, failures, single runs.</summary>
internal static class ReportTables
{
    private const int MostRows = 5000;
    private const int MostRuns = 2000;

    private static readonly string[] Preferred =
    [
        "request_throughput",
        "request_goodput",
        "output_throughput",
        "total_token_throughput",
        "median_ttft_ms",
        "p99_ttft_ms",
        "mean_tpot_ms",
        "p99_tpot_ms",
        "median_e2el_ms",
        "p99_e2el_ms",
    ];

    public static void WriteCases(Html html, ExperimentResults results)
    {
        var runs = results.Runs;
        var cases = runs.GroupBy(run => run.Case).ToArray();
        string[] keys = [.. VaryingKeys.Of(runs, runs.ServerKeys.Concat(runs.BenchmarkKeys).Distinct())];
        var metrics = ReportMetrics.Of(results, Preferred);
        var namesCases = keys.Length == 0;
        html.Markup("<section aria-labelledby=\"cases\">\n").Element("h2", "All cases", "id=\"cases\" tabindex=\"-1\"").Markup("\n");
        WriteTools(html, "case-table", "Filter the cases", Math.Min(cases.Length, MostRows));
        if (cases.Length > MostRows)
        {
            html.Element(
                    "p",
                    $"The table shows the first {MostRows} of {SummaryText.Count(cases.Length, "case")}; summary.csv contains all.",
                    "class=\"soft\""
                )
                .Markup("\n");
        }

        html.Markup(
            "<div class=\"scroll tall\" tabindex=\"0\" role=\"region\" aria-labelledby=\"cases\">\n<table class=\"data\" id=\"case-table\">\n<thead><tr>"
        );
        foreach (var head in namesCases ? ["case"] : keys)
        {
            WriteHead(html, head, "");
        }

        WriteHead(html, "runs", "n");
        foreach (var metric in metrics)
        {
            WriteHead(
                html,
                MetricText.Unit(metric) is { Length: > 0 } unit && !metric.EndsWith($"_{unit}", StringComparison.Ordinal)
                    ? $"{metric} ({unit})"
                    : metric,
                "n"
            );
        }

        var hasRemarks = runs.Any(run => run.Remarks.Count > 0);
        WriteFailedAndRemarksHeads(html, runs, hasRemarks);
        html.Markup("</tr></thead>\n<tbody>\n");
        foreach (var group in cases.Take(MostRows))
        {
            html.Markup("<tr>");
            WriteCase(html, [.. group], namesCases ? [] : keys, metrics);
            WriteFailedAndRemarks(html, [.. group], CountsFailures(runs), hasRemarks);
            html.Markup("</tr>\n");
        }

        html.Markup("</tbody>\n</table>\n</div>\n</section>\n");
    }

    public static void WriteFailures(Html html, ExperimentResults results)
    {
        var invalid = results.Runs.Select(run => (Run: run, Problem: FindProblem(run))).Where(pair => pair.Problem is not null).ToArray();
        if (results.Failures.Count == 0 && invalid.Length == 0)
        {
            return;
        }

        html.Markup("<section aria-labelledby=\"failures\">\n")
            .Element("h2", "Failures and doubtful runs", "id=\"failures\"")
            .Markup(
                "\n<div class=\"scroll\">\n<table>\n<thead><tr><th scope=\"col\">case</th><th scope=\"col\" class=\"n\">run</th><th scope=\"col\">what happened</th><th scope=\"col\">log</th></tr></thead>\n<tbody>\n"
            );
        foreach (var failure in results.Failures.Take(MostRuns))
        {
            html.Markup("<tr>")
                .Element("td", failure.Case, "class=\"t\"")
                .Element("td", failure.RunNumber.ToString(CultureInfo.InvariantCulture), "class=\"n\"")
                .Markup("<td class=\"t\">")
                .Text(failure.Message);
            if (failure.RecentOutput.Count > 0)
            {
                html.Markup("<details><summary>last lines</summary>")
                    .Element("pre", string.Join('\n', failure.RecentOutput))
                    .Markup("</details>");
            }

            html.Markup("</td><td class=\"t\">");
            WriteLog(html, failure.LogPath, results.Folder);
            html.Markup("</td></tr>\n");
        }

        foreach (var (run, problem) in invalid.Take(MostRuns))
        {
            html.Markup("<tr>")
                .Element("td", run.Case, "class=\"t\"")
                .Element("td", run["run_number"].ToString(), "class=\"n\"")
                .Element("td", problem!, "class=\"t\"")
                .Markup("<td></td></tr>\n");
        }

        html.Markup("</tbody>\n</table>\n</div>\n");
        if (results.Failures.Count > MostRuns || invalid.Length > MostRuns)
        {
            html.Element(
                    "p",
                    $"Only the first {MostRuns} of {results.Failures.Count} failures and of {invalid.Length} doubtful runs are listed.",
                    "class=\"soft\""
                )
                .Markup("\n");
        }

        html.Markup("</section>\n");
    }

    public static void WriteRuns(Html html, ExperimentResults results)
    {
        var runs = results.Runs;
        if (runs.Count == 0)
        {
            return;
        }

        html.Markup("<section aria-labelledby=\"runs\">\n").Element("h2", "Single runs", "id=\"runs\"").Markup("\n");
        if (runs.Count > MostRuns)
        {
            html.Element(
                    "p",
                    $"{SummaryText.Count(runs.Count, "run")} are too many for this page; they are in summary.csv and in the folders of their cases.",
                    "class=\"soft\""
                )
                .Markup("\n</section>\n");
            return;
        }

        var metrics = ReportMetrics.Of(results, Preferred);
        html.Markup("<details>\n").Element("summary", $"Show {SummaryText.Count(runs.Count, "run")}").Markup("\n");
        WriteTools(html, "run-table", "Filter the runs", runs.Count);
        html.Markup(
            "<div class=\"scroll tall\" tabindex=\"0\" role=\"region\" aria-labelledby=\"runs\">\n<table class=\"data\" id=\"run-table\">\n<thead><tr>"
        );
        WriteHead(html, "case", "");
        WriteHead(html, "run", "n");
        foreach (var metric in metrics)
        {
            WriteHead(html, metric, "n");
        }

        var hasRemarks = runs.Any(run => run.Remarks.Count > 0);
        WriteFailedAndRemarksHeads(html, runs, hasRemarks);
        html.Markup("</tr></thead>\n<tbody>\n");
        foreach (var run in runs)
        {
            html.Markup("<tr>").Element("td", run.Case, "class=\"t\"");
            WriteValue(html, run["run_number"]);
            foreach (var metric in metrics)
            {
                WriteNumber(html, CasePoint.TryReadMeasured(run, metric, out var value) ? value : double.NaN, null);
            }

            WriteFailedAndRemarks(html, [run], CountsFailures(runs), hasRemarks);
            html.Markup("</tr>\n");
        }

        html.Markup("</tbody>\n</table>\n</div>\n</details>\n</section>\n");
    }

    private static string? FindProblem(RunValues run)
    {
        string[] found =
        [
            .. run.TryFindNumber("completed", out var completed) && completed == 0
                ? ["No request completed: its latencies are not measurements."]
                : (string[])[],
            .. run.Remarks.Select(remark =>
                $"{char.ToUpperInvariant(remark.Text[0])}{remark.Text[1..]}.{(remark.CannotJudge && run.HasLoad ? " A search does not count it." : "")}"
            ),
        ];
        return found.Length > 0 ? string.Join(' ', found) : null;
    }

    /// <summary>Returns whether the results contain the number of failed requests.</summary>
    private static bool CountsFailures(RunSet runs) => runs.Any(run => run["failed"].TryFindNumber(out _));

    private static void WriteFailedAndRemarksHeads(Html html, RunSet runs, bool hasRemarks)
    {
        if (CountsFailures(runs))
        {
            WriteHead(html, "failed requests", "n");
        }

        if (hasRemarks)
        {
            WriteHead(html, "remarks", "");
        }
    }

    private static void WriteFailedAndRemarks(Html html, RunValues[] group, bool countsFailures, bool hasRemarks)
    {
        if (countsFailures)
        {
            double[] failed =
            [
                .. group.Select(run => run.TryFindNumber("failed", out var count) ? count : double.NaN).Where(double.IsFinite),
            ];
            html.Element(
                "td",
                failed.Length == 0 ? "–" : failed.Sum().ToString("0", CultureInfo.InvariantCulture),
                $"class=\"n\" data-v=\"{(failed.Length == 0 ? "" : Sortable(failed.Sum()))}\""
            );
        }

        if (hasRemarks)
        {
            html.Element(
                "td",
                string.Join("; ", group.SelectMany(run => run.Remarks).Select(remark => remark.ShortText).Distinct()),
                "class=\"t\""
            );
        }
    }

    private static void WriteCase(Html html, RunValues[] group, string[] keys, IReadOnlyList<string> metrics)
    {
        if (keys.Length == 0)
        {
            html.Element("td", group[0].Case, "class=\"t\"");
        }

        foreach (var key in keys)
        {
            WriteValue(html, group[0][key]);
        }

        html.Markup($"<td class=\"n\" data-v=\"{group.Length}\">")
            .Text(group.Length.ToString(CultureInfo.InvariantCulture))
            .Markup("</td>");
        foreach (var metric in metrics)
        {
            double[] values =
            [
                .. group.Select(run => CasePoint.TryReadMeasured(run, metric, out var value) ? value : double.NaN).Where(double.IsFinite),
            ];
            var sample = values.Length > 0 ? SampleSummary.Of(values) : null;
            WriteNumber(html, sample?.Mean ?? double.NaN, sample?.FindHalfWidth());
        }
    }

    private static void WriteTools(Html html, string table, string label, int rows) =>
        html.Markup(
            $"<div class=\"tools\"><label for=\"{table}-filter\">{label}</label><input type=\"search\" id=\"{table}-filter\" data-table=\"{table}\" data-count=\"{table}-count\" autocomplete=\"off\"><span class=\"soft\" id=\"{table}-count\" role=\"status\">{rows} rows</span></div>\n"
        );

    private static void WriteHead(Html html, string text, string kind) =>
        html.Markup($"<th scope=\"col\"{(kind.Length > 0 ? $" class=\"{kind}\"" : "")}>")
            .Element("button", text, "type=\"button\"")
            .Markup("</th>");

    private static void WriteValue(Html html, Results.ResultCell cell)
    {
        var value = GroupValue.Of(cell);
        if (cell.TryFindNumber(out var number))
        {
            html.Element("td", value.ToString(), $"class=\"n\" data-v=\"{Sortable(number)}\"");
        }
        else
        {
            html.Element("td", value.IsNone ? "–" : value.ToString(), value.IsNone ? "class=\"t\" data-v=\"\"" : "class=\"t\"");
        }
    }

    private static void WriteNumber(Html html, double value, double? halfWidth) =>
        html.Element(
            "td",
            double.IsNaN(value) ? "–" : NumberText.Mean(value, halfWidth),
            $"class=\"n\" data-v=\"{(double.IsNaN(value) ? "" : Sortable(value))}\""
        );

    private static string Sortable(double value) =>
        double.IsPositiveInfinity(value) ? "Infinity"
        : double.IsNegativeInfinity(value) ? "-Infinity"
        : Html.Number(value);

    /// <summary>Links lead only to files below the folder of the report: a recipient of the folder has them, and the text of a result
    /// cannot link elsewhere.</summary>
    private static void WriteLog(Html html, string? path, string? folder)
    {
        if (path is null)
        {
            html.Text("–");
            return;
        }

        var full = folder is null ? path : Path.GetFullPath(path, folder);
        if (folder is not null && full.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            var relative = Path.GetRelativePath(folder, full).Replace(Path.DirectorySeparatorChar, '/');
            html.Element("a", relative, Html.Attribute("href", "./" + string.Join('/', relative.Split('/').Select(Uri.EscapeDataString))));
            return;
        }

        html.Element("code", path);
    }
}
