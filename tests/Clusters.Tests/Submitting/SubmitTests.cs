using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using ServeMulti.Cli.Jobs;
using ServeMulti.Clusters.Slurm;
using ServeMulti.Parameters;

namespace ServeMulti.Clusters.Submitting;

/// <summary>Sweeps on a real Slurm with four slots on one node, whose arrays have at most three tasks.</summary>
[Platform("Linux")]
public sealed class SubmitTests
{
    [OneTimeSetUp]
    public static void StartCluster() => TestCluster.Require();

    [SetUp]
    public void EndEarlierJobs() => SlurmCluster.EndJobs();

    [Test]
    public async Task Submit_MoreConfigurationsThanAnArrayHolds_GivesTheTableOfOneMachine()
    {
        using var sweep = new JobSweep(configurations: 4, cases: 2, runs: 1);

        // This test alone runs all of it as a user does: the program itself, and a merge on the cluster.
        var submitted = await CliProgram.RunAsync(sweep.Folder, ["submit", "-e", "first", "--array-limit", "3", .. sweep.Options]);
        Assert.That(submitted.ExitCode, Is.Zero, submitted.ToString());
        Assert.That(
            submitted.Output,
            Has.Some.StartsWith("submitted:  3 tasks of first as job ")
                .And.Some.StartsWith("submitted:  1 task of first as job ")
                .And.Some.EqualTo("note: 4 tasks are 2 arrays, because an array of this cluster has at most 3.")
        );
        var watched = await CliProgram.RunAsync(sweep.Folder, "watch", "first", "--interval", "0.2");
        var whole = await CliProgram.RunHereAsync(sweep.Folder, ["-e", "whole", .. sweep.Options]);

        Assert.That(watched.ExitCode, Is.Zero, watched.ToString());
        Assert.That(watched.Output[^1], Is.EqualTo($"Done: {sweep.At("results", "first")}"));
        Assert.That(watched.Output[^2], Does.EndWith("tasks: 0 waiting, 0 running, 4 done, 0 failed; runs: 8 of 8"));
        Assert.That(whole.ExitCode, Is.Zero, whole.ToString());
        Assert.That(sweep.ReadRows("first"), Is.EqualTo(sweep.ReadRows("whole")));
        Assert.That(File.Exists(sweep.At("results", "first", "report.html")));
        Assert.That(sweep.FindRepeated("first"), Is.Empty);
        Assert.That(SlurmCluster.Run("squeue", "--noheader", "--all").Trim(), Is.Empty);

        var again = await sweep.SubmitAsync("first", "--array-limit", "3");
        Assert.That(again.Output, Is.EqualTo(new[] { "Nothing to submit: all tasks of first are done." }), again.ToString());
    }

    [Test]
    public async Task Tasks_CancelledRequeuedAndKilled_LoseAndRepeatNothing()
    {
        using var sweep = new JobSweep(configurations: 3, cases: 2, runs: 1);
        var another = SlurmCluster.Run("sbatch", "--parsable", "--hold", "--output=/dev/null", "--wrap=true").Trim();
        sweep.Block("--random-input-len 2");
        await sweep.SubmitAsync("first");
        var array = sweep.ReadJobs("first")[0];
        SlurmCluster.WaitUntil("each has done one of its two runs", () => sweep.FindProcesses("first").Count(IsSecondRun) >= 3);

        // The server of this task loses its parent, which Slurm's search by the tree of processes misses.
        var third = sweep.FindProcesses("first").Single(process => IsProgram(process, "3"));
        Process.GetProcessById(int.Parse(Path.GetFileName(third), provider: null)).Kill();
        SlurmCluster.WaitUntil("task 3 ends", () => CountRunning() == 2);
        SlurmCluster.Run("scancel", $"{array}_1");
        SlurmCluster.WaitUntil("task 1 ends", () => CountRunning() == 1);
        SlurmCluster.Requeue($"{array}_2");
        // A node that dies while it begins a job may lose that job; one that runs is not lost.
        SlurmCluster.WaitUntil(
            "task 2 goes on",
            () => CountRunning() == 1 && sweep.FindProcesses("first").Any(process => IsProgram(process, "2"))
        );
        TestCluster.Require().RestartNode();
        sweep.Unblock();
        var watched = await sweep.WatchAsync("first");

        Assert.That(watched.ExitCode, Is.EqualTo(2), watched.ToString());
        Assert.That(
            watched.Output,
            Has.Some.Contains("task 1 on n1: was cancelled.").And.Some.Contains("task 3 on n1: ended with exit code 137."),
            watched.ToString()
        );
        SlurmCluster.WaitUntil("the server without a parent is ended", () => sweep.FindProcesses("first").Length == 0);
        var merged = await sweep.MergeAsync("first");
        Assert.That(merged.Output, Has.Some.Contains("Not complete: task 1,3 of 3."), $"{watched}\n{merged}");
        var resumed = await sweep.ResumeAsync("first");
        Assert.That(resumed.Output, Has.Some.StartsWith("submitted:  2 tasks of first as job "), resumed.ToString());
        watched = await sweep.WatchAsync("first");
        Assert.That(watched.ExitCode, Is.Zero, watched.ToString());
        merged = await sweep.MergeAsync("first");
        Assert.That(
            merged.Output,
            Has.Some.EqualTo($"note: the table of before is kept in {sweep.At("results", "first.tasks", "earlier", "1")}")
        );
        Assert.That(File.ReadLines(sweep.At("results", "first", "summary.csv")).Count(), Is.EqualTo(1 + 3 * 2));
        Assert.That(sweep.FindRepeated("first"), Is.Empty);
        Assert.That(
            SlurmCluster.Run("squeue", "--noheader", "--format=%A %T").Trim(),
            Is.EqualTo($"{another} PENDING"),
            "jobs of others are left alone"
        );
        SlurmCluster.Run("scancel", another);
    }

