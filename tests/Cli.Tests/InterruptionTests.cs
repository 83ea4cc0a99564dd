using System.Runtime.InteropServices;

namespace ServeMulti.Cli;

[TestFixture]
[Platform("Linux", Reason = "Signals, shell scripts and /proc.")]
public sealed class InterruptionTests
{
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

    [TestCase(PosixSignal.SIGINT, 130)]
    [TestCase(PosixSignal.SIGTERM, 143)]
    [TestCase(PosixSignal.SIGHUP, 129)]
    [TestCase(PosixSignal.SIGQUIT, 131)]
    public async Task Signal_InTheMiddle_ExitsWithItsCodeAndLeavesNothingRunning(PosixSignal signal, int exitCode)
    {
        _folder.BlockAtRun(3);
        using var process = StartSweep("-e", "a");
        await process.WaitForAsync("benchmark: blocked");

        process.Signal(signal);

        Assert.That(await process.WaitForExitAsync(), Is.EqualTo(exitCode), process.ToString());
        Assert.That(process.FindLeftovers(), Is.Empty);
        Assert.That(process.Error[^1], Does.Contain("--resume a"));
    }

    [Test]
    public async Task Resume_AfterCtrlC_GivesTheSameFilesAsAnUndisturbedSweep()
    {
        using (var undisturbed = StartSweep("-e", "undisturbed"))
        {
            Assert.That(await undisturbed.WaitForExitAsync(), Is.Zero, undisturbed.ToString());
        }

        File.Delete(_folder.At("begun"));
        _folder.BlockAtRun(6);
        using var interrupted = StartSweep("-e", "interrupted");
        await interrupted.WaitForAsync("benchmark: blocked");
        interrupted.Signal(PosixSignal.SIGINT);
        await interrupted.WaitForExitAsync();
        Assert.That(_folder.ReadResults("interrupted").Keys.Count(IsRun), Is.EqualTo(5));
        _folder.Unblock();

        // As the message says, pasted into a shell.
        using var resumed = CliProcess.StartShell(
            _folder.Path,
            interrupted.Error[^1].Replace("Resume with: ", "", StringComparison.Ordinal)
        );
        Assert.That(await resumed.WaitForExitAsync(), Is.Zero, resumed.ToString());

        Assert.That(_folder.ReadResults("interrupted"), Is.EqualTo(_folder.ReadResults("undisturbed")));
        Assert.That(_folder.ReadResults("undisturbed").Keys.Count(IsRun), Is.EqualTo(8));
        Assert.That(
            File.ReadLines(_folder.At("begun")).Count(),
            Is.EqualTo(9),
            "5 finished runs, the interrupted one, and the 3 that were left"
        );
        Assert.That(resumed.FindLeftovers().Concat(interrupted.FindLeftovers()), Is.Empty);
    }

    [Test]
    public async Task SecondSignal_ChildrenThatIgnoreTheFirst_AreKilledAtOnce()
    {
        _folder.Write(
            "stubborn.sh",
            """
            trap '' TERM INT
            echo "server: stubborn"
            while true; do sleep 1; done
            """
        );
        _folder.BlockAtRun(1);
        using var process = StartSweep("-e", "a", "--serve-cmd", $"sh {_folder.At("stubborn.sh")}");
        await process.WaitForAsync("benchmark: blocked");

        process.Signal(PosixSignal.SIGINT);
        await process.WaitForAsync("Stopping");
        process.Signal(PosixSignal.SIGINT);

        await process.WaitForAsync("Killing");
        Assert.That(await process.WaitForExitAsync(), Is.EqualTo(130), process.ToString());
        Assert.That(process.FindLeftovers(), Is.Empty);
    }

    [Test]
    public async Task Signal_WhileTheServerStarts_LeavesNothingRunning()
    {
        _folder.Write(
            "never-ready.sh",
            """
            echo "server: never ready"
            sleep 1000
            """
        );
        using var process = CliProcess.Start(
            _folder.Path,
            "--serve-cmd",
            $"sh {_folder.At("never-ready.sh")}",
            "--endpoint",
            "http://127.0.0.1:9",
            "--bench-cmd",
            "true",
            "--after-bench-cmd",
            "true",
            "--show-stdout",
            "-e",
            "a"
        );
        await process.WaitForAsync("server: never ready");

        process.Signal(PosixSignal.SIGINT);

        Assert.That(await process.WaitForExitAsync(), Is.EqualTo(130), process.ToString());
        Assert.That(process.FindLeftovers(), Is.Empty);
    }

