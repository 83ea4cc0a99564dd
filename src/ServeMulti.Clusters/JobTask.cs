namespace ServeMulti.Clusters;

/// <summary>One task of a job, as the scheduler describes it.</summary>
public sealed record JobTask
{
    /// <summary>Gets the id of the job: of the whole array where it is one.</summary>
    public required string JobId { get; init; }

    /// <summary>Gets the number of the task within its array; null for a job that is none.</summary>
    public int? Number { get; init; }

    /// <summary>Gets the state.</summary>
    public required JobState State { get; init; }

    /// <summary>Gets the scheduler's own words for why it waits or has ended; empty where it gives none.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Gets the node, or the nodes in the scheduler's notation; empty before it runs.</summary>
    public string Nodes { get; init; } = "";

    /// <summary>Gets the exit code of a task that ended; null where there is none.</summary>
    public int? ExitCode { get; init; }

    /// <summary>Gets how many times it was put back into the queue after it had begun.</summary>
    public int Restarts { get; init; }

    /// <summary>Gets whether it waits or runs: it can still do something.</summary>
    public bool IsActive => State is JobState.Held or JobState.Waiting or JobState.Running;
}
