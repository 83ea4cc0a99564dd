using ServeMulti.Benchmarking;
using ServeMulti.Parameters;
using ServeMulti.Results;

namespace ServeMulti.Comparing;

/// <summary>Which server configuration is best by one metric on each workload and over all of them, by how much, and whether the runs are
/// enough to say so.</summary>
/// <remarks>
/// <para>Each workload (benchmark parameter set) is ranked by itself. A configuration with more failed requests than allowed on a workload
/// does not compete there, however fast it answered, nor over all workloads.</para>
/// <para>A configuration is best if it is distinguished from every other one: Welch's test (Biometrika 34, 1947) on the logarithms of the
/// runs' values, at 5 %, the p-values against each of the others corrected by Holm (Scandinavian Journal of Statistics 6, 1979). Those that
/// are not distinguished from the one that measured best are tied with it. A single run distinguishes nothing. Where a value is 0 or
/// below, the values themselves are tested, and there is no ratio.</para>
/// <para>Over all workloads a configuration's score is the geometric mean of its scores on each, so that no workload counts more because
/// its numbers are larger. There is such a ranking only where all configurations have runs of the same workloads.</para>
/// </remarks>
/// <example>
/// <code>
/// var comparison = ConfigurationComparison.Of(runs, "request_throughput");
/// foreach (var ranking in comparison.Workloads)
/// {
///     Console.WriteLine($"{ranking.Workload}: {comparison.Describe(ranking)}");
/// }
/// </code>
/// </example>
public sealed class ConfigurationComparison
{
    private ConfigurationComparison(string metric, MetricDirection direction) => (Metric, Direction) = (metric, direction);

    /// <summary>Gets the name of the metric.</summary>
    public string Metric { get; }

    /// <summary>Gets which values of the metric are better; where it is not known, nothing is ranked.</summary>
    public MetricDirection Direction { get; }

    /// <summary>Gets the ranking on each workload, in the order in which workloads first come; empty where the direction is not
    /// known.</summary>
    public IReadOnlyList<WorkloadRanking> Workloads { get; private init; } = [];

    /// <summary>Gets the ranking over all workloads; null where there are fewer than two, or they cannot be joined.</summary>
    public WorkloadRanking? Overall { get; private init; }

    /// <summary>Gets why several workloads could not be joined; null where they were, or there is only one.</summary>
    public string? OverallProblem { get; private init; }

    /// <summary>Compares server configurations.</summary>
    /// <param name="runs">The finished runs in the order of the file, whose first configuration is the one to compare with; those of
    /// searches and load scans (with a load) are left out.</param>
    /// <param name="metric">The metric, such as <c>output_throughput</c> or <c>p99_e2el_ms</c>.</param>
    /// <param name="higherIsBetter">Whether larger values are better; null: as <see cref="MetricCatalog"/> knows it, and nothing is ranked
    /// where it does not.</param>
    /// <param name="failedShareLimit">The largest share of failed requests with which a configuration competes, 0 to 1; default 0.</param>
    public static ConfigurationComparison Of(
        IEnumerable<RunRecord> runs,
        string metric,
        bool? higherIsBetter = null,
        double failedShareLimit = 0
    )
    {
        ArgumentNullException.ThrowIfNull(runs);
        ArgumentException.ThrowIfNullOrEmpty(metric);
        ArgumentOutOfRangeException.ThrowIfNegative(failedShareLimit);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(failedShareLimit, 1);
        var direction = higherIsBetter switch
        {
            true => MetricDirection.HigherIsBetter,
            false => MetricDirection.LowerIsBetter,
            null => MetricCatalog.DirectionOf(metric),
        };
        return direction == MetricDirection.Unknown
            ? new(metric, direction)
            : Rank(new(metric, direction), ComparedCases.Of(runs.Where(run => run.Case.Load is null), metric, failedShareLimit));
    }

    /// <summary>Describes a ranking: what is best or tied, by how much, and what does not compete.</summary>
    /// <param name="ranking">One of the comparison's rankings.</param>
    /// <param name="nameOf">How a configuration is called; null: by its name or its parameters.</param>
    public string Describe(WorkloadRanking ranking, Func<ParameterSet, string>? nameOf = null)
    {
        ArgumentNullException.ThrowIfNull(ranking);
        return new ComparisonText(
            Direction,
            nameOf ?? (set => set.Count == 0 && set.Name is null ? "the command as it is" : set.ToString())
        ).Describe(ranking);
    }

    /// <summary>Describes a ranking of runs whose first configuration was put there to be compared with.</summary>
    internal string DescribeAgainstBaseline(WorkloadRanking ranking, Func<ParameterSet, string> nameOf) =>
        new ComparisonText(Direction, nameOf, "the baseline").Describe(ranking);

    private static ConfigurationComparison Rank(ConfigurationComparison empty, ComparedCases cases)
    {
        var isHigherBetter = empty.Direction == MetricDirection.HigherIsBetter;
        var rankings = cases.Workloads.Select(workload => new WorkloadRanking(
            workload,
            ConfigurationRanking.Of(cases.Competing(workload), isHigherBetter, cases.First),
            cases.Excluded(workload)
        ));
        var problem = cases.Workloads.Count < 2 ? null : cases.FindOverallProblem();
        return new(empty.Metric, empty.Direction)
        {
            Workloads = [.. rankings],
            OverallProblem = problem,
            Overall =
                cases.Workloads.Count < 2 || problem is not null
                    ? null
                    : new WorkloadRanking(
                        null,
                        ConfigurationRanking.Of(cases.CompetingEverywhere(), isHigherBetter, cases.First),
                        cases.ExcludedSomewhere()
                    ),
        };
    }
}
