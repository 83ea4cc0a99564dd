using System.Globalization;
using ServeMulti.Sla;

namespace ServeMulti.SearchLab.Real;

/// <summary>Writes what the searches said beside the truth.</summary>
internal static class RealTable
{
    private static readonly string[] Header =
    [
        "search",
        "answer",
        "at least",
        "interval (80 %)",
        "bracket",
        "runs",
        "time",
        "error",
        "interval holds truth",
        "at least holds",
    ];

    public static string Format(IReadOnlyList<SlaSearchResult> searches, Truth? truth)
    {
        string[][] rows = [Header, .. searches.Select((search, index) => Row(index + 1, search, truth))];
        int[] widths = [.. Enumerable.Range(0, Header.Length).Select(column => rows.Max(row => row[column].Length))];
        return string.Concat(rows.Select(row => string.Join("  ", row.Select((cell, column) => cell.PadLeft(widths[column]))) + "\n"))
            + Describe(truth, searches[0].Variable);
    }

    private static string Describe(Truth? truth, LoadVariable variable) =>
        truth is null
            ? "truth: not found; all long runs meet the SLA, or none does\n"
            : string.Create(
                CultureInfo.InvariantCulture,
                $"truth: {truth.Load:G4} {variable.Unit}, 80 % interval {truth.Low:G4} to {truth.High:G4}, from {truth.Runs} long runs, which differ by {100 * truth.Noise:0.0} % at one load\n"
            )
                + (
                    truth.Doubtful == 0
                        ? ""
                        : $"In {truth.Doubtful} of them the load generator was the bottleneck: something else ran on the machine, or the load is too much for it.\n"
                );

    private static string[] Row(int number, SlaSearchResult search, Truth? truth) =>
        [
            number.ToString(CultureInfo.InvariantCulture),
            search.Load is { } load ? Text(load) : search.Outcome.ToString(),
            Text(search.AtLeast),
            search.Interval is { } interval ? $"{Text(interval.Low)} to {Text(interval.High)}" : "-",
            $"{Text(search.Passing)} to {Text(search.Failing)}",
            search.Runs.ToString(CultureInfo.InvariantCulture),
            string.Create(CultureInfo.InvariantCulture, $"{search.Elapsed.TotalSeconds:0} s"),
            truth is not null && search.Load is { } answer
                ? string.Create(CultureInfo.InvariantCulture, $"{100 * ((answer / truth.Load) - 1):+0.0;-0.0;0.0} %")
                : "-",
            truth is null || search.Interval is null ? "-" : Holds(search.Interval, truth),
            truth is null || search.AtLeast is not { } least ? "-"
            : least <= truth.Load ? "yes"
            : least <= truth.High ? "nearly"
            : "no",
        ];

    /// <summary>An interval that misses the truth but reaches its own interval cannot be told from one that holds it.</summary>
    private static string Holds(LoadInterval interval, Truth truth) =>
        interval.Low <= truth.Load && truth.Load <= interval.High ? "yes"
        : interval.Low <= truth.High && truth.Low <= interval.High ? "nearly"
        : "no";

    private static string Text(double? value) => value is { } number ? number.ToString("G4", CultureInfo.InvariantCulture) : "-";
}
