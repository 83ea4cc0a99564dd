using System.Globalization;
using ServeMulti.Clusters;
using ServeMulti.Parameters;

namespace ServeMulti.Cli.Jobs;

/// <summary>Submits the tasks that are missing, in steps of which each can be the last: jobs are submitted held, recorded, and only then
/// released. Whatever is not recorded never runs.</summary>
internal sealed class Submitter
{
    private static readonly string[] OfEveryJob = ["--partition", "--account", "--qos", "--reservation", "--time", "--clusters"];
    private static readonly string[] OfEveryJobShort = ["-p", "-A", "-q", "-t", "-M"];

    private readonly IJobScheduler _scheduler;
    private readonly SubmissionFolder _folder;

    public Submitter(IJobScheduler scheduler, SubmissionFolder folder) => (_scheduler, _folder) = (scheduler, folder);

    /// <summary>Submits what is neither done nor known to the scheduler.</summary>
    /// <param name="submission">The record, as it was read or made.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>What was done, one line each.</returns>
    public async Task<IReadOnlyList<string>> SubmitAsync(Submission submission, CancellationToken cancellationToken)
    {
        var lines = new List<string>();
        var known = await _scheduler.ListAsync(submission.Token, cancellationToken);
        await CancelStraysAsync(submission, known, lines, cancellationToken);
        await ReleaseAsync(submission, known, lines, cancellationToken);
        var status = SweepStatus.Of(submission, _folder, known);
        var missing = status.Tasks.Where(task => task.IsMissing).Select(task => task.Number).ToArray();
        if (missing.Length == 0)
        {
            lines.Add(
                status.ActiveCount > 0
                    ? $"Nothing to submit: {Count(status.ActiveCount, "task")} of {submission.Name} wait or run, the others are done."
                    : $"Nothing to submit: all tasks of {submission.Name} are done."
            );
            return status.ActiveCount > 0 || status.IsGathering || Directory.Exists(_folder.Merged)
                ? lines
                : [.. lines, .. await SubmitGatherAsync(submission, known, [], cancellationToken)];
        }

        var arrays = await SubmitArraysAsync(submission, missing, cancellationToken);
        submission = submission with { Jobs = [.. submission.Jobs, .. arrays.Jobs] };
        lines.AddRange(arrays.Lines);
        lines.AddRange(await SubmitGatherAsync(submission, known, arrays.Jobs, cancellationToken));
        lines.Add($"watch it:   serve-multi watch {_folder.Name}{OutputOption}");
        lines.Add($"cancel it:  serve-multi cancel {_folder.Name}{OutputOption}");
        return lines;
    }

    private string OutputOption =>
        _folder.OutputFolder == Path.GetFullPath("results") ? "" : $" -o {new CommandLine(_folder.OutputFolder)}";

    /// <summary>Ends the jobs that a program submitted which ended before it could record them.</summary>
    private async Task CancelStraysAsync(
        Submission submission,
        IReadOnlyList<JobTask> known,
        List<string> lines,
        CancellationToken cancellationToken
    )
    {
        string[] strays =
        [
            .. known
                .Where(task => task.IsActive && task.JobId != submission.GatherJobId && submission.Jobs.All(job => job.Id != task.JobId))
                .Select(task => task.JobId)
                .Distinct(),
        ];
        if (strays.Length > 0)
        {
            await _scheduler.CancelAsync(strays, cancellationToken);
            lines.Add($"Cancelled job {string.Join(", ", strays)}, which an interrupted submit had left held.");
        }
    }

    private async Task ReleaseAsync(
        Submission submission,
        IReadOnlyList<JobTask> known,
        List<string> lines,
        CancellationToken cancellationToken
    )
    {
        foreach (
            var id in submission
                .Jobs.Select(job => job.Id)
                .Append(submission.GatherJobId)
                .OfType<string>()
                .Where(id => known.Any(task => task.JobId == id && task.State == JobState.Held))
        )
        {
            await _scheduler.ReleaseAsync(id, cancellationToken);
            lines.Add($"Released job {id}, which was submitted before.");
        }
    }

