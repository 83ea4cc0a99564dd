using ServeMulti.Benchmarking;
using ServeMulti.Sla;

namespace ServeMulti.Sweeping;

/// <summary>What to search for in each case of a sweep: the largest load that the server sustains within each of some SLAs.</summary>
public sealed record SearchDefinition
{
    /// <summary>Gets the SLAs; at least one. All searches of a case share their runs.</summary>
    public required IReadOnlyList<ServiceLevel> ServiceLevels { get; init; }

    /// <summary>Gets what is varied; the default is the request rate.</summary>
    public LoadVariable Variable { get; init; } = LoadVariable.RequestRate;

    /// <summary>Gets how to search. Its <see cref="SlaSearchOptions.RunsPerLoad"/> is taken from
    /// <see cref="SweepDefinition.RunsPerCase"/>.</summary>
    public SlaSearchOptions Options { get; init; } = new();

    /// <summary>Gets the prompts of the shortest run; null (the default): the <c>num_prompts</c> of the case's benchmark parameters or
    /// command, else 1000 (the default of <c>vllm bench serve</c>) where there is a command and 200 where there is none.</summary>
    public int? BasePrompts { get; init; }

    /// <summary>Gets whether servers that cannot win are left out: each later server is probed first at the best load that an earlier one
    /// sustains within the same SLA, for the same benchmark, and is searched only where it does not clearly miss the SLA there. The default
    /// is false.</summary>
    /// <remarks>
    /// A search that is cut short so has the outcome <see cref="SlaSearchOutcome.Pruned"/> and no load; what the server does sustain is not
    /// known.
    /// <see cref="SlaSearcher.SearchToBeatAsync"/> defines a clear miss: two runs, each far beyond noise. A search that is not cut
    /// short takes up to three runs more. The order of the server parameter sets counts: the better the first ones, the more is saved.
    /// </remarks>
    public bool PruneServers { get; init; }

    /// <summary>Gets the metrics that the searches need of every result: those of the SLAs, and those by which loads are estimated and
    /// judged.</summary>
    internal IReadOnlyList<string> RequiredMetrics =>
        [
            .. ServiceLevels
                .SelectMany(level => level.Select(criterion => criterion.Metric))
                .Concat(Variable.IsBuiltIn ? [ResultKeys.RequestThroughput, ResultKeys.MeanEndToEndLatency] : [])
                .Distinct(),
        ];
}
