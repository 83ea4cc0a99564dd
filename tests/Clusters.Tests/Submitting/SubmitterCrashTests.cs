using ServeMulti.Cli.Jobs;

namespace ServeMulti.Clusters.Submitting;

/// <summary>A program that submits can end at any step, before or after the scheduler did what was asked: the next one finds what is
/// there, and nothing is submitted twice.</summary>
public sealed class SubmitterCrashTests
{
    private string _output = null!;
    private SubmissionFolder _folder = null!;
    private FakeJobScheduler _scheduler = null!;

    [SetUp]
    public void SetUp()
    {
        _output = Directory.CreateTempSubdirectory("serve-multi-crash-").FullName;
        _folder = SubmissionFolder.Of(_output, "first");
        _folder.Create();
        _scheduler = new FakeJobScheduler { LargestTask = 3 };
        _folder.Write(
            new Submission
            {
                FormatVersion = Submission.CurrentVersion,
                Token = "t-crash",
                Name = "first",
                Scheduler = "fake",
                CreatedAt = DateTimeOffset.UnixEpoch,
                WorkingDirectory = _output,
                Arguments = [],
                TaskCount = 7,
                RunCount = 7,
                ArrayLimit = 2,
                SchedulerOptions = ["--partition=gpu", "-Amine", "--gres=gpu:8"],
            }
        );
    }

    [TearDown]
    public void TearDown() => Directory.Delete(_output, recursive: true);

    [Test]
    public async Task Submit_EndsAtAnyStep_TheNextOneSubmitsEachTaskOnce([Range(0, 11)] int step, [Values] bool isDone)
    {
        var crashing = new CrashingScheduler(_scheduler, step, isDone);
        Assert.That(async () => await SubmitAsync(crashing), Throws.InstanceOf<IOException>());
        await AssertUnrecordedIsHeldAsync();

        await SubmitAsync(_scheduler);

        await AssertEachTaskOnceAsync();
    }

    [Test]
    public async Task Submit_Twice_SubmitsOnce()
    {
        await SubmitAsync(_scheduler);
        var submitted = _scheduler.Submitted.Count;

        var lines = await SubmitAsync(_scheduler);

        Assert.That(_scheduler.Submitted, Has.Count.EqualTo(submitted));
        Assert.That(lines, Is.EqualTo(new[] { "Nothing to submit: 7 tasks of first wait or run, the others are done." }));
        await AssertEachTaskOnceAsync();
    }

    [Test]
    public async Task Submit_JobThatMerges_WaitsForAllArraysAndAsksForNoGpus()
    {
        await SubmitAsync(_scheduler);

        var gather = _scheduler.Submitted[^1];
        Assert.That(gather.Tasks, Is.Empty);
        Assert.That(gather.After, Is.EqualTo(new[] { "1", "2", "3" }));
        Assert.That(gather.Options, Is.EqualTo(new[] { "--partition=gpu", "-Amine" }));
        Assert.That(_scheduler.Submitted.Take(3).Select(job => string.Join(',', job.After)), Is.EqualTo(new[] { "", "1", "2" }));
    }

    [Test]
    public async Task Submit_TasksThatEndedWithoutTheirRuns_AloneAreSubmittedAgain()
    {
        await SubmitAsync(_scheduler);
        _scheduler.ScriptsEnd = true;
        await _scheduler.ListAsync("t-crash");
        foreach (var done in new[] { 1, 2, 5, 7 })
        {
            _folder.WriteTask(done, Record(exitCode: 0));
        }

        _folder.WriteTask(3, Record(exitCode: 2));
        _scheduler.ScriptsEnd = false;
        await SubmitAsync(_scheduler);

        Assert.That(_scheduler.Submitted.Skip(4).Select(job => string.Join(',', job.Tasks)), Is.EqualTo(new[] { "3", "1,3", "" }));
    }

    [Test]
    public void Submit_SchedulerHasFewerTasks_CancelledAndSaid()
    {
        var losing = new LosingScheduler(_scheduler);

        Assert.That(
            async () => await SubmitAsync(losing),
            Throws
                .InstanceOf<JobSchedulerException>()
                .With.Message.StartsWith("The scheduler has 6 tasks of job 1, 2, 3, but 7 were submitted")
        );
        Assert.That(_scheduler.ListAsync("t-crash").Result.Select(task => task.State), Is.All.EqualTo(JobState.Cancelled));
    }

