using System.Globalization;

namespace ServeMulti.Clusters;

/// <summary>A scheduler in memory. Its scripts run nothing: they end when <see cref="ScriptsEnd"/> is set, the task with the number 2 with
/// exit code 7.</summary>
internal sealed class FakeJobScheduler : IJobScheduler
{
    private readonly List<Job> _jobs = [];

    public string Name => "fake";

    public bool ScriptsEnd { get; set; }

    public int LargestTask { get; init; } = 100;

    /// <summary>Gets what was submitted, in order.</summary>
    public IReadOnlyList<JobSpec> Submitted => [.. _jobs.Select(job => job.Spec)];

    public Task<int> ReadLargestTaskAsync(CancellationToken cancellationToken = default) => Task.FromResult(LargestTask);

    public Task<string> SubmitAsync(JobSpec spec, CancellationToken cancellationToken = default)
    {
        if (spec.Tasks.Any(task => task > LargestTask))
        {
            throw new InvalidInputException("the array is too large.");
        }

        var job = new Job(
            (_jobs.Count + 1).ToString(CultureInfo.InvariantCulture),
            spec,
            [.. spec.Tasks.Count == 0 ? [null] : spec.Tasks.Select(task => (int?)task)]
        );
        _jobs.Add(job);
        return Task.FromResult(job.Id);
    }

    public Task<IReadOnlyList<JobTask>> ListAsync(string token, CancellationToken cancellationToken = default)
    {
        foreach (var job in _jobs)
        {
            Move(job);
        }

        return Task.FromResult<IReadOnlyList<JobTask>>([.. _jobs.Where(job => job.Spec.Token == token).SelectMany(job => job.Tasks)]);
    }

    public Task ReleaseAsync(string jobId, CancellationToken cancellationToken = default)
    {
        Replace(jobId, task => task.State == JobState.Held ? task with { State = JobState.Waiting } : task);
        return Task.CompletedTask;
    }

    public Task CancelAsync(IReadOnlyList<string> jobIds, CancellationToken cancellationToken = default)
    {
        foreach (var id in jobIds)
        {
            if (!_jobs.Exists(job => job.Id == id))
            {
                throw new ArgumentException($"'{id}' is not the id of a job.", nameof(jobIds));
            }

            Replace(id, task => task.IsActive ? task with { State = JobState.Cancelled } : task);
        }

        return Task.CompletedTask;
    }

    private void Replace(string id, Func<JobTask, JobTask> change)
    {
        var job = _jobs.Single(job => job.Id == id);
        job.Tasks = [.. job.Tasks.Select(change)];
    }

    private void Move(Job job)
    {
        if (job.Spec.After.Any(id => _jobs.Single(other => other.Id == id).Tasks.Any(task => task.IsActive)))
        {
            return;
        }

        var room = job.Spec.MostRunning ?? int.MaxValue;
        job.Tasks =
        [
            .. job.Tasks.Select(task =>
                task.State is not (JobState.Waiting or JobState.Running) ? task
                : ScriptsEnd ? Ended(task)
                : room-- > 0 ? task with { State = JobState.Running, Nodes = "n1" }
                : task
            ),
        ];
    }

    private static JobTask Ended(JobTask task) =>
        task with
        {
            State = task.Number == 2 ? JobState.Failed : JobState.Done,
            ExitCode = task.Number == 2 ? 7 : 0,
            Nodes = "n1",
        };

    private sealed class Job(string id, JobSpec spec, int?[] numbers)
    {
        public string Id { get; } = id;

        public JobSpec Spec { get; } = spec;

        public IReadOnlyList<JobTask> Tasks { get; set; } =
        [
            .. numbers.Select(number => new JobTask
            {
                JobId = id,
                Number = number,
                State = spec.IsHeld ? JobState.Held : JobState.Waiting,
            }),
        ];
    }
}
