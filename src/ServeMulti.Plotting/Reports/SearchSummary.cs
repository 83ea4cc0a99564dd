using ServeMulti.Comparing;
using ServeMulti.Parameters;
using ServeMulti.Plotting.Figures;
using ServeMulti.Sla;
using ServeMulti.Sweeping;

namespace ServeMulti.Plotting.Reports;

/// <summary>Summarizes searches: per SLA and workload, which configuration sustains the largest load, its interval, its lead and its
/// limiting factor.</summary>
internal sealed class SearchSummary
{
    private const int MostBars = 20;

    /// <summary>The answers that are shown at first.</summary>
    private const int MostOpen = 6;
    private const int MostChoices = 6;
    private const int LongestName = 240;

    private readonly ExperimentResults _results;
    private readonly CaseLabels _labels;

    public SearchSummary(ExperimentResults results) => (_results, _labels) = (results, new CaseLabels(results.Runs));

    public ReportSummary Write()
    {
        (ExperimentAnswer Answer, ParameterSet Configuration, ParameterSet Workload)[] named =
        [
            .. _results
                .Answers.Select(Name)
                .OrderBy(one => _results.Baseline is null || one.Configuration.ToString() == _results.Baseline ? 0 : 1),
        ];
        var cases = named.ToDictionary(
            one => one.Answer.Result,
            one => one.Answer.Case,
            (IEqualityComparer<SlaSearchResult>)ReferenceEqualityComparer.Instance
        );
        var answers = named
            .GroupBy(one => (one.Answer.Result.ServiceLevel.Text, one.Answer.Result.Variable.Name))
            .SelectMany(level =>
            {
                var comparisons = LoadComparison.Of(level.Select(one => (one.Configuration, one.Workload, one.Answer.Result)));
                return comparisons.Select(
                    (comparison, place) => Summarize(comparison, [.. Rows(level, place)], isOneOfMany: comparisons.Count > 1)
                );
            });
        return new(
            [.. answers.Select((answer, place) => answer with { IsFolded = place >= MostOpen })],
            [
                "The largest load is the best estimate of what is sustained; \"at least\" is sustained with a confidence of about 95 %. The 80 % interval holds the true answer in about 80 of 100 searches. Best is a configuration whose interval lies above all others; configurations whose intervals overlap with that of the largest are tied.",
            ]
        );

        IEnumerable<(ParameterSet Configuration, SlaSearchResult Result)> Rows(
            IEnumerable<(ExperimentAnswer Answer, ParameterSet Configuration, ParameterSet Workload)> level,
            int place
        ) => level.GroupBy(one => one.Workload).ElementAt(place).Select(one => (one.Configuration, one.Answer.Result));

        SummaryAnswer Summarize(LoadComparison comparison, (ParameterSet Configuration, SlaSearchResult Result)[] rows, bool isOneOfMany)
        {
            var total = comparison.Ranking.Count + comparison.Excluded.Count;
            return new SummaryAnswer
            {
                Heading = isOneOfMany ? $"On {TextCut.Middle(comparison.Workload.ToString(), LongestName)}" : null,
                IsClear = total > 1 ? comparison.Best is not null : comparison.Ranking.Count > 0,
                Sentences = [.. Sentences(comparison, total)],
                Bars = Bars(comparison, rows),
                Choices = [.. Choices(comparison, total, result => cases[result])],
                Advice = [.. Advice(comparison)],
            };
        }
    }

    private (ExperimentAnswer Answer, ParameterSet Configuration, ParameterSet Workload) Name(ExperimentAnswer answer)
    {
        var (configuration, workload) = _labels.Split(answer.Case);
        return (answer, RunComparison.Name(configuration), RunComparison.Name(workload));
    }

    /// <summary>The same text as on the terminal: which configuration sustains the largest load, and its lead.</summary>
    private IEnumerable<string> Sentences(LoadComparison comparison, int total)
    {
        var level = comparison.ServiceLevel.Name ?? comparison.ServiceLevel.Text;
        var largest = comparison.Ranking.Count > 0 ? comparison.Ranking[0].Result : null;
        var text =
            total > 1
                ? $"Within {level}: {(_results.Baseline is null ? comparison.Describe(NameOf) : comparison.DescribeAgainstBaseline(NameOf))}"
            : largest is null ? $"No largest load within {level}: {comparison.Excluded[0].Reason}"
            : $"{largest.FormatLoad(largest.Load)} within {level}";
        yield return text.TrimEnd('.') + ".";
        if (largest is not null)
        {
            yield return total > 1
                ? $"The largest, {NameOf(comparison.Ranking[0].Parameters)}: {Explain(largest)}"
                : SummaryText.Capital(Explain(largest));
        }
    }

    private static string Explain(SlaSearchResult result)
    {
        var parts = new List<string>();
        if (result.Interval is { } interval)
        {
            parts.Add(
                double.IsFinite(interval.High)
                    ? $"the true answer lies between {result.FormatInterval().Replace(" to ", " and ", StringComparison.Ordinal)} with about 80 % confidence"
                    : $"the true answer is {result.FormatInterval()} with about 80 % confidence"
            );
        }

        if (result.AtLeast is { } least)
        {
            parts.Add($"at least {result.FormatNumber(least)} with about 95 %");
        }

        parts.Add(result.DescribeOutcome());
        return string.Join("; ", parts) + ".";
    }

