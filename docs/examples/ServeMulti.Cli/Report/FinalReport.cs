using System.Globalization;
using ServeMulti.Cli.Display;
using ServeMulti.Results;

namespace ServeMulti.Cli.Report;

/// <summary>What a sweep has found, for people: a table of all cases, and which server configuration is best and by how much.</summary>
internal static class FinalReport
{
    private const int WidestParameters = 60;

    /// <param name="runs">Every finished run of the experiment.</param>
    /// <param name="location">The folder of the experiment.</param>
    /// <param name="output">Where to write.</param>
    public static void Write(IReadOnlyList<RunRecord> runs, string location, TextWriter output)
    {
        if (runs.Count == 0)
        {
            output.WriteLine("No run has a result.");
            return;
        }

        var cases = CaseSummary.Of(runs);
        string[] metrics = [.. MainMetrics.Table.Where(metric => cases.Any(summary => summary.Find(metric) is not null))];
        output.WriteLine(Tabulate(cases, metrics));
        foreach (var metric in metrics)
        {
            if (Compare(runs, metric) is { } line)
            {
                output.WriteLine(line);
            }
        }

        output.WriteLine($"files: {location} (summary.csv holds all runs)");
    }

    private static TextTable Tabulate(IReadOnlyList<CaseSummary> cases, string[] metrics)
    {
        var table = new TextTable(2, ["server", "benchmark", "runs", .. metrics]);
        foreach (var summary in cases)
        {
            table.Add([
                ShortText.Describe(summary.Case.ServeParameters, WidestParameters),
                ShortText.Describe(summary.Case.BenchParameters, WidestParameters),
                summary.Runs.Count.ToString(CultureInfo.InvariantCulture),
                .. metrics.Select(metric => MainMetrics.Format(summary.Find(metric))),
            ]);
        }

        return table;
    }

    private static string? Compare(IReadOnlyList<RunRecord> runs, string metric)
    {
        var comparison = ConfigurationComparison.Of(runs, metric);
        if (comparison.Ranking is not [{ Lead: { } lead } best, var next, ..])
        {
            return null;
        }

        var (bestName, nextName) = (ShortText.Describe(best.Parameters, WidestParameters), ShortText.Describe(next.Parameters, WidestParameters));
        if (lead.Ratio == 1)
        {
            return $"{metric}: {bestName} and {nextName} are equal";
        }

        var direction = comparison.HigherIsBetter ? "higher" : "lower";
        var difference = $"{bestName}{(lead.IsClear || lead.LowerBound is null ? "," : " is")} {Percent(lead.Ratio)} {direction} than {nextName}";
        return lead switch
        {
            { IsClear: true, LowerBound: { } lower, UpperBound: { } upper } => $"{metric}: best is {difference} (95 % interval {Percent(lower)} to {Percent(upper)})",
            { LowerBound: null } => $"{metric}: best is {difference} (no interval: some cases have only one run)",
            _ => $"{metric}: no clear best; {difference}, but the runs differ too much to tell",
        };

        string Percent(double ratio) => string.Create(CultureInfo.InvariantCulture, $"{100 * (comparison.HigherIsBetter ? ratio - 1 : 1 - (1 / ratio)):0.0} %");
    }
}
