using System.Globalization;
using ServeMulti.Plotting.Runs;

namespace ServeMulti.Plotting.Reports;

/// <summary>Writes the runs without a result and those whose result is in doubt, with reasons and logs. A reason that several runs share is
/// shown once.</summary>
internal static class FailureTable
{
    private const int MostReasons = 500;
    private const int MostRuns = 2000;
    private const int MostOpen = 3;

    public static void Write(Html html, ExperimentResults results)
    {
        (string Reason, ExperimentFailure[] Runs)[] failed =
        [
            .. results.Failures.GroupBy(failure => failure.Message).Select(group => (group.Key, group.ToArray())),
        ];
        (string Reason, RunValues[] Runs)[] doubtful =
        [
            .. results
                .Runs.Select(run => (Run: run, Problem: FindProblem(run)))
                .Where(pair => pair.Problem is not null)
                .GroupBy(pair => pair.Problem!, pair => pair.Run)
                .Select(group => (group.Key, group.ToArray())),
        ];
        if (failed.Length + doubtful.Length == 0)
        {
            return;
        }

        html.Markup("<section aria-labelledby=\"failures\">\n")
            .Element("h2", "Failures and doubtful runs", "id=\"failures\"")
            .Markup(
                "\n<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-labelledby=\"failures\">\n<table>\n<thead><tr><th scope=\"col\">what happened</th><th scope=\"col\">runs</th></tr></thead>\n<tbody>\n"
            );
        foreach (var (reason, runs) in failed.Take(MostReasons))
        {
            html.Markup("<tr><td class=\"t\">").Text(reason);
            WriteOutput(html, runs[0]);
            html.Markup("</td><td class=\"t\">");
            WriteRuns(
                html,
                runs,
                failure =>
                {
                    html.Text(string.Create(CultureInfo.InvariantCulture, $"{failure.Case} run {failure.RunNumber} "));
                    if (failure.LogPath is not null)
                    {
                        ReportLink.Write(html, failure.LogPath, results.Folder);
                    }
                }
            );
            html.Markup("</td></tr>\n");
        }

        foreach (var (reason, runs) in doubtful.Take(MostReasons))
        {
            html.Markup("<tr>").Element("td", reason, "class=\"t\"").Markup("<td class=\"t\">");
            WriteRuns(html, runs, run => html.Text(run.ToString()));
            html.Markup("</td></tr>\n");
        }

        html.Markup("</tbody>\n</table>\n</div>\n");
        if (failed.Length > MostReasons || doubtful.Length > MostReasons)
        {
            html.Element(
                    "p",
                    $"Only the first {MostReasons} of {failed.Length} reasons of failures and of {doubtful.Length} reasons of doubt are listed.",
                    "class=\"soft\""
                )
                .Markup("\n");
        }

        html.Markup("</section>\n");
    }

    private static void WriteOutput(Html html, ExperimentFailure failure)
    {
        if (failure.RecentOutput.Count > 0)
        {
            html.Markup("<details><summary>last lines</summary>")
                .Element("pre", string.Join('\n', failure.RecentOutput))
                .Markup("</details>");
        }
    }

    /// <summary>Writes the first runs, and folds the others.</summary>
    private static void WriteRuns<T>(Html html, IReadOnlyList<T> runs, Action<T> write)
    {
        foreach (var (run, place) in runs.Take(MostRuns).Select((run, place) => (run, place)))
        {
            if (place == MostOpen)
            {
                html.Markup("<details>").Element("summary", $"{SummaryText.Count(runs.Count - MostOpen, "more run")}");
            }

            html.Markup("<div>");
            write(run);
            html.Markup("</div>");
        }

        if (runs.Count > MostRuns)
        {
            html.Element("div", $"and {SummaryText.Count(runs.Count - MostRuns, "more run")}");
        }

        if (runs.Count > MostOpen)
        {
            html.Markup("</details>");
        }
    }

    private static string? FindProblem(RunValues run)
    {
        string[] found =
        [
            .. run.TryFindNumber("completed", out var completed) && completed == 0
                ? ["No request completed: its latencies are not measurements."]
                : (string[])[],
            .. run.Remarks.Select(remark =>
                $"{SummaryText.Capital(remark.Text)}.{(remark.CannotJudge && run.HasLoad ? " A search does not count it." : "")}"
            ),
        ];
        return found.Length > 0 ? string.Join(' ', found) : null;
    }
}
