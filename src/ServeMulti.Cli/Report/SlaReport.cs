using System.Globalization;
using ServeMulti.Cli.Display;
using ServeMulti.Sla;
using ServeMulti.Sweeping;

namespace ServeMulti.Cli.Report;

/// <summary>Prints the answers of searches: per SLA the load that each configuration sustains, its limiting factor, and the best
/// configuration on each workload.</summary>
internal static class SlaReport
{
    private const int WidestParameters = 60;

    public static void Write(IReadOnlyList<CaseAnswer> answers, string location, ReportWriter output)
    {
        foreach (var level in answers.GroupBy(answer => (answer.Result.ServiceLevel, answer.Result.Variable.Name)))
        {
            output.WriteLine($"SLA {level.Key.ServiceLevel}, largest {level.Key.Name} in {level.First().Result.Variable.Unit}");
            output.WriteLine(Tabulate(level));
            var comparisons = LoadComparison.Of(level);
            foreach (var comparison in comparisons)
            {
                if (Describe(comparison) is { } line)
                {
                    output.WriteLine(comparisons.Count == 1 ? line : $"on {ShortText.NameServer(comparison.Workload)}: {line}");
                }
            }
        }

        output.WritePath($"files: {location} (SLA-*.json hold every probe)");
    }

    private static TextTable Tabulate(IEnumerable<CaseAnswer> answers)
    {
        var table = new TextTable(2, endsInText: true, "server", "benchmark", "load", "at least", "interval (80 %)", "runs", "outcome");
        foreach (var (planned, result) in answers)
        {
            table.Add(
                ShortText.Describe(planned.Case.ServeParameters, WidestParameters),
                ShortText.Describe(planned.Case.BenchParameters, WidestParameters),
                result.FormatNumber(result.Load),
                result.FormatNumber(result.AtLeast),
                result.FormatInterval(),
                Runs(result),
                Outcome(result)
            );
        }

        return table;
    }

    /// <summary>Returns the number of runs of the answer, without those that cannot judge their load.</summary>
    private static string Runs(SlaSearchResult result)
    {
        var unjudged = result.Probes.Sum(probe => probe.Runs.Count(run => run.Problem is not null));
        return string.Create(CultureInfo.InvariantCulture, $"{result.Runs}{(unjudged == 0 ? "" : $" (+{unjudged} unfit)")}");
    }

    private static string Outcome(SlaSearchResult result) =>
        result switch
        {
            { Outcome: SlaSearchOutcome.NotMeasured } => "not measured: see the reason below",
            { Problem: { } problem } when !result.DescribeOutcome().Contains(problem, StringComparison.Ordinal) => ShortText.OneLine(
                $"{result.DescribeOutcome()}: {problem}"
            ),
            _ => ShortText.OneLine(result.DescribeOutcome()),
        };

    /// <summary>Returns the verdict on a workload; null if there is one configuration and the table shows everything.</summary>
    private static string? Describe(LoadComparison comparison) =>
        comparison.Ranking.Count + comparison.Excluded.Count > 1 ? ShortText.Printable(comparison.Describe(ShortText.NameServer))
        : comparison.Ranking.Count == 1 ? null
        : comparison.IsMeasured ? "No load that was tried meets the SLA."
        : "Nothing was measured.";
}
