using System.Text;
using System.Text.Json;

namespace ServeMulti.Cli;

/// <summary>Sweeps on a terminal: Ctrl-C is typed there, and it is closed.</summary>
[TestFixture]
[Platform("Linux", Reason = "Pseudo terminals, shell scripts and /proc.")]
public sealed class TerminalTests
{
    private const string CtrlC = "\x03";
    private const string Willing = "trap 'exit 0' TERM; sleep 1000 & wait $!";

    private static readonly TimeSpan HangLimit = TimeSpan.FromMinutes(5);

    private SweepFolder _folder = null!;

    [SetUp]
    public async Task SetUpAsync()
    {
        Assume.That(File.Exists("/usr/bin/script"), "script makes the terminal");
        _folder = new SweepFolder();
        _folder.Write("server.sh", Willing);
        using var pipes = CliProcess.StartShell(_folder.Path, "mkfifo keys reached");
        await pipes.WaitForExitAsync();
    }

    [TearDown]
    public void TearDown() => _folder?.Dispose();

    [Test]
    public async Task CtrlC_Typed_EndsInGoodOrderAndTellsHowToResume()
    {
        _folder.Write("bench.sh", Reached("sleep 1000"));
        using var terminal = StartOnTerminal("--no-ready-check", "--after-bench-cmd", "true");
        await using var keys = await OpenKeyboardAsync();
        await WaitUntilReachedAsync();

        await keys.WriteAsync(Encoding.ASCII.GetBytes(CtrlC));

        Assert.That(await terminal.WaitForExitAsync(), Is.EqualTo(130), terminal.ToString());
        Assert.That(terminal.FindLeftovers(), Is.Empty);
        Assert.That(terminal.Output[^1], Does.Contain("--resume a"), terminal.ToString());
    }

    [Test]
    public async Task CtrlC_TypedTwice_KillsWhatDoesNotEnd()
    {
        _folder.Write("bench.sh", Reached("trap '' TERM; while true; do sleep 1; done"));
        using var terminal = StartOnTerminal("--no-ready-check", "--after-bench-cmd", "true");
        await using var keys = await OpenKeyboardAsync();
        await WaitUntilReachedAsync();

        await keys.WriteAsync(Encoding.ASCII.GetBytes(CtrlC));
        await terminal.WaitForAsync("Stopping (SIGINT)");
        await keys.WriteAsync(Encoding.ASCII.GetBytes(CtrlC));

        await terminal.WaitForAsync("Killing (SIGINT)");
        Assert.That(await terminal.WaitForExitAsync(), Is.EqualTo(130), terminal.ToString());
        Assert.That(terminal.FindLeftovers(), Is.Empty);
    }

    [TestCase("server.sh", 0)]
    [TestCase("reset.sh", 1)]
    public async Task Terminal_ClosedWhileAServerStartsOrAResetHangs_EndsInGoodOrder(string hanging, int finishedRuns)
    {
        _folder.Write(hanging, Reached("sleep 1000"));
        string[] readiness = hanging == "server.sh" ? ["--endpoint", "http://127.0.0.1:9"] : ["--no-ready-check"];
        using var terminal = StartOnTerminal([.. readiness, "--after-bench-cmd", $"sh {_folder.At("reset.sh")}"]);
        await using var keys = await OpenKeyboardAsync();
        await WaitUntilReachedAsync();

        terminal.Kill();
        await terminal.WaitForLeftoversToEndAsync();

        Assert.That(terminal.FindLeftovers(), Is.Empty);
        using var experiment = JsonDocument.Parse(await File.ReadAllTextAsync(_folder.At("results", "a", "experiment.json")));
        Assert.That(experiment.RootElement.GetProperty("endedAt").ValueKind, Is.EqualTo(JsonValueKind.String), "it has come to its end");
        Assert.That(_folder.ReadResults("a").Keys.Count(file => Path.GetFileName(file) == "run=0.json"), Is.EqualTo(finishedRuns));
    }

    private static string Reached(string then) => $"echo x > \"$(dirname \"$0\")/reached\"; {then}";

    private CliProcess StartOnTerminal(params string[] more)
    {
        string[] words =
        [
            CliProcess.Executable,
            "--serve-cmd",
            $"sh {_folder.At("server.sh")}",
            "--bench-cmd",
            $"sh {_folder.At("bench.sh")}",
            "--num-runs",
            "2",
            "-e",
            "a",
            .. more,
        ];
        var command = string.Join(' ', words.Select(word => $"'{word}'"));
        return CliProcess.StartShell(_folder.Path, $"export TERM=xterm; exec script -qec \"{command}\" /dev/null < keys");
    }

    /// <summary>Opens the keyboard, and waits until the terminal is there to listen.</summary>
    private Task<FileStream> OpenKeyboardAsync() =>
        Task.Run(() => new FileStream(_folder.At("keys"), FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0))
            .WaitAsync(HangLimit);

    private async Task WaitUntilReachedAsync() => await Task.Run(() => File.ReadAllText(_folder.At("reached"))).WaitAsync(HangLimit);
}
