using ServeMulti.Comparing;
using ServeMulti.Parameters;
using ServeMulti.Plotting.Figures;

namespace ServeMulti.Plotting.Reports;

/// <summary>Counts on how many workloads each configuration is best, where there are too many workloads to read one by one.</summary>
internal sealed class WorkloadTally
{
    private const int MostBars = 20;

    private readonly ConfigurationComparison _comparison;
    private readonly Func<ParameterSet, string> _nameOf;
    private readonly (ParameterSet Parameters, int Best, int Tied, int Excluded)[] _counts;
    private readonly int _open;

    public WorkloadTally(ConfigurationComparison comparison, Func<ParameterSet, string> nameOf)
    {
        (_comparison, _nameOf) = (comparison, nameOf);
        var rankings = comparison.Workloads;
        _open = rankings.Count(ranking => ranking.Best is null);
        _counts =
        [
            .. rankings
                .SelectMany(ranking =>
                    ranking.Ranking.Select(item => item.Parameters).Concat(ranking.Excluded.Select(one => one.Parameters))
                )
                .Distinct()
                .Select(parameters =>
                    (
                        parameters,
                        Best: rankings.Count(ranking => ranking.Best?.Parameters.Equals(parameters) == true),
                        Tied: rankings.Count(ranking => ranking.Tied.Any(item => item.Parameters.Equals(parameters))),
                        Excluded: rankings.Count(ranking => ranking.Excluded.Any(one => one.Parameters.Equals(parameters)))
                    )
                )
                .OrderByDescending(count => count.Best)
                .ThenByDescending(count => count.Tied),
        ];
    }

    private int Total => _comparison.Workloads.Count;

    /// <summary>Summarizes the counts.</summary>
    /// <param name="launch">Returns the commands of a configuration; null if they are not known.</param>
    public SummaryAnswer Summarize(Func<ParameterSet, ParameterSet?, string, LaunchChoice?> launch)
    {
        var first = _counts[0];
        var isWinner = first.Best == Total;
        return new SummaryAnswer
        {
            IsClear = isWinner,
            Sentences =
            [
                $"{MetricText.Capital(MetricText.Name(_comparison.Metric))}: {Sentence(first.Parameters, first.Best)}.",
                .. _open > 0 ? new[] { $"On {_open} of {Total} workloads there is no clear best." } : [],
            ],
            Bars = new BarChart(
                $"On how many of the {Total} workloads a configuration is best; the workloads are below",
                ["best on", "tied on", "does not compete on"],
                [
                    .. _counts
                        .Take(MostBars)
                        .Select(count => new BarRow(
                            _nameOf(count.Parameters),
                            count.Best,
                            null,
                            null,
                            [Number(count.Best), Number(count.Tied), Number(count.Excluded)],
                            "",
                            isWinner && count.Best == Total
                        )),
                ],
                Math.Max(0, _counts.Length - MostBars)
            ),
            Choices =
            [
                .. _counts
                    .Where(count => count.Best > 0)
                    .Take(3)
                    .Select(count => launch(count.Parameters, null, $"Best on {count.Best} of {Total} workloads"))
                    .OfType<LaunchChoice>(),
            ],
        };
    }

    private string Sentence(ParameterSet parameters, int best) =>
        best == Total ? $"{_nameOf(parameters)} is best on all {Total} workloads"
        : best == 0 ? $"no configuration is clearly best on any of {Total} workloads"
        : $"{_nameOf(parameters)} is best on {best} of {Total} workloads"
            + string.Concat(
                _counts.Skip(1).Where(count => count.Best > 0).Take(2).Select(count => $", {_nameOf(count.Parameters)} on {count.Best}")
            );

    private static string Number(int count) => SummaryText.Invariant($"{count}");
}
