using System.Diagnostics;
using System.Globalization;

namespace ServeMulti.Clusters.Slurm;

/// <summary>A real Slurm on this machine: munged, slurmctld and one slurmd with four processors, with all state in a temporary folder, on
/// 127.0.0.1 alone. Its processes are ended by their ids.</summary>
internal sealed class SlurmCluster : IDisposable
{
    private static readonly string[] Programs = ["munged", "slurmctld", "slurmd", "sbatch", "squeue", "scontrol", "scancel", "sinfo"];

    /// <summary>Only a hang takes this long.</summary>
    private static readonly TimeSpan HangLimit = TimeSpan.FromMinutes(5);

    private readonly int _controllerPort = FreePort.Find();
    private readonly int _nodePort = FreePort.Find();
    private readonly Process _munge;
    private Process _controller;
    private Process _node;

    public SlurmCluster(int largestArray)
    {
        Folder = Directory.CreateTempSubdirectory("serve-multi-slurm-").FullName;
        if (!OperatingSystem.IsWindows())
        {
            // munged takes no socket that others cannot reach.
            File.SetUnixFileMode(Folder, (UnixFileMode)Convert.ToInt32("755", 8));
        }

        foreach (var name in new[] { "munge", "state", "spool", "logs" })
        {
            Directory.CreateDirectory(At(name));
        }

        var key = new byte[128];
        Random.Shared.NextBytes(key);
        File.WriteAllBytes(At("munge", "key"), key);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(At("munge", "key"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        File.WriteAllText(At("slurm.conf"), Configure(largestArray));
        Environment.SetEnvironmentVariable("SLURM_CONF", At("slurm.conf"));
        _munge = Start(
            "munged",
            "--foreground",
            "--force",
            $"--key-file={At("munge", "key")}",
            $"--socket={At("munge", "socket")}",
            $"--pid-file={At("munge", "pid")}",
            $"--log-file={At("munge", "log")}",
            $"--seed-file={At("munge", "seed")}",
            "--num-threads=2"
        );
        WaitUntil("munged has a socket", () => File.Exists(At("munge", "socket")));
        _controller = StartController();
        _node = StartNode();
        WaitUntil("the node is idle", () => Run("sinfo", "--noheader", "--Format=StateLong").Contains("idle", StringComparison.Ordinal));
    }

    /// <summary>Gets what is missing to start one; null where nothing is.</summary>
    public static string? FindProblem() =>
        OperatingSystem.IsLinux()
            ? Programs.FirstOrDefault(program => FindProgram(program) is null) is { } missing
                ? $"{missing} is not installed (Debian: slurmctld, slurmd, slurm-client, munge)."
                : null
            : "Slurm runs on Linux.";

    public string Folder { get; }

    public string At(params string[] parts) => Path.Combine([Folder, .. parts]);

    /// <summary>Runs one of Slurm's commands, and returns its output.</summary>
    public static string Run(string program, params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(FindProgram(program)!, arguments) { RedirectStandardOutput = true, RedirectStandardError = true }
        )!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: {error.Result}");
    }

    /// <summary>Puts a task back into the queue, without the two minutes that Slurm then waits.</summary>
    public static void Requeue(string task)
    {
        TryRun("scontrol", "requeue", task);
        WaitUntil(
            "it is put back",
            () =>
                !TryRun("squeue", "--noheader", "--array", "--format=%i", "--states=running,completing", $"--jobs={task}")
                    .Contains(task, StringComparison.Ordinal)
        );
        // Slurm would wait for two minutes. A node refuses a job in the second in which it was told to end it ("credential revoked").
        TryRun("scontrol", "update", $"JobId={task}", "StartTime=now+2");
    }

    /// <summary>Waits until something holds; the clock ends only a hang.</summary>
    public static void WaitUntil(string what, Func<bool> holds)
    {
        var start = Stopwatch.GetTimestamp();
        while (!holds())
        {
            if (Stopwatch.GetElapsedTime(start) > HangLimit)
            {
                throw new TimeoutException($"It did not happen that {what}.");
            }

            Thread.Sleep(50);
        }
    }

    /// <summary>Kills the daemon of the node, and starts it again; what runs there goes on.</summary>
    public void RestartNode()
    {
        _node.Kill();
        _node.WaitForExit();
        _node.Dispose();
        _node = StartNode();
    }

    /// <summary>Kills the controller, and starts it again.</summary>
    public void RestartController()
    {
        _controller.Kill();
        _controller.WaitForExit();
        _controller.Dispose();
        _controller = StartController();
        WaitUntil("the controller answers", () => TryRun("scontrol", "ping").Contains(" is UP", StringComparison.Ordinal));
    }

    public void Dispose()
    {
        EndJobs();
        foreach (var process in new[] { _node, _controller, _munge })
        {
            process.Kill();
            process.WaitForExit();
            process.Dispose();
        }

        Environment.SetEnvironmentVariable("SLURM_CONF", null);
        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>Ends what a test left, such as one that failed.</summary>
    public static void EndJobs()
    {
        var left = Run("squeue", "--noheader", "--all", "--format=%A").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (left.Length > 0)
        {
            Run("scancel", ["--quiet", .. left.Distinct()]);
            WaitUntil("no job is left", () => Run("squeue", "--noheader", "--all").Trim().Length == 0);
        }
    }

    /// <summary>Runs a command that may come too late; returns its output, or why it failed.</summary>
    public static string TryRun(string program, params string[] arguments)
    {
        try
        {
            return Run(program, arguments);
        }
        catch (InvalidOperationException exception)
        {
            return exception.Message;
        }
    }

    private static string? FindProgram(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(':')
            .Concat(["/usr/sbin", "/usr/local/sbin"])
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists);

    private Process StartController() => Start("slurmctld", "-D", "-f", At("slurm.conf"));

    private Process StartNode() => Start("slurmd", "-D", "-N", "n1", "-f", At("slurm.conf"));

    private static Process Start(string program, params string[] arguments)
    {
        var process = new Process
        {
            StartInfo = new ProcessStartInfo(FindProgram(program)!, arguments)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        };
        // What they say is in their logs; a pipe that nobody reads would stop them.
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private string Configure(int largestArray) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"""
            ClusterName=test
            SlurmctldHost=localhost(127.0.0.1)
            SlurmctldPort={_controllerPort}
            SlurmdPort={_nodePort}
            AuthType=auth/munge
            CredType=cred/munge
            AuthInfo=socket={At("munge", "socket")}
            SlurmUser={Environment.UserName}
            SlurmdUser={Environment.UserName}
            StateSaveLocation={At("state")}
            SlurmdSpoolDir={At("spool")}
            SlurmctldPidFile={At("slurmctld.pid")}
            SlurmdPidFile={At("slurmd.pid")}
            SlurmctldLogFile={At("logs", "slurmctld.log")}
            SlurmdLogFile={At("logs", "slurmd.log")}
            ProctrackType=proctrack/linuxproc
            TaskPlugin=task/none
            SwitchType=switch/none
            MpiDefault=none
            JobAcctGatherType=jobacct_gather/none
            AccountingStorageType=accounting_storage/none
            SelectType=select/cons_tres
            SelectTypeParameters=CR_Core
            SchedulerType=sched/backfill
            SchedulerParameters=sched_interval=1,sched_min_interval=0,bf_interval=1,batch_sched_delay=0
            SlurmdParameters=config_overrides
            ReturnToService=2
            KillWait=5
            MinJobAge=300
            MaxArraySize={largestArray}
            NodeName=n1 NodeHostname=localhost NodeAddr=127.0.0.1 CPUs=4 RealMemory=1000 State=UNKNOWN
            PartitionName=main Nodes=n1 Default=YES MaxTime=INFINITE State=UP
            """
        );
}