    [Test]
    public async Task CtrlC_InTheBackgroundOfAScript_IsHeard()
    {
        _folder.BlockAtRun(3);
        using var script = CliProcess.StartShell(
            _folder.Path,
            $"mkfifo fifo; {ShellCommand("-e", "a")} & sweep=$!; read line < fifo; kill -INT $sweep; wait $sweep; echo exit code $?"
        );
        await script.WaitForAsync("benchmark: blocked");

        await File.WriteAllTextAsync(_folder.At("fifo"), "go\n");

        await script.WaitForExitAsync();
        Assert.That(script.Output, Has.Some.EqualTo("exit code 130"), script.ToString());
        Assert.That(script.FindLeftovers(), Is.Empty);
    }

    [Test]
    public async Task HangUp_UnderNohup_IsIgnored()
    {
        _folder.BlockAtRun(3);
        using var process = CliProcess.StartShell(_folder.Path, $"trap '' HUP; exec {ShellCommand("-e", "a")}");
        await process.WaitForAsync("benchmark: blocked");

        process.Signal(PosixSignal.SIGHUP);
        process.Signal(PosixSignal.SIGTERM);

        Assert.That(await process.WaitForExitAsync(), Is.EqualTo(143), "the second signal is the first that counts");
        Assert.That(process.FindLeftovers(), Is.Empty);
    }

    [Test]
    public async Task HangUp_TerminalIsGone_StillEndsInGoodOrder()
    {
        Assume.That(File.Exists("/usr/bin/script"), "script makes the terminal");
        _folder.BlockAtRun(3);
        using var terminal = CliProcess.StartShell(
            _folder.Path,
            $"exec script -qec \"{ShellCommand("-e", "a").Replace("\"", "\\\"", StringComparison.Ordinal)}\" /dev/null"
        );
        await terminal.WaitForAsync("benchmark: blocked");

        terminal.Kill();
        await terminal.WaitForLeftoversToEndAsync();

        Assert.That(terminal.FindLeftovers(), Is.Empty);
        Assert.That(_folder.ReadResults("a"), Does.ContainKey("summary.csv"), "it has come to its end");
        Assert.That(_folder.ReadResults("a").Keys.Count(IsRun), Is.EqualTo(2));
    }

    [Test]
    public async Task Resume_AfterTheHostWasKilled_EndsItsLeftoversAndFinishes()
    {
        _folder.BlockAtRun(3);
        using var killed = StartSweep("-e", "a");
        await killed.WaitForAsync("benchmark: blocked");
        killed.Kill();
        await killed.WaitForExitAsync();
        Assert.That(killed.FindLeftovers(), Is.Not.Empty, "a host that is killed cannot clean up");
        _folder.Unblock();

        using var resumed = StartSweep("--resume", "a");

        Assert.That(await resumed.WaitForExitAsync(), Is.Zero, resumed.ToString());
        Assert.That(killed.FindLeftovers(), Is.Empty);
        Assert.That(_folder.ReadResults("a").Keys.Count(IsRun), Is.EqualTo(8));
    }

    private string[] Arguments(string[] more) =>
        [
            .. more.Contains("--serve-cmd") ? _folder.Options[2..] : _folder.Options,
            "--serve-params",
            "serve.json",
            "--bench-params",
            "bench.json",
            "--num-runs",
            "2",
            "--show-stdout",
            .. more,
        ];

    private CliProcess StartSweep(params string[] more) => CliProcess.Start(_folder.Path, Arguments(more));

    private string ShellCommand(params string[] more) =>
        string.Join(
            ' ',
            Arguments(more).Prepend(CliProcess.Executable).Select(word => $"'{word.Replace("'", @"'\''", StringComparison.Ordinal)}'")
        );

    private static bool IsRun(string file) => Path.GetFileName(file).StartsWith("run=", StringComparison.Ordinal);
}
