using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace ServeMulti.Cli;

/// <summary>Signals in each phase of a sweep, to processes that go at once, late or not at all. <see cref="InterruptionTests"/> holds what
/// a signal does as such.</summary>
[TestFixture]
[Platform("Linux", Reason = "Signals, shell scripts and /proc.")]
public sealed class SignalPhaseTests
{
    /// <summary>Ends late: when the test lets it, through the pipe <c>go</c>.</summary>
    private const string LateServer = """
        echo "server: $*"
        trap 'echo "server: asked"; read line < "$(dirname "$0")/go"; exit 0' TERM
        while true; do sleep 1000 & wait $!; done
        """;

    /// <summary>Does not end by itself.</summary>
    private const string Stubborn = """
        trap '' TERM INT HUP
        echo "stubborn: $(basename "$0")"
        while true; do sleep 1; done
        """;

    private SweepFolder _folder = null!;

    [SetUp]
    public void SetUp()
    {
        _folder = new SweepFolder();
        _folder.Write("serve.json", """[{"max_num_seqs": 1}, {"max_num_seqs": 2}]""");
        _folder.Write("bench.json", """[{"x": 1}, {"x": 2}]""");
    }

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [TestCase(PosixSignal.SIGTERM, 143)]
    [TestCase(PosixSignal.SIGHUP, 129)]
    public async Task Signal_WhileTheServerStarts_ResumeRunsEverything(PosixSignal signal, int exitCode)
    {
        _folder.Write(
            "server.sh",
            """
            echo "server: not ready"
            sleep 1000
            """
        );
        using var process = Start("-e", "a", "--endpoint", "http://127.0.0.1:9");
        await process.WaitForAsync("server: not ready");

        process.Signal(signal);

        await AssertEndedAsync(process, exitCode);
        Assert.That(File.Exists(_folder.At("begun")), Is.False);
        _folder.Write("server.sh", "trap 'exit 0' TERM; sleep 1000 & wait $!");
        await AssertResumeRunsAsync(process, runs: 4, "--no-ready-check", "--endpoint", "http://127.0.0.1:9");
    }

    [Test]
    public async Task Signal_ResetCommandHangs_KeepsTheRunAndResumesWithTheRest()
    {
        _folder.Write(
            "reset.sh",
            """
            [ -e "$(dirname "$0")/healed" ] || { echo "reset: hanging"; exec sleep 1000; }
            """
        );
        string[] reset = ["--after-bench-cmd", $"sh {_folder.At("reset.sh")}"];
        using var process = Start(["-e", "a", "--no-ready-check", .. reset]);
        await process.WaitForAsync("reset: hanging");

        process.Signal(PosixSignal.SIGINT);

        await AssertEndedAsync(process, 130);
        _folder.Write("healed", "");
        await AssertResumeRunsAsync(process, runs: 3, ["--no-ready-check", .. reset]);
    }

    [Test]
    public async Task Signal_ServerDoesNotAnswerTheReset_KeepsTheRunAndLeavesNothingRunning()
    {
        _folder.Write(
            "vllm",
            $"""
            #!/bin/sh
            shift 2
            exec '{CompiledProgram.Find("TestServer")}' --hang-resets "$@"
            """
        );
        await ShellAsync("chmod +x vllm");
        using var process = CliProcess.Start(
            _folder.Path,
            "--serve-cmd",
            $"{_folder.At("vllm")} serve m --port {FindFreePort()}",
            "--bench-cmd",
            $"sh {_folder.At("bench.sh")}",
            "--show-stdout",
            "-e",
            "a"
        );
        await process.WaitForAsync("hanging");

        process.Signal(PosixSignal.SIGTERM);

        await AssertEndedAsync(process, 143);
        Assert.That(CountRuns("a"), Is.EqualTo(1), "the run was finished before the reset");
    }

    [Test]
    public async Task Signal_WhileAServerIsStopped_LetsItEndAndStartsNoOther()
    {
        _folder.Write("server.sh", LateServer);
        await ShellAsync("mkfifo go");
        using var process = Start("-e", "a", "--no-ready-check");
        await process.WaitForAsync("server: asked");

        process.Signal(PosixSignal.SIGTERM);
        await process.WaitForAsync("Stopping");
        await File.WriteAllTextAsync(_folder.At("go"), "go\n");

        await AssertEndedAsync(process, 143);
        Assert.That(process.Error, Has.None.Contains("server: --max-num-seqs 2"), "no other server is started");
        _folder.Write("server.sh", "trap 'exit 0' TERM; sleep 1000 & wait $!");
        await AssertResumeRunsAsync(process, runs: 2, "--no-ready-check");
    }

    [Test]
    public async Task Signal_ToTheWholeJob_IsAnInterruptionAndNoFailure()
    {
        // As a batch system does it: the benchmark hears of the end before we do.
        _folder.Write("server.sh", LateServer);
        _folder.Write("bench.sh", "echo \"benchmark: $$\"; exec sleep 1000");
        await ShellAsync("mkfifo go");
        using var process = Start("-e", "a", "--no-ready-check");
        await process.WaitForAsync("benchmark: ");

        await ShellAsync(
            $"kill -TERM {process.Error.First(line => line.StartsWith("benchmark: ", StringComparison.Ordinal))["benchmark: ".Length..]}"
        );
        await process.WaitForAsync("server: asked");
        process.Signal(PosixSignal.SIGTERM);
        await process.WaitForAsync("Stopping");
        await File.WriteAllTextAsync(_folder.At("go"), "go\n");

        await AssertEndedAsync(process, 143);
        Assert.That(process.Error, Has.Some.StartsWith("Interrupted by SIGTERM"));
    }

