using ServeMulti.Parameters;

namespace ServeMulti.Clusters;

/// <summary>What every scheduler does, whatever it is.</summary>
public abstract class JobSchedulerContract
{
    private readonly string _token = $"t-{Guid.NewGuid():N}";
    private string _folder = null!;

    /// <summary>Gets the scheduler under test.</summary>
    protected abstract IJobScheduler Scheduler { get; }

    /// <summary>Ends the script of every task that waits for it.</summary>
    protected abstract void LetScriptsEnd(string folder);

    /// <summary>Gets the file of the output of job and task.</summary>
    protected abstract string OutputOf(string folder);

    [SetUp]
    public void CreateFolder()
    {
        _folder = Directory.CreateTempSubdirectory("serve-multi-jobs-").FullName;
        File.WriteAllText(
            Path.Combine(_folder, "job.sh"),
            """
            #!/bin/sh
            while ! [ -e "$1/end" ]; do sleep 0.1; done
            [ "$SLURM_ARRAY_TASK_ID" != 2 ] || exit 7

            """
        );
    }

    [TearDown]
    public async Task EndJobs()
    {
        if (_folder is not null)
        {
            var left = (await Scheduler.ListAsync(_token)).Where(task => task.IsActive).Select(task => task.JobId).Distinct();
            await Scheduler.CancelAsync([.. left]);
            await WaitAsync(tasks => tasks.All(task => !task.IsActive));
            Directory.Delete(_folder, recursive: true);
        }
    }

    [Test]
    public async Task Submit_HeldArray_RunsNothingBeforeItIsReleased()
    {
        var id = await Scheduler.SubmitAsync(Spec(1, 3) with { IsHeld = true });

        var held = await Scheduler.ListAsync(_token);
        Assert.That(
            held.Select(task => (task.JobId, task.Number, task.State)),
            Is.EquivalentTo(new[] { 1, 3 }.Select(number => (id, (int?)number, JobState.Held)))
        );
        LetScriptsEnd(_folder);
        await Scheduler.ReleaseAsync(id);
        var ended = await WaitAsync(tasks => tasks.All(task => !task.IsActive));
        Assert.That(ended.Select(task => task.State), Has.Exactly(2).EqualTo(JobState.Done));
        Assert.That(ended.Select(task => task.ExitCode), Has.All.Zero);
    }

    [Test]
    public async Task List_EndedTasks_SayHowTheyEnded()
    {
        LetScriptsEnd(_folder);
        await Scheduler.SubmitAsync(Spec(2, 3));

        var ended = await WaitAsync(tasks => tasks.Count == 2 && tasks.All(task => !task.IsActive));

        Assert.That(
            ended.OrderBy(task => task.Number).Select(task => (task.Number, task.State, task.ExitCode)),
            Is.EqualTo(new (int?, JobState, int?)[] { (2, JobState.Failed, 7), (3, JobState.Done, 0) })
        );
        Assert.That(ended.Select(task => task.Nodes), Has.All.Not.Empty);
    }

    [Test]
    public async Task Submit_WithALimit_RunsNoMoreAtATime()
    {
        await Scheduler.SubmitAsync(Spec(1, 2, 3) with { MostRunning = 1 });

        var tasks = await WaitAsync(tasks => tasks.Any(task => task.State == JobState.Running));

        Assert.That(tasks.Count(task => task.State == JobState.Running), Is.EqualTo(1));
        Assert.That(tasks.Count(task => task.State == JobState.Waiting), Is.EqualTo(2));
    }

    [Test]
    public async Task Submit_JobAfterAnother_WaitsForItsEndInWhateverWay()
    {
        var first = await Scheduler.SubmitAsync(Spec(1, 3));
        var second = await Scheduler.SubmitAsync(Spec() with { After = [first] });
        await WaitAsync(tasks => tasks.Count(task => task.State == JobState.Running) == 2);

        Assert.That((await FindAsync(second)).State, Is.EqualTo(JobState.Waiting));
        LetScriptsEnd(_folder);
        await WaitAsync(tasks => tasks.All(task => !task.IsActive));
        Assert.That((await FindAsync(second)).State, Is.EqualTo(JobState.Done));
        Assert.That((await FindAsync(second)).Number, Is.Null);
    }

    [Test]
    public async Task Cancel_OneOfTwoJobs_LeavesTheOther()
    {
        var first = await Scheduler.SubmitAsync(Spec(1));
        var second = await Scheduler.SubmitAsync(Spec(1));

        await Scheduler.CancelAsync([first]);

        await WaitAsync(tasks => tasks.Single(task => task.JobId == first).State == JobState.Cancelled);
        Assert.That((await FindAsync(second)).IsActive, Is.True);
        LetScriptsEnd(_folder);
        await WaitAsync(tasks => tasks.All(task => !task.IsActive));
        await Scheduler.CancelAsync([first, second]);
        Assert.That((await FindAsync(second)).State, Is.EqualTo(JobState.Done), "a job that has ended stays as it is");
    }

    [Test]
    public async Task List_AnotherToken_HasNothing()
    {
        await Scheduler.SubmitAsync(Spec(1) with { IsHeld = true });

        Assert.That(await Scheduler.ListAsync("t-another"), Is.Empty);
    }

    [TestCase("--all")]
    [TestCase("")]
    [TestCase("1,2")]
    public void Cancel_WhatIsNoId_Refused(string id) =>
        Assert.That(async () => await Scheduler.CancelAsync([id]), Throws.ArgumentException);

    [Test]
    public async Task ReadLargestTask_Always_AboveZero() => Assert.That(await Scheduler.ReadLargestTaskAsync(), Is.GreaterThan(0));

    [Test]
    public async Task Submit_TaskAboveTheLargest_Refused()
    {
        var largest = await Scheduler.ReadLargestTaskAsync();

        Assert.That(async () => await Scheduler.SubmitAsync(Spec(largest + 1)), Throws.InstanceOf<InvalidInputException>());
        Assert.That(await Scheduler.ListAsync(_token), Is.Empty);
    }

    /// <summary>Makes a job whose script waits for <see cref="LetScriptsEnd"/>.</summary>
    protected JobSpec Spec(params int[] tasks) =>
        new()
        {
            Name = "contract",
            Token = _token,
            Script = new CommandLine(Path.Combine(_folder, "job.sh"), _folder),
            WorkingDirectory = _folder,
            OutputPath = OutputOf(_folder),
            Tasks = tasks,
        };

    private async Task<JobTask> FindAsync(string id) => (await Scheduler.ListAsync(_token)).Single(task => task.JobId == id);

    private async Task<IReadOnlyList<JobTask>> WaitAsync(Func<IReadOnlyList<JobTask>, bool> holds)
    {
        for (var look = 0; look < 300; look++)
        {
            var tasks = await Scheduler.ListAsync(_token);
            if (holds(tasks))
            {
                return tasks;
            }

            await Task.Delay(100);
        }

        throw new TimeoutException($"It did not happen: {string.Join("; ", await Scheduler.ListAsync(_token))}");
    }
}
