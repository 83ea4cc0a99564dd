using System.Text.Json.Serialization;

namespace ServeMulti.Cli.Jobs;

/// <summary>What is known of a sweep whose servers are the tasks of a job array; the file <c>submission.json</c>.</summary>
internal sealed record Submission
{
    /// <summary>The version of the file that this program writes.</summary>
    public const int CurrentVersion = 1;

    public required int FormatVersion { get; init; }

    /// <summary>Gets the text by which its jobs are found.</summary>
    public required string Token { get; init; }

    /// <summary>Gets the name of the experiment that the tasks are merged into.</summary>
    public required string Name { get; init; }

    public required string Scheduler { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Gets the folder that tasks start in, to which relative paths in the commands refer.</summary>
    public required string WorkingDirectory { get; init; }

    /// <summary>Gets the options of the sweep, with which each task plans it anew.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>Gets the number of tasks, one per server of the plan.</summary>
    public required int TaskCount { get; init; }

    /// <summary>Gets the number of runs of the plan; in a search, the most that it may take.</summary>
    public required int RunCount { get; init; }

    /// <summary>Gets how many tasks may run at a time; null: no limit.</summary>
    public required int? ArrayLimit { get; init; }

    /// <summary>Gets further options of the scheduler's command.</summary>
    public required IReadOnlyList<string> SchedulerOptions { get; init; }

    /// <summary>Gets the arrays that may run. A job of this token that is not listed was submitted by a program that ended before it could
    /// record it; it never runs.</summary>
    public IReadOnlyList<JobOfTasks> Jobs { get; init; } = [];

    /// <summary>Gets the job that merges the tasks; null before it is submitted.</summary>
    public string? GatherJobId { get; init; }

    /// <summary>Returns the number of a task of the sweep, from 1, from what the scheduler says of it; null if the job is not of this record
    /// or is no task.</summary>
    public int? TaskNumberOf(string jobId, int? arrayNumber) =>
        Jobs.FirstOrDefault(job => job.Id == jobId) is { } array && arrayNumber is { } number ? array.Offset + number : null;
}

/// <summary>One array of a submission.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Offset">What is added to the number of a task within the array: arrays have a largest number.</param>
internal sealed record JobOfTasks(string Id, int Offset);

/// <summary>What a task says of itself; the file <c>tasks/NUMBER.json</c>.</summary>
internal sealed record TaskRecord
{
    public required string Node { get; init; }

    /// <summary>Gets the id that the scheduler gave to this task; null outside of a job.</summary>
    public required string? JobId { get; init; }

    /// <summary>Gets how many times it was put back into the queue before.</summary>
    public required int Restarts { get; init; }

    /// <summary>Gets the GPUs that the job may use, as the scheduler named them; null if it named none.</summary>
    public required string? Gpus { get; init; }

    /// <summary>Gets the driver of the node's GPUs; null where no tool names one.</summary>
    public string? GpuDriver { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Gets the exit code of its sweep; null while it runs, or where it was killed.</summary>
    public int? ExitCode { get; init; }

    /// <summary>Gets whether nothing of the task is left to do.</summary>
    [JsonIgnore]
    public bool IsComplete => ExitCode == ExitCodes.Done;
}

[JsonSourceGenerationOptions(
    WriteIndented = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectRequiredConstructorParameters = true
)]
[JsonSerializable(typeof(Submission))]
[JsonSerializable(typeof(TaskRecord))]
internal sealed partial class SubmissionJson : JsonSerializerContext;
