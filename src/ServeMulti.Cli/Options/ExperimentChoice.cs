namespace ServeMulti.Cli.Options;

/// <summary>The folder of the experiment, and whether it is new or resumed.</summary>
internal sealed record ExperimentChoice
{
    public required string OutputFolder { get; init; }

    /// <summary>Gets the name of the experiment; null: named after the local time.</summary>
    public required string? Name { get; init; }

    public required bool IsResumed { get; init; }

    /// <summary>Gets whether the experiment is resumed if it exists, and begun if not: a task that was put back into the queue goes
    /// on.</summary>
    public bool BeginsOrResumes { get; init; }

    public required bool RerunsChanged { get; init; }

    public required bool ConcludesAgain { get; init; }

    public required bool VerifiesRuns { get; init; }

    /// <summary>Gets the part of the plan that is run; null: the whole plan.</summary>
    public required PlanShard? Shard { get; init; }
}
