namespace ServeMulti.Cli.Terminal;

/// <summary>What a terminal shows while a sweep runs and at its end, at several sizes. The terminal is a real one, and its control sequences
/// are interpreted: a torn or doubled line would be seen.</summary>
[TestFixture]
[Platform("Linux", Reason = "Pseudo terminals and shell scripts.")]
public sealed class LiveDisplayTests
{
    private SweepFolder _folder = null!;

    [SetUp]
    public void SetUp()
    {
        Assume.That(File.Exists("/usr/bin/script"), "script makes the terminal");
        _folder = new SweepFolder();
        _folder.Write(
            "serve.json",
            """[{"max_num_seqs": 8, "max_num_batched_tokens": 8192}, {"max_num_seqs": 64, "max_num_batched_tokens": 8192}]"""
        );
        _folder.Write("bench.json", """[{"random_input_len": 256}, {"random_input_len": 2048}]""");
    }

    [TearDown]
    public void TearDown() => _folder?.Dispose();

    [TestCase(40, 20)]
    [TestCase(80, 24)]
    [TestCase(200, 50)]
    [TestCase(80, 3)]
    public async Task Sweep_AnySize_ShowsRunsAboveOneBarAndATableThatFits(int columns, int rows)
    {
        var run = await TerminalRun.RunAsync(_folder, columns, rows, "", Sweep());

        var bars = 0;
        var screen = run.Show(shown =>
        {
            bars = Math.Max(bars, shown.Lines.Count(IsBar));
            Assert.That(shown.History.Count(IsBar), Is.EqualTo(1), "every frame has one bar, and no bar stays behind");
        });

        Assert.That(run.Process.ExitCode, Is.Zero, run.Process.ToString());
        Assert.That(screen.Frames, Is.GreaterThan(10));
        Assert.That(screen.History, Has.None.Matches<string>(line => IsBar(line!)).And.None.Contains("preparing the next run"));
        Assert.That(screen.History.Count(line => line.StartsWith('[')), Is.EqualTo(8), "each finished run has a line");
        Assert.That(screen.Wrapped, Has.All.Contains(_folder.Path), "only a path is left to the terminal, so that it can be copied");
        Assert.That(screen.Modes, Is.Empty, "no colour stays");
        Assert.That(run.ReadText(), Does.Not.Match(@"\x1b\[\?25l"), "the cursor is never hidden");
    }

    [Test]
    public async Task Sweep_TwoConfigurations_ShowsWhichIsBestSoFar()
    {
        var run = await TerminalRun.RunAsync(_folder, 100, 24, "", Sweep());

        var seen = new HashSet<string>();
        run.Show(shown => seen.UnionWith(shown.Lines.Where(line => line.StartsWith("so far, ", StringComparison.Ordinal))));

        Assert.That(
            seen,
            Has.Some.StartsWith("so far, request_throughput: max_num_seqs=8 max_num_batched_tokens=8192 and max_num_seqs=64 max_num")
        );
    }

    [Test]
    public async Task Sweep_Resumed_ComparesWithTheRunsOfEarlier()
    {
        _folder.BlockAtRun(6);
        using (var first = CliProcess.Start(_folder.Path, Sweep()))
        {
            await first.WaitForAsync("[5/8]");
            first.Signal(System.Runtime.InteropServices.PosixSignal.SIGTERM);
            await first.WaitForExitAsync();
        }

        _folder.Unblock();
        var run = await TerminalRun.RunAsync(_folder, 100, 24, "", [.. Sweep()[..^2], "--resume", "a"]);

        var seen = new HashSet<string>();
        run.Show(shown => seen.UnionWith(shown.Lines.Where(line => line.StartsWith("so far, ", StringComparison.Ordinal))));
        Assert.That(run.Process.ExitCode, Is.Zero, run.Process.ToString());
        Assert.That(seen, Is.Empty.Or.All.Contains("max_num_seqs=8 "), "the first server's runs are those of the first sweep");
    }

    [TestCase("")]
    [TestCase("CLICOLOR=1 NO_COLOR=")]
    public async Task Sweep_OnATerminal_HasColours(string environment)
    {
        var run = await TerminalRun.RunAsync(_folder, 80, 24, environment, Sweep());

        Assert.That(run.ReadText(), Does.Match(@"\x1b\[32m"));
    }

    [TestCase("NO_COLOR=1")]
    [TestCase("CLICOLOR=0")]
    public async Task Sweep_ColoursNotWanted_HasNone(string environment)
    {
        var run = await TerminalRun.RunAsync(_folder, 80, 24, environment, Sweep());

        Assert.That(run.ReadText(), Does.Not.Match(@"\x1b\[[0-9;]*m").And.Match(@"\x1b7"), "it is drawn, without colours");
    }

    [Test]
    public async Task Sweep_DumbTerminal_GetsLines()
    {
        var run = await TerminalRun.RunAsync(_folder, 80, 24, "TERM=dumb", Sweep());

        Assert.That(run.ReadText(), Does.Not.Match(@"\x1b\[[0-9;]*[A-Zm]").And.Not.Match(@"\x1b7").And.Contain("[8/8] "));
    }

    [Test]
    public async Task Sweep_InAPipe_HasNoControlCharacterAndNoWidth()
    {
        using var process = await CliProcess.RunAsync(_folder.Path, Sweep());

        Assert.That(process.ToString(), Does.Not.Match(@"\x1b"));
        Assert.That(process.Output[1], Does.StartWith("server ").And.Contain(" request_throughput"), "the table is whole");
    }

    [Test]
    public async Task Sweep_FailuresOfOneCause_SaysTheCauseOnce()
    {
        _folder.Write("fail", "");

        var run = await TerminalRun.RunAsync(_folder, 300, 40, "", [.. Sweep(), "--continue-on-error"]);

        var text = string.Join('\n', run.Show().History);
        Assert.That(text.Split("benchmark: failed").Length - 1, Is.LessThanOrEqualTo(3), "in the first failure, its output, and the list");
        Assert.That(text, Does.Contain("FAILED for the same reason as [1/8] (2 ").And.Contain("  8 runs: "));
    }

    [Test]
    public async Task Refusal_OnATerminal_HasOneColouredWord()
    {
        var run = await TerminalRun.RunAsync(_folder, 80, 24, "", "--no-such-option");

        Assert.That(run.ReadText(), Does.Match(@"^(\x1b\[\?1h\x1b=)?\x1b\[31merror:\x1b\[0m "));
        Assert.That(run.Show().Modes, Is.Empty);
    }

    private static bool IsBar(string line) => line.Contains('░', StringComparison.Ordinal) || line.Contains('█', StringComparison.Ordinal);

    private string[] Sweep() =>
        [.. _folder.Options, "--serve-params", "serve.json", "--bench-params", "bench.json", "--num-runs", "2", "-e", "a"];
}