    private BarChart Bars(LoadComparison comparison, (ParameterSet Configuration, SlaSearchResult Result)[] rows)
    {
        var ranked = comparison.Ranking.Select(item => new BarRow(
            NameOf(item.Parameters),
            item.Result.Load,
            item.Result.Interval?.Low,
            item.Result.Interval?.High,
            [
                item.Result.FormatLoad(item.Result.Load),
                item.Result.FormatNumber(item.Result.AtLeast),
                item.Result.FormatInterval(),
                Outcome(item.Result),
                .. AgainstBaseline(item.Parameters, item.Result, rows),
            ],
            rows.Length > 1 ? SummaryText.Standing(item.Standing) : "",
            item.Standing == ConfigurationStanding.Best,
            item.Standing == ConfigurationStanding.Tied
        ));
        var excluded = rows.Where(row => row.Result.Load is null)
            .Select(row => new BarRow(
                NameOf(row.Configuration),
                null,
                null,
                null,
                ["–", "–", "–", Outcome(row.Result), .. AgainstBaseline(row.Configuration, row.Result, rows)],
                ""
            ));
        BarRow[] all = [.. ranked, .. excluded];
        return new BarChart(
            $"Largest load within {comparison.ServiceLevel.Text}, with its 80 % interval",
            ["largest load", "at least (95 %)", "80 % interval", "outcome", .. ReportBaseline.Columns(_results)],
            [.. all.Take(MostBars)],
            Math.Max(0, all.Length - MostBars)
        );
    }

    private IEnumerable<LaunchChoice> Choices(LoadComparison comparison, int total, Func<SlaSearchResult, string> caseOf)
    {
        var shown =
            comparison.Best is { } best ? [best]
            : total == 1 ? comparison.Ranking
            : comparison.Ranking.Where(item => item.Standing is ConfigurationStanding.Tied or ConfigurationStanding.NotKnown);
        foreach (var item in shown.Take(MostChoices))
        {
            if (_results.Commands.GetValueOrDefault(caseOf(item.Result)) is { } commands)
            {
                var standing =
                    total == 1
                        ? "Searched"
                        : item.Standing switch
                        {
                            ConfigurationStanding.Best => "Best",
                            ConfigurationStanding.Tied => "Tied",
                            _ => "Not known to be best",
                        };
                yield return new LaunchChoice(
                    $"{standing}: {NameOf(item.Parameters)}",
                    commands,
                    commands.BenchAt(comparison.Variable, item.Result.Passing)?.ToString()
                );
            }
        }
    }

    private IEnumerable<SummaryAdvice> Advice(LoadComparison comparison)
    {
        var widest = comparison
            .Ranking.Where(item => item.Standing != ConfigurationStanding.Behind)
            .Select(item => item.Result)
            .Where(result => result is { MoreRunsNeeded: not null, Options: not null })
            .MaxBy(result => result.MoreRunsNeeded);
        if (widest is { MoreRunsNeeded: { } more, Options: { } options })
        {
            var purpose = comparison.Best is null && comparison.Ranking.Count > 1 ? "To separate the tied ones, narrow" : "To narrow";
            var text = SummaryText.Invariant(
                $"{purpose} the intervals to ±{100 * options.Tolerance:0.#} %: about {more} more {(more == 1 ? "run" : "runs")} of a search"
            );
            yield return _results.Experiment?.Advise(
                $"{text}. To execute them",
                "stored runs are used again",
                "--conclude-again",
                SummaryText.Invariant($"--sla-budget {widest.Runs + more}")
            )
                ?? new SummaryAdvice(text + ".");
        }
    }

    private static string NameOf(ParameterSet configuration) =>
        configuration is { Count: 0, Name: null } ? "the command as it is" : TextCut.Middle(configuration.ToString(), LongestName);

    /// <summary>Returns the cell that compares an answer with that of the baseline; none if no baseline was chosen.</summary>
    private string[] AgainstBaseline(
        ParameterSet configuration,
        SlaSearchResult result,
        (ParameterSet Configuration, SlaSearchResult Result)[] rows
    )
    {
        if (_results.Baseline is not { } baseline)
        {
            return [];
        }

        var other = Array.Find(rows, row => row.Configuration.ToString() == baseline).Result;
        return
        [
            configuration.ToString() == baseline ? "the baseline"
            : other is not null && LoadLead.Between(result, other) is { } lead ? $"{lead.DescribeChange()} (80 % interval)"
            : "–",
        ];
    }

    private static string Outcome(SlaSearchResult result) =>
        result.Problem is { } problem && !result.DescribeOutcome().Contains(problem, StringComparison.Ordinal)
            ? $"{result.DescribeOutcome()}: {problem}"
            : result.DescribeOutcome();
}
