using ServeMulti.Cli.Display;
using ServeMulti.Sweeping;

namespace ServeMulti.Cli.Report;

/// <summary>Prints the results of load scans: for each case a table of its loads, from one request at a time to all at once.</summary>
internal static class ScanReport
{
    private const int WidestParameters = 60;

    public static void Write(IReadOnlyList<CaseScan> scans, string location, ReportWriter output)
    {
        output.WriteLine(MetricsTable.Caption);
        foreach (var scan in scans.Where(scan => scan.Levels.Count > 0))
        {
            var parameters = scan.Case.Case;
            output.WriteLine(
                $"server {ShortText.Describe(parameters.ServeParameters, WidestParameters)}, benchmark {ShortText.Describe(parameters.BenchParameters, WidestParameters)}"
                    + (scan.IsComplete ? "" : " (not complete)")
            );
            output.WriteLine(Tabulate(scan));
        }

        output.WritePath($"files: {location} (summary.csv holds all runs)");
    }

    private static TextTable Tabulate(CaseScan scan)
    {
        CaseSummary[] summaries = [.. scan.Levels.Select(level => new CaseSummary(scan.Case.Case, level.Runs))];
        var parameters = scan.Case.Case.ServeParameters.Concat(scan.Case.Case.BenchParameters).Select(pair => pair.Key);
        var metrics = MainMetrics.Choose([.. scan.Levels.SelectMany(level => level.Runs)], parameters);
        return MetricsTable.Of(
            ["load"],
            [.. scan.Levels.Zip(summaries).Select(pair => (new[] { pair.First.ToString() }, pair.Second))],
            metrics
        );
    }
}
