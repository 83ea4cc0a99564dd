using ServeMulti.Benchmarking;
using ServeMulti.Comparing;
using ServeMulti.Parameters;
using ServeMulti.Plotting.Figures;

namespace ServeMulti.Plotting.Reports;

/// <summary>Summarizes a sweep: the best configuration on each workload and over all of them, or why there is none.</summary>
internal sealed class RankingSummary
{
    private const int MostWorkloads = 40;
    private const int LongestName = 240;

    /// <summary>With more workloads, it is counted on how many each configuration is best, and the workloads are folded.</summary>
    private const int MostOpen = 4;
    private const int MostBars = 20;
    private const int MostChoices = 6;
    private const int MostPairs = 3;

    private readonly ExperimentResults _results;
    private readonly RankingText _ranking;

    public RankingSummary(ExperimentResults results) =>
        (_results, _ranking) = (results, new RankingText(results.Runs, results.Directions, results.Baseline));

    public ReportSummary Write()
    {
        if (_results.Runs.Count == 0 || !_ranking.HasChoice)
        {
            return new([new HighestSummary(_results).Summarize(hasRuns: _results.Runs.Count > 0, hasLoads: _ranking.Count == 0)], []);
        }

        ConfigurationComparison[] comparisons = [.. ReportMetrics.Of(_results, MetricCatalog.Main).Select(_ranking.Compare)];
        ConfigurationComparison[] known = [.. comparisons.Where(comparison => comparison.Direction != MetricDirection.Unknown)];
        var workloads = known.Length == 0 ? [] : known[0].Workloads;
        SummaryAnswer[] answers =
        [
            .. workloads
                .Take(MostWorkloads)
                .Select(
                    (workload, place) =>
                        Summarize(
                            workloads.Count == 1 ? null : $"On {TextCut.Middle(workload.Workload!.ToString(), LongestName)}",
                            [.. known.Select(comparison => (comparison, comparison.Workloads[place]))]
                        )
                ),
        ];
        (ConfigurationComparison, WorkloadRanking)[] joined =
        [
            .. known.Where(comparison => comparison.Overall is not null).Select(comparison => (comparison, comparison.Overall!)),
        ];
        SummaryAnswer[] overall =
            joined.Length > 0
                ? [Summarize($"Over all {SummaryText.Count(workloads.Count, "workload")}, by the geometric mean", joined)]
                : [];
        return new(
            workloads.Count <= MostOpen
                ? [.. answers, .. overall]
                :
                [
                    new WorkloadTally(known[0], NameOf).Summarize(Launch),
                    .. overall,
                    .. answers.Select(answer => answer with { IsFolded = true }),
                ],
            [.. Notes(comparisons, workloads.Count)]
        );
    }

    private SummaryAnswer Summarize(string? heading, (ConfigurationComparison Comparison, WorkloadRanking Ranking)[] rankings)
    {
        // A reason that excludes a configuration for every metric is shown once.
        var common =
            rankings.Length < 2
                ? []
                : rankings.Select(pair => pair.Ranking.Excluded.AsEnumerable()).Aggregate((left, right) => left.Intersect(right)).ToArray();
        var first = rankings[0];
        var (headline, details) = Sentence(first.Comparison, first.Ranking, common);
        return new SummaryAnswer
        {
            Heading = heading,
            IsClear = first.Ranking.Best is not null,
            Sentences =
            [
                headline + Measured(first.Comparison, first.Ranking),
                .. details is null ? [] : new[] { details },
                // The bars list them too.
                .. first.Ranking.Workload is null ? common.Select(one => $"{NameOf(one.Parameters)} does not compete: {one.Reason}.") : [],
            ],
            Bars = first.Ranking.Workload is null ? null : Bars(first.Comparison, first.Ranking),
            Further =
            [
                .. rankings
                    .Skip(1)
                    .Select(pair => (pair, Text: Sentence(pair.Comparison, pair.Ranking, common)))
                    .Select(one =>
                        $"{one.Text.Headline}{Measured(one.pair.Comparison, one.pair.Ranking)}{(one.Text.Details is { } more ? $" {more}" : "")}"
                    ),
            ],
            Choices = [.. Choices(rankings)],
            Advice = first.Ranking.Workload is null ? [] : [.. Advice(first.Ranking)],
        };
    }