    [Test]
    public async Task Cancel_SweepThatRuns_LeavesNoJobAndNoProcess()
    {
        using var sweep = new JobSweep(configurations: 3, cases: 1, runs: 1);
        sweep.Block();
        await sweep.SubmitAsync("first", "--array-limit", "2");
        SlurmCluster.WaitUntil("two tasks run", () => CountRunning() == 2);

        var cancelled = await sweep.CancelAsync("first");

        Assert.That(cancelled.ExitCode, Is.Zero, cancelled.ToString());
        SlurmCluster.WaitUntil("no job is left", () => SlurmCluster.Run("squeue", "--noheader").Trim().Length == 0);
        SlurmCluster.WaitUntil("no process is left", () => sweep.FindProcesses("first").Length == 0);
        Assert.That((await sweep.CancelAsync("first")).Output, Is.EqualTo(new[] { "No job of first waits or runs." }));
        Assert.That((await sweep.ResumeAsync("first")).Output, Has.Some.StartsWith("submitted:  3 tasks of first as job "));
        await sweep.CancelAsync("first");
    }

    [Test]
    public async Task Submit_ServerWhosePortAnotherHas_GetsOneOfItsOwn()
    {
        using var sweep = new JobSweep(configurations: 1, cases: 1, runs: 1);
        using var another = new TcpListener(IPAddress.Any, 0);
        another.Start();
        var port = ((IPEndPoint)another.LocalEndpoint).Port;
        WriteTool(sweep.At("tools"), "nvidia-smi", "echo 'NVIDIA H100, 81559 MiB, 550.54, 1980 MHz, 2619 MHz, 700.00 W'");

        var submitted = await sweep.SubmitOptionsAsync(
            "ports",
            "--serve-cmd",
            $"{CliProgram.Executable} simulate serve demo --port {port}",
            "--bench-cmd",
            $"{CliProgram.Executable} bench --port {port} --num-prompts 5",
            "--num-runs",
            "1",
            "--node-command",
            $"env PATH={sweep.At("tools")}:{Environment.GetEnvironmentVariable("PATH")} sh {sweep.At("node.sh")}"
        );
        Assert.That(submitted.ExitCode, Is.Zero, submitted.ToString());
        var watched = await sweep.WatchAsync("ports");

        Assert.That(watched.ExitCode, Is.Zero, watched.ToString());
        Assert.That(
            File.ReadAllText(sweep.At("results", "ports.tasks", "tasks", "0001.json")),
            Does.Contain("\"node\": \"n1\"").And.Contain("\"gpuDriver\": \"NVIDIA 550.54\"")
        );
    }

