using ServeMulti.Parameters;

namespace ServeMulti.Comparing;

/// <summary>How the configurations rank by one metric on one workload, or over all workloads.</summary>
public sealed record WorkloadRanking
{
    internal WorkloadRanking(
        ParameterSet? workload,
        IReadOnlyList<RankedConfiguration> ranking,
        IReadOnlyList<ExcludedConfiguration> excluded
    ) => (Workload, Ranking, Excluded) = (workload, ranking, excluded);

    /// <summary>Gets the workload: the benchmark parameters; null where the ranking is over all workloads.</summary>
    public ParameterSet? Workload { get; }

    /// <summary>Gets the configurations that compete, best first; of equal ones the first of the file comes first.</summary>
    public IReadOnlyList<RankedConfiguration> Ranking { get; }

    /// <summary>Gets the configurations that do not compete, with the reason; in the order of the file.</summary>
    public IReadOnlyList<ExcludedConfiguration> Excluded { get; init; }

    /// <summary>Gets the best configuration; null where none is distinguished from all others, or there is none to compare it
    /// with.</summary>
    public RankedConfiguration? Best => Ranking.Count > 0 && Ranking[0].Standing == ConfigurationStanding.Best ? Ranking[0] : null;

    /// <summary>Gets the configurations that are not distinguished from the one that measured best, itself included; empty where there is a
    /// best one.</summary>
    public IReadOnlyList<RankedConfiguration> Tied => [.. Ranking.Where(item => item.Standing == ConfigurationStanding.Tied)];
}