    /// <summary>Returns the same text as the terminal's, in two parts: the answer, and what else there is to say; null if there is
    /// nothing.</summary>
    private (string Headline, string? Details) Sentence(
        ConfigurationComparison comparison,
        WorkloadRanking ranking,
        ExcludedConfiguration[] common
    )
    {
        var shown = ranking with { Excluded = [.. ranking.Excluded.Except(common)] };
        var text = _results.Baseline is null ? comparison.Describe(shown, NameOf) : comparison.DescribeAgainstBaseline(shown, NameOf);
        var end = text.IndexOf("; ", StringComparison.Ordinal);
        return (
            $"{MetricText.Capital(MetricText.Name(comparison.Metric))}: {(end < 0 ? text : text[..end])}.",
            end < 0 ? null
            : text.AsSpan(end + 2).StartsWith("against ", StringComparison.Ordinal) ? SummaryText.Capital(text[(end + 2)..]) + "."
            : text[(end + 2)..] + "."
        );
    }

    /// <summary>Returns what the best configuration measured: the number that was ranked.</summary>
    private static string Measured(ConfigurationComparison comparison, WorkloadRanking ranking) =>
        ranking is { Best: { } best, Workload: not null }
            ? $" It measured {Score(best, comparison.Metric)}{(best.Interval is { } interval ? $" (95 % interval {NumberText.Interval(interval.Low, interval.High)})" : "")}."
            : "";

    private static string Score(RankedConfiguration item, string metric) =>
        NumberText.Within(item.Score, item.Interval?.Low, item.Interval?.High) + UnitOf(metric);

    private BarChart Bars(ConfigurationComparison comparison, WorkloadRanking ranking)
    {
        var workload = ranking.Workload!;
        var isHigher = comparison.Direction == MetricDirection.HigherIsBetter;
        var rows = ranking
            .Ranking.Select(item => new BarRow(
                NameOf(item.Parameters),
                item.Score,
                item.Interval?.Low,
                item.Interval?.High,
                [
                    Score(item, comparison.Metric),
                    item.Interval is { } interval ? NumberText.Interval(interval.Low, interval.High) : "–",
                    SummaryText.Invariant($"{CountOf(item.Parameters, workload, comparison.Metric)}"),
                    .. AgainstBaseline(
                        item.Parameters,
                        item.LeadOverFirst is { } lead ? ConfigurationChange.Of(lead, isHigher).Short : "–"
                    ),
                ],
                SummaryText.Standing(item.Standing),
                item.Standing == ConfigurationStanding.Best,
                item.Standing == ConfigurationStanding.Tied
            ))
            .Concat(
                ranking.Excluded.Select(one => new BarRow(
                    NameOf(one.Parameters),
                    null,
                    null,
                    null,
                    ["–", "–", "–", .. AgainstBaseline(one.Parameters, "–")],
                    $"does not compete: {one.Reason}"
                ))
            )
            .ToArray();
        var mean = ranking.Ranking.Any(item => !item.IsGeometric) ? "mean" : "geometric mean";
        return new BarChart(
            $"{MetricText.Capital(MetricText.Title(comparison.Metric))}, the {mean} of the runs that is ranked; {(isHigher ? "longer" : "shorter")} bars are better, and the lines are 95 % intervals",
            [MetricText.Name(comparison.Metric), "95 % interval", "runs", .. ReportBaseline.Columns(_results)],
            [.. rows.Take(MostBars)],
            Math.Max(0, rows.Length - MostBars)
        );
    }

    /// <summary>Returns the cell that compares a configuration with the baseline; none if no baseline was chosen.</summary>
    private string[] AgainstBaseline(ParameterSet configuration, string change) =>
        _results.Baseline is not { } baseline ? [] : [configuration.ToString() == baseline ? "the baseline" : change];

