using ServeMulti.Processes;

namespace ServeMulti.Clusters.Slurm;

/// <summary>The contract on a real Slurm, and what only Slurm does.</summary>
[Platform("Linux")]
public sealed class SlurmSchedulerTests : JobSchedulerContract
{
    protected override IJobScheduler Scheduler { get; } = new SlurmScheduler(new ProcessLauncher());

    [OneTimeSetUp]
    public static void StartCluster() => TestCluster.Require();

    protected override void LetScriptsEnd(string folder) => File.WriteAllText(Path.Combine(folder, "end"), "");

    protected override string OutputOf(string folder) => Path.Combine(folder, "output-%A-%a");

    [Test]
    public void Submit_PartitionThatDoesNotExist_RefusedInOneLine() =>
        Assert.That(
            async () => await Scheduler.SubmitAsync(Spec() with { Options = ["--partition=nowhere"] }),
            Throws
                .InstanceOf<InvalidInputException>()
                .With.Message.EqualTo(
                    "Slurm refused the job: invalid partition specified: nowhere. Batch job submission failed: Invalid partition name specified."
                )
        );

    [Test]
    public async Task List_ScriptWhoseOutputHasNoFolder_SaysThatItWasNotStarted()
    {
        var spec = Spec() with { OutputPath = "/nowhere/output" };
        await Scheduler.SubmitAsync(spec);

        JobTask? task = null;
        SlurmCluster.WaitUntil(
            "the job ends",
            () => (task = Scheduler.ListAsync(spec.Token).GetAwaiter().GetResult().SingleOrDefault()) is { IsActive: false }
        );

        Assert.That(task, Has.Property("State").EqualTo(JobState.NotStarted).And.Property("Reason").EqualTo("JobLaunchFailure"));
    }

    [Test]
    public void AnyCall_WithoutSlurm_SaysWhereToSubmitFrom()
    {
        var scheduler = new SlurmScheduler(new NoPrograms());

        Assert.That(
            async () => await scheduler.ListAsync("t"),
            Throws.InstanceOf<JobSchedulerException>().With.Message.Contains("such as the cluster's login node")
        );
    }

    [TestCase(new[] { 1 }, "1")]
    [TestCase(new[] { 1, 2, 3, 7, 9, 10 }, "1-3,7,9-10")]
    public void Ranges_OfTasks_AreJoined(int[] tasks, string expected) => Assert.That(TaskRanges.Of(tasks), Is.EqualTo(expected));

    private sealed class NoPrograms : IProcessLauncher
    {
        public IChildProcess Start(ProcessSpec spec) => throw new ProcessStartException($"'{spec.Command.Executable}' was not found.");
    }
}