    private async Task<(IReadOnlyList<JobOfTasks> Jobs, IReadOnlyList<string> Lines)> SubmitArraysAsync(
        Submission submission,
        int[] tasks,
        CancellationToken cancellationToken
    )
    {
        var largest = await _scheduler.ReadLargestTaskAsync(cancellationToken);
        var jobs = new List<JobOfTasks>();
        var lines = new List<string>();
        foreach (var part in tasks.GroupBy(task => (task - 1) / largest).OrderBy(part => part.Key))
        {
            var offset = part.Key * largest;
            var spec = Spec(submission, _folder.TaskScript, "task-%A_%a.log") with
            {
                Script = new CommandLine(_folder.TaskScript, offset.ToString(CultureInfo.InvariantCulture)),
                Tasks = [.. part.Select(task => task - offset)],
                MostRunning = submission.ArrayLimit,
                // The limit of an array is its own: of several, one follows the other.
                After = submission.ArrayLimit is null || jobs.Count == 0 ? [] : [jobs[^1].Id],
                Options = submission.SchedulerOptions,
            };
            var id = await _scheduler.SubmitAsync(spec, cancellationToken);
            jobs.Add(new JobOfTasks(id, offset));
            lines.Add($"submitted:  {Count(spec.Tasks.Count, "task")} of {submission.Name} as job {id}");
        }

        if (jobs.Count > 1)
        {
            lines.Add(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"note: {tasks.Length} tasks are {jobs.Count} arrays, because an array of this cluster has at most {largest}."
                )
            );
        }

        await CheckAsync(submission, jobs, tasks.Length, cancellationToken);
        return (jobs, lines);
    }

    /// <summary>Compares what the scheduler has with what was wanted: an option may have changed it.</summary>
    private async Task CheckAsync(Submission submission, IReadOnlyList<JobOfTasks> jobs, int wanted, CancellationToken cancellationToken)
    {
        var known = await _scheduler.ListAsync(submission.Token, cancellationToken);
        var count = known.Count(task => task.Number is not null && jobs.Any(job => job.Id == task.JobId));
        if (count != wanted)
        {
            await _scheduler.CancelAsync([.. jobs.Select(job => job.Id)], cancellationToken);
            throw new JobSchedulerException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The scheduler has {count} tasks of job {string.Join(", ", jobs.Select(job => job.Id))}, but {wanted} were submitted, so they were cancelled: see whether --sbatch-option or a plugin of the cluster changes arrays or comments."
                )
            );
        }
    }

    /// <summary>Submits the job that merges, records everything, and lets it start; an earlier one is cancelled.</summary>
    private async Task<IReadOnlyList<string>> SubmitGatherAsync(
        Submission submission,
        IReadOnlyList<JobTask> known,
        IReadOnlyList<JobOfTasks> submitted,
        CancellationToken cancellationToken
    )
    {
        var active = known.Where(task => task.IsActive && task.Number is not null).Select(task => task.JobId);
        var earlier = known.Where(task => task.IsActive && task.JobId == submission.GatherJobId).Select(task => task.JobId).ToArray();
        var id = await _scheduler.SubmitAsync(
            Spec(submission, _folder.GatherScript, "gather-%j.log") with
            {
                After =
                [
                    .. active
                        .Where(job => submission.Jobs.Any(recorded => recorded.Id == job))
                        .Concat(submitted.Select(job => job.Id))
                        .Distinct(),
                ],
                Options = [.. submission.SchedulerOptions.Where(IsOfEveryJob)],
            },
            cancellationToken
        );
        _folder.Write(submission with { GatherJobId = id });
        await _scheduler.CancelAsync(earlier, cancellationToken);
        foreach (var job in submitted)
        {
            await _scheduler.ReleaseAsync(job.Id, cancellationToken);
        }

        await _scheduler.ReleaseAsync(id, cancellationToken);
        return [$"then:       job {id} merges them into {_folder.Merged} and writes the report"];
    }

    /// <summary>Where a job may run is the same for one that only merges; the GPUs and nodes of a server are not.</summary>
    private static bool IsOfEveryJob(string option) =>
        OfEveryJob.Contains(option.Split('=', 2)[0]) || OfEveryJobShort.Any(name => option.StartsWith(name, StringComparison.Ordinal));

    private JobSpec Spec(Submission submission, string script, string log) =>
        new()
        {
            Name = submission.Name,
            Token = submission.Token,
            Script = new CommandLine(script),
            WorkingDirectory = submission.WorkingDirectory,
            OutputPath = Path.Combine(_folder.Logs, log),
            IsHeld = true,
        };

    private static string Count(int number, string what) =>
        string.Create(CultureInfo.InvariantCulture, $"{number} {what}{(number == 1 ? "" : "s")}");
}