    private static TaskRecord Record(int exitCode) =>
        new()
        {
            Node = "n1",
            JobId = "1",
            Restarts = 0,
            Gpus = null,
            StartedAt = DateTimeOffset.UnixEpoch,
            ExitCode = exitCode,
        };

    private Task<IReadOnlyList<string>> SubmitAsync(IJobScheduler scheduler) =>
        new Submitter(scheduler, _folder).SubmitAsync(_folder.Read(), CancellationToken.None);

    private async Task AssertUnrecordedIsHeldAsync()
    {
        var record = _folder.Read();
        var free = (await _scheduler.ListAsync("t-crash")).Where(task => task.State is JobState.Waiting or JobState.Running);
        Assert.That(free.Select(task => task.JobId).Distinct(), Is.SubsetOf(record.Jobs.Select(job => job.Id).Append(record.GatherJobId)));
    }

    private async Task AssertEachTaskOnceAsync()
    {
        var record = _folder.Read();
        var active = (await _scheduler.ListAsync("t-crash")).Where(task => task.IsActive).ToArray();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                active.Where(task => task.Number is not null).Select(task => record.TaskNumberOf(task.JobId, task.Number)),
                Is.EquivalentTo(Enumerable.Range(1, 7).Select(number => (int?)number))
            );
            Assert.That(active.Where(task => task.Number is null).Select(task => task.JobId), Is.EqualTo(new[] { record.GatherJobId }));
            Assert.That(active.Select(task => task.State), Has.None.EqualTo(JobState.Held));
        }
    }

    /// <summary>Ends the program at one of its calls that change something, before or after it is done.</summary>
    private sealed class CrashingScheduler(IJobScheduler inner, int step, bool isDone) : IJobScheduler
    {
        private int _step;

        public string Name => inner.Name;

        public Task<int> ReadLargestTaskAsync(CancellationToken cancellationToken = default) =>
            StepAsync(() => inner.ReadLargestTaskAsync(cancellationToken));

        public Task<string> SubmitAsync(JobSpec spec, CancellationToken cancellationToken = default) =>
            StepAsync(() => inner.SubmitAsync(spec, cancellationToken));

        public Task<IReadOnlyList<JobTask>> ListAsync(string token, CancellationToken cancellationToken = default) =>
            StepAsync(() => inner.ListAsync(token, cancellationToken));

        public Task ReleaseAsync(string jobId, CancellationToken cancellationToken = default) =>
            StepAsync(async () =>
            {
                await inner.ReleaseAsync(jobId, cancellationToken);
                return 0;
            });

        public Task CancelAsync(IReadOnlyList<string> jobIds, CancellationToken cancellationToken = default) =>
            StepAsync(async () =>
            {
                await inner.CancelAsync(jobIds, cancellationToken);
                return 0;
            });

        private async Task<T> StepAsync<T>(Func<Task<T>> run)
        {
            var isLast = _step++ == step;
            if (isLast && !isDone)
            {
                throw new IOException("the program ended before");
            }

            var result = await run();
            return isLast ? throw new IOException("the program ended after") : result;
        }
    }

    /// <summary>Lists one task less than there are.</summary>
    private sealed class LosingScheduler(IJobScheduler inner) : IJobScheduler
    {
        public string Name => inner.Name;

        public Task<int> ReadLargestTaskAsync(CancellationToken cancellationToken = default) =>
            inner.ReadLargestTaskAsync(cancellationToken);

        public Task<string> SubmitAsync(JobSpec spec, CancellationToken cancellationToken = default) =>
            inner.SubmitAsync(spec, cancellationToken);

        public async Task<IReadOnlyList<JobTask>> ListAsync(string token, CancellationToken cancellationToken = default) =>
            [.. (await inner.ListAsync(token, cancellationToken)).Skip(1)];

        public Task ReleaseAsync(string jobId, CancellationToken cancellationToken = default) =>
            inner.ReleaseAsync(jobId, cancellationToken);

        public Task CancelAsync(IReadOnlyList<string> jobIds, CancellationToken cancellationToken = default) =>
            inner.CancelAsync(jobIds, cancellationToken);
    }
}