    /// <summary>Returns the best configuration of each metric, or those that are tied for the first metric.</summary>
    private IEnumerable<LaunchChoice> Choices((ConfigurationComparison Comparison, WorkloadRanking Ranking)[] rankings)
    {
        var first = rankings[0].Ranking;
        var isOpen = first.Best is null;
        (ParameterSet Configuration, string Label)[] open = isOpen
            ?
            [
                .. first
                    .Ranking.Where(item => item.Standing is ConfigurationStanding.Tied or ConfigurationStanding.NotKnown)
                    .Select(item =>
                        (
                            item.Parameters,
                            $"{(item.Standing == ConfigurationStanding.Tied ? "Tied" : "Not separated")} for {MetricText.Name(rankings[0].Comparison.Metric)}"
                        )
                    ),
            ]
            : [];
        var best = rankings
            .Where(pair => pair.Ranking.Best is not null)
            .GroupBy(pair => pair.Ranking.Best!.Parameters)
            .Select(group =>
                (
                    Configuration: group.Key,
                    Label: $"Best for {SummaryText.List([.. group.Select(pair => MetricText.Name(pair.Comparison.Metric))])}"
                )
            );
        foreach (var (configuration, label) in open.Concat(best).Take(MostChoices))
        {
            if (Launch(configuration, first.Workload, label) is { } choice)
            {
                yield return choice;
            }
        }
    }

    /// <summary>Returns the commands of a configuration; null if they are not known. Over several workloads there is no single command of
    /// the benchmark.</summary>
    private LaunchChoice? Launch(ParameterSet configuration, ParameterSet? workload, string label) =>
        _ranking.CaseOf(configuration, workload) is { } name && _results.Commands.GetValueOrDefault(name) is { } commands
            ? new($"{label}: {NameOf(configuration)}", commands, workload is null ? null : commands.Bench?.ToString())
            : null;

    private IEnumerable<SummaryAdvice> Advice(WorkloadRanking ranking)
    {
        if (ranking.Best is not null || ranking.Ranking.Count < 2)
        {
            yield break;
        }

        var leader = ranking.Ranking[0];
        var pairs = ranking.Ranking.Where(item => item.MoreRunsNeeded is not null).Take(MostPairs).ToArray();
        foreach (var item in pairs)
        {
            yield return new(
                SummaryText.Invariant(
                    $"About {item.MoreRunsNeeded} more {(item.MoreRunsNeeded == 1 ? "run" : "runs")} per case would tell {NameOf(leader.Parameters)} from {NameOf(item.Parameters)}, if the difference and the spread stay as measured."
                )
            );
        }

        if (pairs.Length > 0)
        {
            var runs = _ranking.RunsOf(leader.Parameters, ranking.Workload!).Count() + pairs.Max(item => item.MoreRunsNeeded!.Value);
            if (_results.Experiment is { } experiment)
            {
                yield return experiment.Advise("For that", null, SummaryText.Invariant($"--num-runs {runs}"));
            }
        }
        else if (leader.Standing == ConfigurationStanding.NotKnown)
        {
            const string Problem = "A single run has no spread. To see one";
            yield return _results.Experiment?.Advise(Problem, null, "--num-runs 3") ?? new($"{Problem}, run each case three times.");
        }
    }

    private int CountOf(ParameterSet configuration, ParameterSet workload, string metric) =>
        _ranking
            .RunsOf(configuration, workload)
            .Count(run => CasePoint.TryReadMeasured(run, metric, out var value) && double.IsFinite(value));

    private static string UnitOf(string metric) => MetricText.Unit(metric) is { Length: > 0 } unit ? $" {unit}" : "";

    private static string NameOf(ParameterSet configuration) =>
        configuration is { Count: 0, Name: null } ? "the command as it is" : TextCut.Middle(configuration.ToString(), LongestName);

    private static IEnumerable<string> Notes(ConfigurationComparison[] comparisons, int workloads)
    {
        if (workloads > MostWorkloads)
        {
            yield return $"Only the first {MostWorkloads} of {SummaryText.Count(workloads, "workload")} are ranked here.";
        }

        foreach (var problem in comparisons.Select(comparison => comparison.OverallProblem).OfType<string>().Distinct())
        {
            yield return $"There is no verdict over all workloads: {problem}.";
        }

        foreach (var comparison in comparisons.Where(comparison => comparison.Direction == MetricDirection.Unknown))
        {
            yield return $"No verdict on {comparison.Metric}: it is not known whether higher or lower is better. Write the report with --lower-is-better {comparison.Metric} or --higher-is-better {comparison.Metric}.";
        }

        if (comparisons.Any(comparison => comparison.Direction != MetricDirection.Unknown))
        {
            yield return "Best is a configuration that is significantly better than every other one on the workload: Welch's test on the logarithms of the runs' values at 5 %, with Holm's correction for the number of configurations. Configurations that the test cannot separate from the one that measured best are tied with it. Intervals are 95 % intervals, each on its own.";
        }
    }
}
