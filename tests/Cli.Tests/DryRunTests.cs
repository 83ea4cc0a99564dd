using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

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
            _folder.Path,
            "--serve-cmd",
            "vllm serve 'a model'",
            "--bench-cmd",
            "vllm bench serve",
            "--serve-params",
            "serve.json",
            "--bench-params",
            "bench.json",
            "--num-runs",
            "2",
            "--warmup-num-prompts",
            "5",
            "-e",
            "a",
            "--dry-run"
        );

        Assert.That(process.ExitCode, Is.Zero, process.ToString());
        var added =
            $"--percentile-metrics ttft,tpot,itl,e2el --save-result --result-dir {_folder.At("results", "a", "scratch", "new")} --result-filename";
        Assert.That(
            string.Join('\n', process.Output),
            Is.EqualTo(
                $"""
                output folder: {_folder.At("results", "a")}
                server 1/2: vllm serve 'a model' --max-num-seqs 16
                  case SERVE-max_num_seqs=16-BENCH-random_input_len=64
                    warm-up: vllm bench serve --random-input-len 64 --num-prompts 5 {added} warmup.json
                    run 0: vllm bench serve --random-input-len 64 {added} run=0.json
                    run 1: vllm bench serve --random-input-len 64 {added} run=1.json
                server 2/2: vllm serve 'a model' --max-num-seqs 64
                  case SERVE-max_num_seqs=64-BENCH-random_input_len=64
                    warm-up: vllm bench serve --random-input-len 64 --num-prompts 5 {added} warmup.json
                    run 0: vllm bench serve --random-input-len 64 {added} run=0.json
                    run 1: vllm bench serve --random-input-len 64 {added} run=1.json
                """
            )
        );
        Assert.That(Directory.Exists(_folder.At("results")), Is.False);
    }

    [Test]
    public async Task DryRun_MissingExecutables_AreWarnings()
    {
        using var process = await CliProcess.RunAsync(
            _folder.Path,
            "--serve-cmd",
            "vllm serve m",
            "--bench-cmd",
            "no-such-bench",
            "--dry-run"
        );

        Assert.That(process.ExitCode, Is.Zero, process.ToString());
        Assert.That(process.Error, Has.Some.StartsWith("warning: ").And.Contains("no-such-bench"));
    }

    [Test]
    public async Task DryRun_ServerThatRunsAlready_NamesItsAddress()
    {
        using var process = await CliProcess.RunAsync(
            _folder.Path,
            "--endpoint",
            "http://127.0.0.1:1",
            "--bench-cmd",
            "true",
            "--after-bench-cmd",
            "true",
            "--num-runs",
            "1",
            "--dry-run"
        );

        Assert.That(
            process.Output[0],
            Does.StartWith($"output folder: {_folder.At("results")}")
                .And.EndWith(" (named after the local time; a later run gets another name)")
        );
        Assert.That(process.Output[1], Is.EqualTo("server 1/1: already running at http://127.0.0.1:1/"));
        Assert.That(process.Output[3], Does.StartWith("    run 0: true --save-result --result-dir "));
    }

    [Test]
    public async Task DryRun_Resumed_MarksWhatIsDone()
    {
        _folder.Write("one.json", """[{"x": 1}]""");
        _folder.Write("two.json", """[{"x": 1}, {"x": 2}]""");
        string[] options = [.. _folder.Options, "--num-runs", "1"];
        using var first = await CliProcess.RunAsync(_folder.Path, [.. options, "--bench-params", "one.json", "-e", "a"]);
        Assert.That(first.ExitCode, Is.Zero, first.ToString());

        using var process = await CliProcess.RunAsync(
            _folder.Path,
            [.. options, "--bench-params", "two.json", "--resume", "a", "--dry-run"]
        );

        Assert.That(process.ExitCode, Is.Zero, process.ToString());
        Assert.That(
            process.Output.Where(line => line.StartsWith("  case", StringComparison.Ordinal)),
            Is.EqualTo(new[] { "  case SERVE-BENCH-x=1 (done)", "  case SERVE-BENCH-x=2" })
        );
        Assert.That(
            process.Output.Where(line => line.StartsWith("    run", StringComparison.Ordinal)).Select(line => line.Split(':')[0]),
            Is.EqualTo(new[] { "    run 0 (done)", "    run 0" })
        );
        Assert.That(process.Output[0], Is.EqualTo($"output folder: {_folder.At("results", "a")}"));
    }

    [Test]
    public async Task DryRun_PrintedCommands_GiveTheSameArgumentsToAShell()
    {
        _folder.Write("print.sh", """for argument in "$@"; do printf '[%s]' "$argument"; done; echo""");
        _folder.Write("bench.json", """[{"text": "it's a $HOME \"test\"; `x` * ~", "lines": "a\nb\tc"}]""");
        using var dryRun = await CliProcess.RunAsync(
            _folder.Path,
            "--serve-cmd",
            "true",
            "--bench-cmd",
            $"sh {_folder.At("print.sh")}",
            "--bench-params",
            "bench.json",
            "--num-runs",
            "1",
            "--dry-run",
            "--after-bench-cmd",
            "true",
            "--no-ready-check"
        );
        var lines = string.Join('\n', dryRun.Output);

        using var shell = CliProcess.StartShell(_folder.Path, lines[(lines.IndexOf("run 0: ", StringComparison.Ordinal) + 7)..]);
        await shell.WaitForExitAsync();

        Assert.That(
            string.Join('\n', shell.Output),
            Does.StartWith("[--text][it's a $HOME \"test\"; `x` * ~][--lines][a\nb\tc][--save-result]")
        );
    }

    [Test]
    public async Task DryRun_Shard_PrintsItsServersWithTheirNumbersInTheWholePlan()
    {
        _folder.Write("serve.json", """[{"x": 1}, {"x": 2}, {"x": 3}]""");

        using var process = await CliProcess.RunAsync(
            _folder.Path,
            "--serve-cmd",
            "vllm serve m",
            "--bench-cmd",
            "true",
            "--serve-params",
            "serve.json",
            "--num-runs",
            "1",
            "--dry-run",
            "--shard",
            "2/2"
        );

        Assert.That(process.Output[1], Is.EqualTo("server 2/3: vllm serve m --x 2"));
        Assert.That(process.Output, Has.Count.EqualTo(4));
    }

    [Test]
    public async Task DryRun_CommandsThatARunExecutes_AreThosePrinted()
    {
        _folder.Write(
            "bench.sh",
            """printf '%s\n' "$*" >> "$(dirname "$0")/executed"; while [ $# -gt 1 ]; do case "$1" in --result-dir) folder="$2";; --result-filename) file="$2";; esac; shift; done; echo '{"completed": 1}' > "$folder/$file" """
        );
        string[] options = [.. _folder.Options, "--num-runs", "2", "--warmup-num-prompts", "3", "-e", "a"];
        using var dryRun = await CliProcess.RunAsync(_folder.Path, [.. options, "--dry-run"]);
        using var run = await CliProcess.RunAsync(_folder.Path, options);
        Assert.That(run.ExitCode, Is.Zero, run.ToString());

        var script = $": sh {_folder.At("bench.sh")} ";
        var printed = dryRun
            .Output.Where(line => line.Contains(script, StringComparison.Ordinal))
            .Select(line => line[(line.IndexOf(script, StringComparison.Ordinal) + script.Length)..]);
        var executed = File.ReadLines(_folder.At("executed")).Select(line => Regex.Replace(line, @"(?<=scratch/)[^ ]+", "new"));
        Assert.That(printed, Is.EqualTo(executed).And.Exactly(3).Items);
    }

    [Test]
    public async Task DryRun_PortTaken_IsAWarning()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();

        using var process = await CliProcess.RunAsync(
            _folder.Path,
            "--serve-cmd",
            $"vllm serve m --port {((IPEndPoint)listener.LocalEndpoint).Port}",
            "--bench-cmd",
            $"vllm bench serve --port {((IPEndPoint)listener.LocalEndpoint).Port}",
            "--dry-run"
        );

        Assert.That(process.ExitCode, Is.Zero, process.ToString());
        Assert.That(process.Error, Has.One.StartsWith("warning: Port ").And.Contains("is already taken"));
    }

    [Test]
    public async Task DryRun_KeyInTheCommand_IsNotPrinted()
    {
        using var process = await CliProcess.RunAsync(
            _folder.Path,
            "--serve-cmd",
            "vllm serve m --api-key sk-secret",
            "--bench-cmd",
            "true",
            "--dry-run"
        );

        Assert.That(process.Output, Has.One.EqualTo("server 1/1: vllm serve m --api-key REDACTED").And.None.Contains("sk-secret"));
    }

    [TestCase("", "If each lasts 30 s (--sla-run-seconds), that is 24 min 00 s; runs that confirm an answer last up to 3 times as long")]
    [TestCase("--sla-variable max_concurrency", "Their time is not known: ")]
    public async Task DryRun_Search_EstimatesRunsAndTime(string more, string expected)
    {
        _folder.Write("sla.json", """[{"p99_e2el_ms": "<=500"}]""");
        _folder.Write("serve.json", """[{"x": 1}, {"x": 2}]""");

        using var process = await CliProcess.RunAsync(
            _folder.Path,
            [
                "--serve-cmd",
                "vllm serve m",
                "--bench-cmd",
                "vllm bench serve",
                "--serve-params",
                "serve.json",
                "--sla-params",
                "sla.json",
                "--dry-run",
                .. more.Split(' ', StringSplitOptions.RemoveEmptyEntries),
            ]
        );

        Assert.That(process.Output[^1], Does.StartWith("estimate: at most 48 more runs in 2 cases. " + expected));
    }
}
