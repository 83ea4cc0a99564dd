using System.Globalization;
using ServeMulti.Plotting.Figures;
using ServeMulti.Plotting.Runs;

namespace ServeMulti.Plotting.Reports;

/// <summary>Writes the parts that the tables of a report share.</summary>
internal static class TableMarkup
{
    /// <summary>Gets the metrics that a table shows first, where results have them.</summary>
    public static IReadOnlyList<string> Preferred { get; } =
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

    /// <summary>Writes the filter of a table; its script adds the choice of columns and the buttons that copy.</summary>
    public static void WriteTools(Html html, string table, string label, int rows) =>
        html.Markup(
            $"<div class=\"tools\"><label for=\"{table}-filter\">{label}</label><input type=\"search\" id=\"{table}-filter\" data-table=\"{table}\" data-count=\"{table}-count\" placeholder=\"words, key=value, key&gt;=number\" autocomplete=\"off\" spellcheck=\"false\"><span class=\"soft\" id=\"{table}-count\" role=\"status\">{rows} rows</span></div>\n"
        );

    /// <summary>Writes the heading of a column, by which it is sorted.</summary>
    /// <param name="html">The page.</param>
    /// <param name="text">The heading.</param>
    /// <param name="kind">The class of its cells: <c>n</c> for numbers.</param>
    /// <param name="key">What the column is called in filters; null: its heading.</param>
    public static void WriteHead(Html html, string text, string kind, string? key = null) =>
        html.Markup($"<th scope=\"col\"{(kind.Length > 0 ? $" class=\"{kind}\"" : "")} {Html.Attribute("data-k", key ?? text)}>")
            .Element("button", text, "type=\"button\"")
            .Markup("</th>");

    /// <summary>Returns whether the results contain the number of failed requests.</summary>
    public static bool CountsFailures(RunSet runs) => runs.Any(run => run["failed"].TryFindNumber(out _));

    public static void WriteFailedAndRemarksHeads(Html html, RunSet runs, bool hasRemarks)
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

    public static void WriteFailedAndRemarks(Html html, RunValues[] group, bool countsFailures, bool hasRemarks)
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

    public static void WriteValue(Html html, Results.ResultCell cell)
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

    public static void WriteNumber(Html html, double value, double? halfWidth) =>
        html.Element(
            "td",
            double.IsNaN(value) ? "–" : NumberText.Mean(value, halfWidth),
            $"class=\"n\" data-v=\"{(double.IsNaN(value) ? "" : Sortable(value))}\""
        );

    public static string Sortable(double value) =>
        double.IsPositiveInfinity(value) ? "Infinity"
        : double.IsNegativeInfinity(value) ? "-Infinity"
        : Html.Number(value);
}
