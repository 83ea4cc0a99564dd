using System.Globalization;
using ServeMulti.Clusters.Slurm;

namespace ServeMulti.Clusters.Submitting;

/// <summary>Whatever happens to the jobs of a sweep, nothing of it is lost, repeated or left behind. A long trial, with as many
/// events as <c>SERVEMULTI_SLURM_EVENTS=100</c> says, and from another start with <c>SERVEMULTI_SLURM_SEED=2</c>.</summary>
[Platform("Linux")]
public sealed class RandomEventsTests
{
    private const int MostRounds = 30;

    [OneTimeSetUp]
    public static void StartCluster()
    {
        if (Number("SERVEMULTI_SLURM_EVENTS", 0) == 0)
        {
            Assert.Ignore("This trial takes minutes: set SERVEMULTI_SLURM_EVENTS to a number of events.");
        }

        TestCluster.Require();
    }

    [Test]
    public async Task Sweep_RandomEvents_LosesRepeatsAndLeavesNothing()
    {
        var events = Number("SERVEMULTI_SLURM_EVENTS", 6);
        var random = new Random(Number("SERVEMULTI_SLURM_SEED", 1));
        using var sweep = events > 20 ? new JobSweep(8, 5, 3) : new JobSweep(4, 2, 1);
        var another = SlurmCluster.Run("sbatch", "--parsable", "--hold", "--output=/dev/null", "--wrap=true").Trim();
        sweep.LetMerge();
        sweep.Block();
        await sweep.SubmitAsync("first");
        for (var number = 0; number < events; number++)
        {
            await HappenAsync(sweep, random, number);
            // A part of the runs gets through between two events.
            if (random.Next(3) == 0)
            {
                sweep.Unblock();
                await Task.Delay(random.Next(300));
                sweep.Block();
            }
        }

        sweep.Unblock();
        var rounds = 0;
        for (var watched = await sweep.WatchAsync("first"); watched.ExitCode != 0; watched = await sweep.WatchAsync("first"))
        {
            Assert.That(++rounds, Is.LessThan(MostRounds), watched.ToString());
            var resumed = await sweep.ResumeAsync("first");
            Assert.That(resumed.ExitCode, Is.Zero, resumed.ToString());
        }

        var rows = sweep.Configurations * sweep.Cases * sweep.Runs;
        Assert.That(File.ReadLines(sweep.At("results", "first", "summary.csv")).Count(), Is.EqualTo(1 + rows), "no run is lost");
        Assert.That(sweep.FindRepeated("first"), Is.Empty, "no run is repeated");
        SlurmCluster.WaitUntil("no process of the tasks is left", () => sweep.FindProcesses("first").Length == 0);
        Assert.That(
            SlurmCluster.Run("squeue", "--noheader", "--format=%A %T").Trim(),
            Is.EqualTo($"{another} PENDING"),
            "jobs of others are left alone, and none of ours is left"
        );
        SlurmCluster.Run("scancel", another);
    }

    private static async Task HappenAsync(JobSweep sweep, Random random, int number)
    {
        var cluster = TestCluster.Require();
        var what = number < 6 ? number : random.Next(6);
        TestContext.Out.WriteLine($"event {number}: {what}");
        switch (what)
        {
            case 0 when Running(random) is { } task:
                SlurmCluster.TryRun("scancel", task);
                break;
            case 1 when Running(random) is { } task:
                SlurmCluster.Requeue(task);
                break;
            case 2:
                cluster.RestartNode();
                break;
            case 3:
                await KillAsync(sweep, random, "submit", "--resume", "first");
                await KillAsync(sweep, random, "watch", "first");
                break;
            case 4:
                SlurmCluster.Run("scontrol", "update", "NodeName=n1", "State=DRAIN", "Reason=test");
                await Task.Delay(random.Next(500));
                SlurmCluster.WaitUntil("the node takes jobs again", TakesJobs);
                break;
            case 5:
                cluster.RestartController();
                break;
        }
    }

    /// <summary>A node that registers itself at this moment may be resumed already, or not yet.</summary>
    private static bool TakesJobs()
    {
        SlurmCluster.TryRun("scontrol", "update", "NodeName=n1", "State=RESUME");
        return !SlurmCluster.Run("sinfo", "--noheader", "--Format=StateLong").Contains("drain", StringComparison.Ordinal);
    }

    /// <summary>Starts a command of a user, and kills it at some moment.</summary>
    private static async Task KillAsync(JobSweep sweep, Random random, params string[] arguments)
    {
        using var process = CliProgram.Start(sweep.Folder, arguments);
        await Task.Delay(random.Next(1500));
        process.Kill();
        await process.WaitForExitAsync();
    }

    private static string? Running(Random random)
    {
        string[] tasks =
        [
            .. SlurmCluster
                .Run("squeue", "--noheader", "--array", "--states=running", "--format=%i %j")
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Where(line => line.TrimEnd().EndsWith(" first", StringComparison.Ordinal))
                .Select(line => line.Split(' ')[0]),
        ];
        return tasks.Length == 0 ? null : tasks[random.Next(tasks.Length)];
    }

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : otherwise;
}
