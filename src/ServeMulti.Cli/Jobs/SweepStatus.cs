using ServeMulti.Clusters;

namespace ServeMulti.Cli.Jobs;

/// <summary>How far a submitted sweep is, from what its tasks and the scheduler say.</summary>
internal sealed record SweepStatus
{
    public required IReadOnlyList<TaskStatus> Tasks { get; init; }

    /// <summary>Gets whether the job that merges waits or runs.</summary>
    public required bool IsGathering { get; init; }

    public int ActiveCount => Tasks.Count(task => task.IsActive);

    public static SweepStatus Of(Submission submission, SubmissionFolder folder, IReadOnlyList<JobTask> known)
    {
        var byTask = known
            .Select(task => (Number: submission.TaskNumberOf(task.JobId, task.Number), Task: task))
            .Where(pair => pair.Number is not null)
            .ToLookup(pair => pair.Number!.Value, pair => pair.Task);
        return new SweepStatus
        {
            Tasks =
            [
                .. Enumerable
                    .Range(1, submission.TaskCount)
                    .Select(number => new TaskStatus(number, folder.ReadTask(number), Newest(submission, byTask[number]))),
            ],
            IsGathering = known.Any(task => task.JobId == submission.GatherJobId && task.IsActive),
        };
    }

    /// <summary>Of the jobs that had a task one after the other, the one that has it now.</summary>
    private static JobTask? Newest(Submission submission, IEnumerable<JobTask> tasks) =>
        tasks
            .OrderBy(task => task.IsActive)
            .ThenBy(task => submission.Jobs.Select(job => job.Id).ToList().IndexOf(task.JobId))
            .LastOrDefault();
}

/// <summary>How far one task is.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Record">What it says of itself; null before it began.</param>
/// <param name="Job">What the scheduler says; null if it knows nothing of it any more.</param>
internal sealed record TaskStatus(int Number, TaskRecord? Record, JobTask? Job)
{
    public bool IsDone => Record?.IsComplete == true && Job?.IsActive != true;

    public bool IsActive => Job?.IsActive == true;

    public bool IsRunning => Job?.State == JobState.Running;

    /// <summary>Gets whether nobody will do what is left of it.</summary>
    public bool IsMissing => !IsDone && !IsActive;
}
