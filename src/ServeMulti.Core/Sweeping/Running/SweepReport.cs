using ServeMulti.Results;

namespace ServeMulti.Sweeping;

/// <summary>What a sweep has done.</summary>
public sealed class SweepReport
{
    /// <summary>Gets the plan.</summary>
    public required SweepPlan Plan { get; init; }

    /// <summary>Gets where the results are.</summary>
    public required string Location { get; init; }

    /// <summary>Gets the number of runs that this sweep executed and that have a result.</summary>
    public required int ExecutedRuns { get; init; }

    /// <summary>Gets the number of runs that were finished before this sweep.</summary>
    public required int EarlierRuns { get; init; }

    /// <summary>Gets the runs that failed, in the order in which they did; a resume tries them again.</summary>
    public required IReadOnlyList<FailedRun> Failures { get; init; }

    /// <summary>Gets what the searches found, in the order of the plan, the SLAs of a case one after the other; empty in a plain
    /// sweep.</summary>
    public IReadOnlyList<CaseAnswer> Answers { get; init; } = [];

    /// <summary>Gets what the load scans measured, in the order of the plan; empty without a scan.</summary>
    public IReadOnlyList<CaseScan> Scans { get; init; } = [];

    /// <summary>Gets the time the sweep took.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>Gets the number of runs that were finished and turned out to be damaged; a resume runs them again.</summary>
    internal int LostRuns { get; init; }

    /// <summary>Gets whether every planned run has a result, or, in a search, every case an answer to every SLA, or, in a scan, every level
    /// all its runs. A plan without a case is never complete.</summary>
    public bool IsComplete =>
        Plan.CaseCount > 0
        && LostRuns == 0
        && Plan.Definition switch
        {
            { Search: { } search } => Answers.Count(answer => answer.Result.IsAnswered) == Plan.CaseCount * search.ServiceLevels.Count,
            { Scan: not null } => Scans.Count(scan => scan.IsComplete) == Plan.CaseCount,
            _ => ExecutedRuns + EarlierRuns == Plan.RunCount,
        };
}
