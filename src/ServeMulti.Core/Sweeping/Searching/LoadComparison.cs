using ServeMulti.Comparing;
using ServeMulti.Parameters;
using ServeMulti.Sla;

namespace ServeMulti.Sweeping;

/// <summary>Which server configuration sustains the largest load within an SLA on one workload, and whether the searches are enough to say
/// so.</summary>
/// <remarks>
/// The configuration with the largest load is best if the 80 % interval of its answer lies above those of all others: two such intervals
/// that do not overlap are in the wrong order in about 4 of 100 cases. Those whose intervals overlap with it are tied. An answer without an
/// interval, or one that was cut short, is not distinguished. A configuration that meets the SLA at no load is behind; one that was not
/// measured is not known. Answers of several workloads are not joined.
/// </remarks>
public sealed class LoadComparison
{
    private LoadComparison(ServiceLevel serviceLevel, LoadVariable variable, ParameterSet workload) =>
        (ServiceLevel, Variable, Workload) = (serviceLevel, variable, workload);

    /// <summary>Gets the SLA.</summary>
    public ServiceLevel ServiceLevel { get; }

    /// <summary>Gets what was searched for.</summary>
    public LoadVariable Variable { get; }

    /// <summary>Gets the workload: the benchmark parameters, without the load.</summary>
    public ParameterSet Workload { get; }

    /// <summary>Gets the configurations that meet the SLA at some load, the largest load first; of equal ones the first of the
    /// file.</summary>
    public IReadOnlyList<RankedLoad> Ranking { get; private init; } = [];

    /// <summary>Gets the configurations without a load, with the reason, in the order of the file.</summary>
    public IReadOnlyList<ExcludedConfiguration> Excluded { get; private init; } = [];

    /// <summary>Gets whether any configuration was measured.</summary>
    public bool IsMeasured { get; private init; }

    /// <summary>Gets the best configuration; null where none is distinguished from all others, or there is none to compare it
    /// with.</summary>
    public RankedLoad? Best => Ranking.Count > 0 && Ranking[0].Standing == ConfigurationStanding.Best ? Ranking[0] : null;

    /// <summary>Gets the configurations that are not distinguished from the one with the largest load, itself included; empty where there
    /// is a best one.</summary>
    public IReadOnlyList<RankedLoad> Tied => [.. Ranking.Where(item => item.Standing == ConfigurationStanding.Tied)];

    /// <summary>Compares the answers of a sweep's searches: once for each SLA, load variable and workload, in the order in which they first
    /// come.</summary>
    /// <param name="answers">The answers, in the order of the file.</param>
    public static IReadOnlyList<LoadComparison> Of(IEnumerable<CaseAnswer> answers)
    {
        ArgumentNullException.ThrowIfNull(answers);
        return Of(answers.Select(answer => (answer.Case.Case.ServeParameters, answer.Case.Case.BenchParameters, answer.Result)));
    }

    /// <summary>Compares answers of searches: once for each SLA, load variable and workload, in the order in which they first
    /// come.</summary>
    /// <param name="answers">Server parameters, benchmark parameters and what the search found, in the order of the file.</param>
    public static IReadOnlyList<LoadComparison> Of(
        IEnumerable<(ParameterSet Configuration, ParameterSet Workload, SlaSearchResult Result)> answers
    )
    {
        ArgumentNullException.ThrowIfNull(answers);
        return
        [
            .. answers
                .GroupBy(answer => (answer.Result.ServiceLevel.Text, answer.Result.Variable.Name, answer.Workload))
                .Select(group => Rank([.. group])),
        ];
    }

    /// <summary>Describes the ranking: what is best or tied, by how much, and what does not compete.</summary>
    /// <param name="nameOf">How a configuration is called; null: by its name or its parameters.</param>
    public string Describe(Func<ParameterSet, string>? nameOf = null) =>
        new LoadComparisonText(nameOf ?? (set => set is { Count: 0, Name: null } ? "the command as it is" : set.ToString())).Describe(this);

    /// <summary>Describes the ranking of answers whose first configuration was put there to be compared with.</summary>
    internal string DescribeAgainstBaseline(Func<ParameterSet, string> nameOf) =>
        new LoadComparisonText(nameOf, "the baseline").Describe(this);

    private static LoadComparison Rank((ParameterSet Configuration, ParameterSet Workload, SlaSearchResult Result)[] answers)
    {
        (ParameterSet Configuration, ParameterSet Workload, SlaSearchResult Result)[] ranking =
        [
            .. answers.Where(answer => answer.Result.Load is not null).OrderByDescending(answer => answer.Result.Load),
        ];
        var standings = FindStandings(
            [.. ranking.Select(answer => answer.Result)],
            [.. answers.Where(answer => answer.Result.Load is null).Select(answer => answer.Result)]
        );
        var first = answers[0];
        return new(first.Result.ServiceLevel, first.Result.Variable, first.Workload)
        {
            Ranking =
            [
                .. ranking.Select(
                    (answer, place) =>
                        new RankedLoad(
                            answer.Configuration,
                            answer.Result,
                            standings[place],
                            ReferenceEquals(answer.Result, first.Result) || first.Result.Load is not > 0
                                ? null
                                : answer.Result.Load / first.Result.Load
                        )
                ),
            ],
            IsMeasured = answers.Any(answer =>
                answer.Result is not ({ Outcome: SlaSearchOutcome.NotMeasured } or { Outcome: SlaSearchOutcome.Unjudged, Load: null })
            ),
            Excluded =
            [
                .. answers
                    .Where(answer => answer.Result.Load is null)
                    .Select(answer => new ExcludedConfiguration(answer.Configuration, LoadComparisonText.Reason(answer.Result))),
            ],
        };
    }

    private static ConfigurationStanding[] FindStandings(SlaSearchResult[] ranking, SlaSearchResult[] without)
    {
        var standings = new ConfigurationStanding[ranking.Length];
        for (var place = 1; place < ranking.Length; place++)
        {
            standings[place] = Compare(ranking[0], ranking[place]);
        }

        if (ranking.Length > 0)
        {
            // A search that found no load although it measured tells its configuration apart as well.
            var others = standings
                .Skip(1)
                .Concat(without.Select(result => MeetsNothing(result) ? ConfigurationStanding.Behind : ConfigurationStanding.NotKnown))
                .ToArray();
            standings[0] =
                others.Length > 0 && others.All(standing => standing == ConfigurationStanding.Behind) ? ConfigurationStanding.Best
                : others.Contains(ConfigurationStanding.Tied) ? ConfigurationStanding.Tied
                : ConfigurationStanding.NotKnown;
        }

        return standings;
    }

    private static ConfigurationStanding Compare(SlaSearchResult largest, SlaSearchResult other) =>
        other.Interval is { } interval && largest.Interval is { } above && !other.IsCutShort
            ? interval.High < above.Low
                ? ConfigurationStanding.Behind
                : ConfigurationStanding.Tied
            : largest.Load == other.Load
                ? ConfigurationStanding.Tied
                : ConfigurationStanding.NotKnown;

    private static bool MeetsNothing(SlaSearchResult result) =>
        result.Outcome is SlaSearchOutcome.NothingPasses or SlaSearchOutcome.Infeasible or SlaSearchOutcome.Pruned;
}
