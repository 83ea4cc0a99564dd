using System.Globalization;
using ServeMulti.Cli.Display;
using ServeMulti.Sla;
using ServeMulti.Sweeping;

namespace ServeMulti.Cli.Report;

/// <summary>What the searches have found, for people: per SLA the load that each configuration sustains, what binds it, and which one wins.</summary>
internal static class SlaReport
{
    private const int WidestParameters = 60;

    public static void Write(IReadOnlyList<CaseAnswer> answers, string location, TextWriter output)
    {
        foreach (var level in answers.GroupBy(answer => answer.Result.ServiceLevel))
        {
            var first = level.First().Result;
            output.WriteLine($"SLA {level.Key}, largest {first.Variable.Name} in {first.Variable.Unit}");
            output.WriteLine(Tabulate(level));
            foreach (var workload in level.GroupBy(answer => answer.Case.Case.BenchParameters))
            {
                if (FindWinner([.. workload]) is { } line)
                {
                    output.WriteLine(line);
                }
            }
        }

        output.WriteLine($"files: {location} (SLA-*.json hold every probe)");
    }

    private static TextTable Tabulate(IEnumerable<CaseAnswer> answers)
    {
        var table = new TextTable(3, "server", "benchmark", "outcome", "load", "at least", "interval (80 %)", "runs", "binding");
        foreach (var (planned, result) in answers)
        {
            table.Add(
                ShortText.Describe(planned.Case.ServeParameters, WidestParameters),
                ShortText.Describe(planned.Case.BenchParameters, WidestParameters),
                result.IsNonMonotone ? $"{result.Outcome}, not monotone" : result.Outcome.ToString(),
                Spell(result.Load),
                Spell(result.AtLeast),
                result.Interval is { } interval ? $"{Spell(interval.Low)} to {Spell(interval.High)}" : "-",
                result.Runs.ToString(CultureInfo.InvariantCulture),
                result.Outcome == SlaSearchOutcome.NotMeasured ? "not known; why, stands below" : ShortText.OneLine(result.Problem ?? result.Binding?.Text ?? "-"));
        }

        return table;
    }

    private static string? FindWinner(IReadOnlyList<CaseAnswer> answers)
    {
        var ranking = answers.Where(answer => answer.Result.Load is not null).OrderByDescending(answer => answer.Result.Load).ToArray();
        if (ranking.Length == 0)
        {
            return answers.All(answer => answer.Result.Outcome == SlaSearchOutcome.NotMeasured) ? "Nothing was measured."
                : answers.Any(answer => answer.Result.Outcome == SlaSearchOutcome.NotMeasured) ? "No configuration that was measured meets it at any load tried."
                : "No configuration meets it at any load tried.";
        }

        var best = ranking[0];
        var name = ShortText.Describe(best.Case.Case.ServeParameters, WidestParameters);
        var sustained = $"{name} sustains {Spell(best.Result.Load)} {best.Result.Variable.Unit}";
        if (answers.Count == 1)
        {
            return null;
        }

        if (ranking.Length == 1)
        {
            var pruned = answers.Count(answer => answer.Result.Outcome == SlaSearchOutcome.Pruned);
            return pruned == 0
                ? $"best: {sustained}; no other configuration meets it."
                : string.Create(CultureInfo.InvariantCulture, $"best: {sustained}; {pruned} of {answers.Count} configurations were pruned, because they clearly miss it there.");
        }

        var next = ranking[1];
        var lead = string.Create(CultureInfo.InvariantCulture, $"{100 * ((best.Result.Load / next.Result.Load) - 1):0.0} %");
        var certainty = best.Result.AtLeast > next.Result.Interval?.High ? "clear of its interval" : "their intervals overlap";
        return $"best: {sustained}, {lead} more than {ShortText.Describe(next.Case.Case.ServeParameters, WidestParameters)} ({certainty})";
    }

    private static string Spell(double? load) => load switch
    {
        null => "-",
        double.PositiveInfinity => "open",
        { } value => value.ToString("G4", CultureInfo.InvariantCulture),
    };
}
