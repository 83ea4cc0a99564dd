namespace ServeMulti.Cli;

[TestFixture]
[Platform(Exclude = "Win", Reason = "The servers and benchmarks are shell scripts.")]
public sealed class DryRunTests
{
    private SweepFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new SweepFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public async Task DryRun_TwoServersAndTwoCases_PrintsThePlanAndNothingElse()
    {
        _folder.Write("serve.json", """[{"max_num_seqs": 16}, {"max_num_seqs": 64}]""");
        _folder.Write("bench.json", """[{"random_input_len": 64}]""");

        using var process = await CliProcess.RunAsync(
            _folder.Path, "--serve-cmd", "vllm serve 'a model'", "--bench-cmd", "vllm bench serve", "--serve-params", "serve.json", "--bench-params", "bench.json",
            "--num-runs", "2", "--dry-run");

        Assert.That(process.ExitCode, Is.Zero, process.ToString());
        Assert.That(string.Join('\n', process.Output), Is.EqualTo("""
            server 1/2: vllm serve 'a model' --max-num-seqs 16
              case SERVE-max_num_seqs=16-BENCH-random_input_len=64
                run 0: vllm bench serve --random-input-len 64
                run 1: vllm bench serve --random-input-len 64
            server 2/2: vllm serve 'a model' --max-num-seqs 64
              case SERVE-max_num_seqs=64-BENCH-random_input_len=64
                run 0: vllm bench serve --random-input-len 64
                run 1: vllm bench serve --random-input-len 64
            """));
        Assert.That(Directory.Exists(_folder.At("results")), Is.False);
    }

    [Test]
    public async Task DryRun_MissingExecutables_AreWarnings()
    {
        using var process = await CliProcess.RunAsync(_folder.Path, "--serve-cmd", "vllm serve m", "--bench-cmd", "no-such-bench", "--dry-run");

        Assert.That(process.ExitCode, Is.Zero, process.ToString());
        Assert.That(process.Error, Has.Some.StartsWith("warning: ").And.Contains("no-such-bench"));
    }

    [Test]
    public async Task DryRun_ServerThatRunsAlready_NamesItsAddress()
    {
        using var process = await CliProcess.RunAsync(_folder.Path, "--endpoint", "http://127.0.0.1:1", "--bench-cmd", "true", "--after-bench-cmd", "true", "--num-runs", "1", "--dry-run");

        Assert.That(string.Join('\n', process.Output), Is.EqualTo("""
            server 1/1: already running at http://127.0.0.1:1/
              case SERVE-BENCH
                run 0: true
            """));
    }

    [Test]
    public async Task DryRun_Resumed_MarksWhatIsDone()
    {
        _folder.Write("one.json", """[{"x": 1}]""");
        _folder.Write("two.json", """[{"x": 1}, {"x": 2}]""");
        string[] options = [.. _folder.Options, "--num-runs", "1"];
        using var first = await CliProcess.RunAsync(_folder.Path, [.. options, "--bench-params", "one.json", "-e", "a"]);
        Assert.That(first.ExitCode, Is.Zero, first.ToString());

        using var process = await CliProcess.RunAsync(_folder.Path, [.. options, "--bench-params", "two.json", "--resume", "a", "--dry-run"]);

        Assert.That(process.ExitCode, Is.Zero, process.ToString());
        Assert.That(process.Output.Where(line => line.StartsWith("  case", StringComparison.Ordinal)), Is.EqualTo(new[]
        {
            "  case SERVE-BENCH-x=1 (done)",
            "  case SERVE-BENCH-x=2",
        }));
    }

    [Test]
    public async Task DryRun_PrintedCommands_GiveTheSameArgumentsToAShell()
    {
        _folder.Write("print.sh", """for argument in "$@"; do printf '[%s]' "$argument"; done; echo""");
        _folder.Write("bench.json", """[{"text": "it's a $HOME \"test\"; `x` * ~", "lines": "a\nb\tc"}]""");
        using var dryRun = await CliProcess.RunAsync(
            _folder.Path, "--serve-cmd", "true", "--bench-cmd", $"sh {_folder.At("print.sh")}", "--bench-params", "bench.json", "--num-runs", "1", "--dry-run",
            "--after-bench-cmd", "true", "--no-ready-check");
        var lines = string.Join('\n', dryRun.Output);

        using var shell = CliProcess.StartShell(_folder.Path, lines[(lines.IndexOf("run 0: ", StringComparison.Ordinal) + 7)..]);
        await shell.WaitForExitAsync();

        Assert.That(string.Join('\n', shell.Output), Is.EqualTo("[--text][it's a $HOME \"test\"; `x` * ~][--lines][a\nb\tc]"));
    }

    [Test]
    public async Task DryRun_Shard_PrintsItsServersWithTheirNumbersInTheWholePlan()
    {
        _folder.Write("serve.json", """[{"x": 1}, {"x": 2}, {"x": 3}]""");

        using var process = await CliProcess.RunAsync(
            _folder.Path, "--serve-cmd", "vllm serve m", "--bench-cmd", "true", "--serve-params", "serve.json", "--num-runs", "1", "--dry-run", "--shard", "2/2");

        Assert.That(process.Output[0], Is.EqualTo("server 2/3: vllm serve m --x 2"));
        Assert.That(process.Output, Has.Count.EqualTo(3));
    }
}
