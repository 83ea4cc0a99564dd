namespace ServeMulti.Cli;

[TestFixture]
[Platform(Exclude = "Win", Reason = "The servers and benchmarks are shell scripts.")]
public sealed class ExitTests
{
    private SweepFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new SweepFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test]
    public async Task Run_AllDone_ExitsWith0AndShowsTheTable()
    {
        _folder.Write("serve.json", """[{"max_num_seqs": 16}, {"max_num_seqs": 1024}]""");

        using var process = await CliProcess.RunAsync(_folder.Path, [.. _folder.Options, "--serve-params", "serve.json", "-e", "a"]);

        Assert.That(process.ExitCode, Is.Zero, process.ToString());
        Assert.That(process.Output[1], Does.StartWith("server").And.Contain("request_throughput").And.Contain("p99_ttft_ms"));
        Assert.That(process.Output, Has.Some.StartsWith("max_num_seqs=1024").And.Some.Contains("12.25 ± 0"));
        Assert.That(process.Output[^1], Does.Contain(_folder.At("results", "a")));
        Assert.That(process.FindLeftovers(), Is.Empty);
    }

    [Test]
    public async Task Run_NotOnATerminal_TellsEachEventOnItsOwnLineOfStandardError()
    {
        using var process = await CliProcess.RunAsync(_folder.Path, [.. _folder.Options, "--num-runs", "2", "-e", "a"]);

        var text = string.Join('\n', process.Error);
        Assert.That(text, Does.Contain("1 server, 1 case, 2 runs"));
        Assert.That(text, Does.Match(@"\[00:\d\d:\d\d\] server 1: starting sh"));
        Assert.That(text, Does.Contain("[1/2] SERVE-BENCH run 0: ").And.Contain("[2/2] SERVE-BENCH run 1: "));
        Assert.That(text, Does.Not.Contain('\u001b'));
    }

    [Test]
    public async Task Run_BenchmarkFails_ExitsWith2AndTellsReasonOutputAndHowToResume()
    {
        _folder.Write("fail", "");

        using var process = await CliProcess.RunAsync(_folder.Path, [.. _folder.Options, "-e", "a"]);

        Assert.That(process.ExitCode, Is.EqualTo(2), process.ToString());
        Assert.That(process.Error, Has.Some.Contains("FAILED").And.Contains("code 7"));
        Assert.That(process.Error, Has.Some.Contains("| benchmark: failed"));
        Assert.That(process.Error[^1], Does.EndWith("--resume a"));
        Assert.That(process.FindLeftovers(), Is.Empty);
    }

    [Test]
    public async Task Run_BenchmarkFailsAndContinueOnError_TriesEveryRun()
    {
        _folder.Write("fail", "");

        using var process = await CliProcess.RunAsync(_folder.Path, [.. _folder.Options, "-e", "a", "--continue-on-error"]);

        Assert.That(process.ExitCode, Is.EqualTo(2), process.ToString());
        Assert.That(File.ReadLines(_folder.At("begun")).Count(), Is.EqualTo(3));
    }

    [Test]
    public async Task Resume_AfterAFailure_RunsWhatIsMissingAndExitsWith0()
    {
        _folder.Write("fail", "");
        using (var failed = await CliProcess.RunAsync(_folder.Path, [.. _folder.Options, "-e", "a"]))
        {
            Assert.That(failed.ExitCode, Is.EqualTo(2));
        }

        File.Delete(_folder.At("fail"));

        using var resumed = await CliProcess.RunAsync(_folder.Path, [.. _folder.Options, "--resume", "a"]);

        Assert.That(resumed.ExitCode, Is.Zero, resumed.ToString());
    }

    [Test]
    public async Task Run_ServerExits_ExitsWith2AndTellsItsLastWords()
    {
        _folder.Write("broken.sh", "echo 'no memory left' >&2; exit 3");

        using var process = await CliProcess.RunAsync(
            _folder.Path,
            "--serve-cmd",
            $"sh {_folder.At("broken.sh")}",
            "--endpoint",
            "http://127.0.0.1:9",
            "--bench-cmd",
            "true",
            "--after-bench-cmd",
            "true",
            "-e",
            "a"
        );

        Assert.That(process.ExitCode, Is.EqualTo(2), process.ToString());
        Assert.That(process.Error, Has.Some.Contains("no memory left"));
    }

    [Test]
    public async Task Run_ExperimentFolderDisappears_ExitsWith3()
    {
        _folder.Write("bench.sh", """rm -r "$(dirname "$0")/results"; touch "$(dirname "$0")/results" """);

        using var process = await CliProcess.RunAsync(_folder.Path, [.. _folder.Options, "-e", "a"]);

        Assert.That(process.ExitCode, Is.EqualTo(3), process.ToString());
        Assert.That(process.Error, Has.Some.StartsWith("error: ").And.None.StartsWith("Resume with"));
        Assert.That(process.Error[^1], Does.StartWith($"{_folder.At("results", "a")} does not exist. When it is back, resume with: "));
        Assert.That(process.FindLeftovers(), Is.Empty);
    }

    [Test]
    public async Task Run_BenchmarkFailsWithATraceback_HeadlineIsTheLineThatSaysWhy()
    {
        _folder.Write(
            "bench.sh",
            """
            echo ' 12%|#2        | 12/100 [00:01<00:11,  7.90it/s]'
            echo 'Traceback (most recent call last):'; echo '  File "bench.py", line 1, in <module>'; echo 'ValueError: no tokenizer'
            echo 'sys:1: UserWarning: resource_tracker: leaked objects'; exit 1
            """
        );

        using var process = await CliProcess.RunAsync(_folder.Path, [.. _folder.Options, "-e", "a"]);

        Assert.That(
            process.Error,
            Has.Exactly(2).Contains("The benchmark exited with code 1. It says: ValueError: no tokenizer (all of its output: "),
            process.ToString()
        );
        Assert.That(process.Error[^2], Is.EqualTo("A resume retries the failed runs: remove the cause first."));
    }

    [Test]
    public async Task Run_ShowStdout_ShowsWhatServerAndBenchmarkPrint()
    {
        _folder.Write("fail", "");

        using var process = await CliProcess.RunAsync(_folder.Path, [.. _folder.Options, "--show-stdout", "-e", "a"]);

        Assert.That(process.Error, Has.Some.EqualTo("benchmark: failed"));
        Assert.That(process.Error, Has.Some.StartsWith("server:"));
    }

    [Test]
    public async Task Run_RunTimeout_EndsTheRunAndExitsWith2()
    {
        _folder.BlockAtRun(1);

        using var process = await CliProcess.RunAsync(_folder.Path, [.. _folder.Options, "--run-timeout", "0.5", "-e", "a"]);

        Assert.That(process.ExitCode, Is.EqualTo(2), process.ToString());
        Assert.That(process.FindLeftovers(), Is.Empty);
    }
}
