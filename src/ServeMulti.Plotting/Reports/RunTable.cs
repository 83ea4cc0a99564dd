using ServeMulti.Plotting.Figures;

namespace ServeMulti.Plotting.Reports;

/// <summary>Writes the table of single runs.</summary>
internal static class RunTable
{
    /// <summary>With more runs, a page shows none of them alone.</summary>
    public const int MostRuns = 2000;

    public static void Write(Html html, ExperimentResults results)
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

        var metrics = ReportMetrics.Of(results, TableMarkup.Preferred);
        html.Markup("<details>\n").Element("summary", $"Show {SummaryText.Count(runs.Count, "run")}").Markup("\n");
        TableMarkup.WriteTools(html, "run-table", "Filter the runs", runs.Count);
        html.Markup(
            "<div class=\"scroll tall\" tabindex=\"0\" role=\"region\" aria-labelledby=\"runs\">\n<table class=\"data\" id=\"run-table\">\n<thead><tr>"
        );
        TableMarkup.WriteHead(html, "case", "");
        TableMarkup.WriteHead(html, "run", "n");
        foreach (var metric in metrics)
        {
            TableMarkup.WriteHead(html, metric, "n");
        }

        var hasRemarks = runs.Any(run => run.Remarks.Count > 0);
        TableMarkup.WriteFailedAndRemarksHeads(html, runs, hasRemarks);
        html.Markup("</tr></thead>\n<tbody>\n");
        foreach (var run in runs)
        {
            html.Markup("<tr>").Element("td", run.Case, "class=\"t\"");
            TableMarkup.WriteValue(html, run["run_number"]);
            foreach (var metric in metrics)
            {
                TableMarkup.WriteNumber(html, CasePoint.TryReadMeasured(run, metric, out var value) ? value : double.NaN, null);
            }

            TableMarkup.WriteFailedAndRemarks(html, [run], TableMarkup.CountsFailures(runs), hasRemarks);
            html.Markup("</tr>\n");
        }

        html.Markup("</tbody>\n</table>\n</div>\n</details>\n</section>\n");
    }
}