    [Test]
    public async Task Submit_BadInput_OneLineAndNothingSubmitted()
    {
        using var sweep = new JobSweep(configurations: 2, cases: 1, runs: 1);
        Directory.CreateDirectory(sweep.At("results", "taken"));
        File.WriteAllText(sweep.At("results", "taken", "mine"), "");

        await Refused(() => sweep.SubmitAsync("taken"), "taken");
        await Refused(() => sweep.SubmitAsync("part", "--sbatch-option=--partition=nowhere"), "invalid partition specified: nowhere");
        await Refused(() => sweep.SubmitAsync("own", "--sbatch-option=--comment=x"), "serve-multi sets this option itself");
        await Refused(
            () => sweep.SubmitAsync("own", "--sbatch-option=--hold"),
            "--sbatch-option --hold: serve-multi sets this option itself"
        );
        await Refused(() => sweep.SubmitAsync("node", "--same-node", "nowhere"), "Invalid node name");
        await Refused(() => sweep.SubmitAsync("node", "--same-node", "n1,n2"), "--same-node takes one node, not 'n1,n2'.");
        await Refused(() => sweep.SubmitAsync("node", "--constraint", "h100"), "Invalid feature");
        await Refused(() => sweep.SubmitAsync("word", "--sbatch-option=gpu"), "not 'gpu'");
        await Refused(() => sweep.SubmitAsync("other", "--scheduler", "pbs"), "--scheduler takes slurm or kubernetes, not 'pbs'.");
        await Refused(() => sweep.ResumeAsync("never"), "No sweep 'never' was submitted");
        await Refused(() => sweep.WatchAsync("never"), "No sweep 'never' was submitted");
        await Refused(() => sweep.CancelAsync("never"), "No sweep 'never' was submitted");
        await Refused(() => sweep.SubmitAsync("../x"), "Experiment name");

        Assert.That(SlurmCluster.Run("squeue", "--noheader", "--all").Trim(), Is.Empty);
        var right = await sweep.SubmitAsync("part", "--sbatch-option=--begin=now+1hour", "--same-node", "n1");
        Assert.That(right.ExitCode, Is.Zero, $"what was refused can be submitted once it is right: {right}");
        Assert.That(SlurmCluster.Run("scontrol", "show", "job", sweep.ReadJobs("part")[0]), Does.Contain("ReqNodeList=n1"));
        await sweep.CancelAsync("part");

        static async Task Refused(Func<Task<CliResult>> run, string named)
        {
            var result = await run();
            Assert.That(result.ExitCode, Is.EqualTo(1), result.ToString());
            Assert.That(result.Error, Has.Count.EqualTo(1).And.Some.StartsWith("error: ").And.Some.Contains(named), result.ToString());
        }
    }

    [Test]
    public async Task TaskScript_OnANodeWithoutTheFolder_RunsNothing()
    {
        using var folder = new JobSweep(configurations: 1, cases: 1, runs: 1);
        var submission = SubmissionFolder.Of(folder.At("results"), "first");
        submission.Create();
        JobScripts.Write(submission, "t-1", new CommandLine("false"));
        File.WriteAllText(folder.At("results", "first.tasks", "token"), "another");
        using var script = Process.Start(
            new ProcessStartInfo("/bin/sh", [folder.At("results", "first.tasks", "task.sh"), "1"]) { RedirectStandardError = true }
        )!;

        var said = await script.StandardError.ReadToEndAsync();
        await script.WaitForExitAsync();

        Assert.That(script.ExitCode, Is.EqualTo(71));
        Assert.That(said, Does.StartWith("serve-multi: the node ").And.EndsWith("use an output folder that all nodes share.\n"));
    }

    [Test]
    public async Task TaskScript_MarkThatIsNotSeenForAMoment_DoesNotEndTheTask()
    {
        using var folder = new JobSweep(configurations: 1, cases: 1, runs: 1);
        var submission = SubmissionFolder.Of(folder.At("results"), "first");
        submission.Create();
        // The first and the third question for the mark find nothing: the program had not begun, or was just replaced.
        WriteTool(
            folder.At("tools"),
            "grep",
            """
            echo asked >> "$QUESTIONS"
            case $(wc -l < "$QUESTIONS") in 1 | 3) exit 1 ;; esac
            PATH=$REAL_PATH
            exec grep "$@"
            """
        );
        WriteTool(folder.At("tools"), "program", """while [ "$(wc -l < "$QUESTIONS")" -lt 5 ]; do sleep 0.1; done""");
        File.WriteAllText(folder.At("questions"), "");
        JobScripts.Write(submission, "t-1", new CommandLine(folder.At("tools", "program")));
        var start = new ProcessStartInfo("/bin/sh", [folder.At("results", "first.tasks", "task.sh"), "1"]);
        var path = Environment.GetEnvironmentVariable("PATH");
        start.Environment["PATH"] = $"{folder.At("tools")}:{path}";
        start.Environment["REAL_PATH"] = path;
        start.Environment["QUESTIONS"] = folder.At("questions");

        using var script = Process.Start(start)!;
        await script.WaitForExitAsync();

        Assert.That(script.ExitCode, Is.Zero, "128 and the number of a signal: its own guard told it to stop");
    }

    private static void WriteTool(string folder, string name, string script)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, name), $"#!/bin/sh\n{script}\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Path.Combine(folder, name), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }
    }

    private static int CountRunning(string states = "RUNNING") =>
        SlurmCluster.Run("squeue", "--noheader", "--array", $"--states={states}").Split('\n', StringSplitOptions.RemoveEmptyEntries).Length;

    private static bool IsSecondRun(string process) => Command(process).Contains("--random-input-len\02", StringComparison.Ordinal);

    private static bool IsProgram(string process, string task) =>
        Command(process).Contains("run-task", StringComparison.Ordinal)
        && Command(process).TrimEnd('\0').EndsWith($"\0{task}", StringComparison.Ordinal);

    private static string Command(string process)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "cmdline"));
        }
        catch (IOException)
        {
            return "";
        }
    }
}
