using System.Globalization;
using ServeMulti.Cli.Display;

namespace ServeMulti.Cli.Report;

/// <summary>A table of cases and their metrics, with remarks that limit their use.</summary>
internal static class MetricsTable
{
    /// <summary>The caption of such a table, which explains its numbers.</summary>
    public const string Caption = "mean of the runs ± half the width of its 95 % interval; a single run has none";

    /// <param name="names">The names of the columns that identify the case.</param>
    /// <param name="rows">The cases, each with the cells of these columns.</param>
    /// <param name="metrics">The metrics.</param>
    public static TextTable Of(string[] names, IReadOnlyList<(string[] Names, CaseSummary Summary)> rows, IReadOnlyList<string> metrics)
    {
        string[] remarks = [.. rows.Select(row => row.Summary.DescribeRemarks())];
        var hasRemarks = remarks.Any(remark => remark != "-");
        string[] lastColumn = hasRemarks ? ["remarks"] : [];
        var table = new TextTable(names.Length, hasRemarks, [.. names, "runs", .. metrics, .. lastColumn]);
        foreach (var ((cells, summary), remark) in rows.Zip(remarks))
        {
            string[] lastCell = hasRemarks ? [ShortText.Printable(remark)] : [];
            table.Add([
                .. cells,
                summary.Runs.Count.ToString(CultureInfo.InvariantCulture),
                .. metrics.Select(metric => MainMetrics.Format(summary.Find(metric))),
                .. lastCell,
            ]);
        }

        return table;
    }
}