    [Test]
    public async Task SecondSignal_WhileAServerIsStopped_KillsItAtOnce()
    {
        _folder.Write("server.sh", LateServer);
        await ShellAsync("mkfifo go");
        using var process = Start("-e", "a", "--no-ready-check");
        await process.WaitForAsync("server: asked");

        process.Signal(PosixSignal.SIGINT);
        await process.WaitForAsync("Stopping");
        process.Signal(PosixSignal.SIGINT);

        await process.WaitForAsync("Killing");
        await AssertEndedAsync(process, 130);
        Assert.That(process.Error, Has.None.Contains("server: --max-num-seqs 2"));
    }

    [Test]
    public async Task SecondSignal_StubbornBenchmark_KillsItAtOnce()
    {
        _folder.Write("bench.sh", Stubborn);
        using var process = Start("-e", "a", "--no-ready-check");
        await process.WaitForAsync("stubborn: bench.sh");

        process.Signal(PosixSignal.SIGHUP);
        await process.WaitForAsync("Stopping");
        process.Signal(PosixSignal.SIGINT);

        await process.WaitForAsync("Killing (SIGINT)");
        await AssertEndedAsync(process, 129);
    }

    [Test]
    public async Task Signal_ServerAndBenchmarkIgnoreIt_AreGoneAfterTheirGrace()
    {
        _folder.Write("server.sh", Stubborn);
        _folder.Write("bench.sh", Stubborn);
        using var process = Start("-e", "a", "--no-ready-check");
        await process.WaitForAsync("stubborn: bench.sh");

        process.Signal(PosixSignal.SIGTERM);

        await AssertEndedAsync(process, 143);
        Assert.That(process.Error, Has.None.Contains("Killing"), "one signal is enough");
    }

    [Test]
    public async Task Signals_NobodyReadsWhatWeSay_StillEnd()
    {
        // The pipe is full before we begin: our first word blocks.
        using var shell = CliProcess.StartShell(
            _folder.Path,
            $"""
            mkfifo full; exec 9<>full
            dd if=/dev/zero bs=4096 count=16 >&9 2> dd.log
            {Shell(Arguments("-e", "a", "--no-ready-check"))} 2>&9 & sweep=$!
            while [ ! -e results/a/experiment.json ]; do sleep 0.1; done
            kill -TERM $sweep; kill -INT $sweep; kill -HUP $sweep
            wait $sweep; echo "exit code $?"
            """
        );

        await shell.WaitForExitAsync();

        Assert.That(shell.Output, Has.One.Matches("^exit code (129|130|143)$"), shell.ToString());
        Assert.That(shell.FindLeftovers(), Is.Empty);
    }

    private async Task ShellAsync(string script)
    {
        using var shell = CliProcess.StartShell(_folder.Path, script);
        Assert.That(await shell.WaitForExitAsync(), Is.Zero, shell.ToString());
    }

    private CliProcess Start(params string[] more) => CliProcess.Start(_folder.Path, Arguments(more));

    private string[] Arguments(params string[] more) =>
        [
            "--serve-cmd",
            $"sh {_folder.At("server.sh")}",
            "--bench-cmd",
            $"sh {_folder.At("bench.sh")}",
            .. more.Contains("--after-bench-cmd") ? Array.Empty<string>() : ["--after-bench-cmd", "true"],
            "--serve-params",
            "serve.json",
            "--bench-params",
            "bench.json",
            "--num-runs",
            "1",
            "--show-stdout",
            .. more,
        ];

    private static string Shell(IEnumerable<string> arguments) =>
        string.Join(
            ' ',
            arguments.Prepend(CliProcess.Executable).Select(word => $"'{word.Replace("'", @"'\''", StringComparison.Ordinal)}'")
        );

    private static async Task AssertEndedAsync(CliProcess process, int exitCode)
    {
        Assert.That(await process.WaitForExitAsync(), Is.EqualTo(exitCode), process.ToString());
        Assert.That(process.FindLeftovers(), Is.Empty);
        Assert.That(process.Error[^1], Does.StartWith("Resume with: ").And.EndWith("--resume a"));
    }

    private async Task AssertResumeRunsAsync(CliProcess interrupted, int runs, params string[] options)
    {
        File.Delete(_folder.At("begun"));
        using var resumed = Start(["--resume", "a", .. options]);
        Assert.That(await resumed.WaitForExitAsync(), Is.Zero, resumed.ToString());
        Assert.That(File.ReadLines(_folder.At("begun")).Count(), Is.EqualTo(runs), "exactly what is missing is run");
        Assert.That(CountRuns("a"), Is.EqualTo(4));
        Assert.That(resumed.FindLeftovers().Concat(interrupted.FindLeftovers()), Is.Empty);
    }

    private int CountRuns(string experiment) =>
        _folder.ReadResults(experiment).Keys.Count(file => Path.GetFileName(file).StartsWith("run=", StringComparison.Ordinal));

    private static int FindFreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
