using Microsoft.Extensions.Time.Testing;
using ServeMulti.Parameters;
using ServeMulti.Processes;

namespace ServeMulti.Benchmarking;

/// <summary>Benchmarks that are real processes: shell scripts that get the result's folder as <c>$3</c> and its name as
/// <c>$5</c>.</summary>
[Platform("Linux", Reason = "The benchmarks are shell scripts; that they are gone is read in /proc.")]
public sealed class CommandBenchmarkRunnerTests
{
    private const string WriteGoodResult = """printf '{"completed": 3, "failed": 0, "p99_e2el_ms": 12.5}' > "$3/$5" """;

    // Only reached when something hangs.
    private static readonly TimeSpan HangLimit = TimeSpan.FromMinutes(2);

    private readonly FakeTimeProvider _clock = new();
    private string _folder = "";

    private string LogPath => Path.Combine(_folder, "logs", "bench.log");

    private string ScratchFolder => Path.Combine(_folder, "scratch");

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("bench-tests-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task RunAsync_ResultWritten_ReturnsItAndRemovesTheScratch()
    {
        var result = await RunAsync(WriteGoodResult);

        Assert.That(result.IsSuccess, Is.True, result.Failure?.Message);
        Assert.That(result.Document!.TryFindMetric("p99_e2el_ms", out var latency) ? latency : -1, Is.EqualTo(12.5));
        Assert.That(Directory.EnumerateFileSystemEntries(ScratchFolder), Is.Empty);
    }

    [Test]
    public async Task RunAsync_BothOutputs_AreInTheLog()
    {
        await RunAsync($"echo to-output; echo to-error >&2; {WriteGoodResult}");

        Assert.That(await File.ReadAllTextAsync(LogPath), Does.Contain("to-output").And.Contain("to-error"));
    }

    [Test]
    public async Task RunAsync_ExitCodeAfterAGoodResult_FailsWithCodeLinesAndLog()
    {
        var result = await RunAsync($"{WriteGoodResult}; echo 'ValueError: cleanup' >&2; exit 1");

        Assert.That(result.Failure?.Reason, Is.EqualTo(BenchmarkFailureReason.NonZeroExit));
        Assert.That(result.Failure!.ExitCode, Is.EqualTo(1));
        Assert.That(result.Failure.RecentOutput, Is.EqualTo(new[] { "ValueError: cleanup" }));
        Assert.That(result.Failure.LogPath, Is.EqualTo(LogPath));
        Assert.That(result.Failure.Message, Does.Contain("code 1").And.Contain("ValueError: cleanup").And.Contain(LogPath));
    }

    [Test]
    public async Task RunAsync_KilledByASignal_FailsWithItsCode()
    {
        var result = await RunAsync("kill -KILL $$");

        Assert.That(result.Failure?.ExitCode, Is.EqualTo(128 + 9));
    }

    [Test]
    public async Task RunAsync_NoResultWritten_IsMissing()
    {
        var result = await RunAsync("echo done");

        Assert.That(result.Failure?.Reason, Is.EqualTo(BenchmarkFailureReason.MissingResult));
        Assert.That(result.Failure!.Message, Does.Contain("run=0.json").And.Contain("--result-filename").And.Contain("bench.log"));
    }

    [TestCase("""printf '{"completed": 3, "p99' > "$3/$5" """)]
    [TestCase(""": > "$3/$5" """)]
    [TestCase("""head -c 4096 /dev/zero > "$3/$5" """)]
    public async Task RunAsync_TornResult_IsUnreadable(string script)
    {
        var result = await RunAsync(script);

        Assert.That(result.Failure?.Reason, Is.EqualTo(BenchmarkFailureReason.UnreadableResult));
    }

    [Test]
    public async Task RunAsync_NaNAndInfinity_AreRead()
    {
        var result = await RunAsync(
            """printf '{"completed": 3, "request_rate": "inf", "std": NaN, "max": Infinity, "label": null}' > "$3/$5" """
        );

        Assert.That(result.IsSuccess, Is.True, result.Failure?.Message);
        Assert.That(result.Document!.TryFindMetric("max", out var max) ? max : -1, Is.EqualTo(double.PositiveInfinity));
        Assert.That(result.Document.TryFindMetric("std", out var deviation) ? deviation : -1, Is.NaN);
    }

    [Test]
    public async Task RunAsync_NothingCompletedWithExitCodeZero_IsNoResult()
    {
        var result = await RunAsync("""printf '{"completed": 0, "failed": 100, "p99_e2el_ms": 0.0}' > "$3/$5" """);

        Assert.That(result.Failure?.Reason, Is.EqualTo(BenchmarkFailureReason.NothingCompleted));
    }

    [Test]
    public async Task RunAsync_SomeRequestsFailed_AreKeptInTheResult()
    {
        var result = await RunAsync("""printf '{"completed": 1, "failed": 99}' > "$3/$5" """);

        Assert.That(result.Document!.TryFindMetric("failed", out var failed) ? failed : -1, Is.EqualTo(99));
    }

    [Test]
    public async Task RunAsync_LongArray_IsRead()
    {
        var result = await RunAsync(
            """
            { printf '{"completed": 3, "itls": ['; yes '0.0123456789,' | head -n 1500000 | tr -d '\n'; printf '0]}'; } > "$3/$5"
            """
        );

        Assert.That(result.IsSuccess, Is.True, result.Failure?.Message);
        Assert.That(result.Document!.Fields.Single(field => field.Key == "itls").Value.GetArrayLength(), Is.EqualTo(1_500_001));
    }

    [Test]
    public async Task RunAsync_ResultTooLargeToRead_IsSaidWithItsSize()
    {
        var result = await RunAsync("truncate -s 1073741825 \"$3/$5\"");

        Assert.That(result.Failure?.Reason, Is.EqualTo(BenchmarkFailureReason.UnreadableResult));
        Assert.That(result.Failure!.Message, Does.Contain("(1073741825 bytes) is larger than the 1073741824 bytes that are read"));
    }

    [Test]
    public async Task RunAsync_FloodOfOutput_DoesNotBlockTheBenchmark()
    {
        var result = await RunAsync($"yes 0123456789012345678901234567890123456789 | head -c 100000000; {WriteGoodResult}");

        Assert.That(result.IsSuccess, Is.True, result.Failure?.Message);
        Assert.That(new FileInfo(LogPath).Length, Is.GreaterThanOrEqualTo(100_000_000));
    }

    [Test]
    public async Task RunAsync_LongerThanItsTimeout_EndsTheWholeGroup()
    {
        var output = new AwaitedOutput();
        var run = RunAsync("sleep 1000 & echo child $!; echo self $$; echo ready; wait", TimeSpan.FromMinutes(5), output);
        await output.WaitForAsync("ready", HangLimit);
        var processes = output.FindProcesses("child", "self");

        _clock.Advance(TimeSpan.FromMinutes(5));
        var result = await run.WaitAsync(HangLimit);

        Assert.That(result.Failure?.Reason, Is.EqualTo(BenchmarkFailureReason.TimedOut));
        Assert.That(processes, Has.Count.EqualTo(2).And.None.Matches<ProcessIdentity>(ScriptChild.IsRunning));
    }

    [Test]
    public async Task RunAsync_BenchmarkThatIgnoresSigterm_IsKilledAfterTheGrace()
    {
        var output = new AwaitedOutput();
        var run = RunAsync("trap '' TERM; echo self $$; echo ready; while :; do sleep 1000; done", TimeSpan.FromMinutes(5), output);
        await output.WaitForAsync("ready", HangLimit);
        var processes = output.FindProcesses("self");

        _clock.Advance(TimeSpan.FromMinutes(5));
        await run.WaitAsync(HangLimit);

        Assert.That(processes, Has.Count.EqualTo(1).And.None.Matches<ProcessIdentity>(ScriptChild.IsRunning));
    }

    [Test]
    public async Task RunAsync_Cancelled_LeavesNothingRunning()
    {
        using var source = new CancellationTokenSource();
        var output = new AwaitedOutput();
        var run = RunAsync("sleep 1000 & echo child $!; echo self $$; echo ready; wait", timeout: null, output, source.Token);
        await output.WaitForAsync("ready", HangLimit);
        var processes = output.FindProcesses("child", "self");

        await source.CancelAsync();

        Assert.That(
            () => run.WaitAsync(HangLimit),
            Throws.InstanceOf<OperationCanceledException>().With.Property("CancellationToken").EqualTo(source.Token)
        );
        Assert.That(processes, Has.Count.EqualTo(2).And.None.Matches<ProcessIdentity>(ScriptChild.IsRunning));
        Assert.That(Directory.EnumerateFileSystemEntries(ScratchFolder), Is.Empty);
    }

    [Test]
    public async Task RunAsync_ChildLeftBehindByAGoodRun_IsEnded()
    {
        var output = new AwaitedOutput();
        var gate = Path.Combine(_folder, "gate");
        var run = RunAsync(
            $"sleep 1000 > /dev/null 2>&1 & echo child $!; mkfifo {gate}; echo ready; read go < {gate}; {WriteGoodResult}",
            timeout: null,
            output
        );
        await output.WaitForAsync("ready", HangLimit);
        var processes = output.FindProcesses("child");

        await File.WriteAllTextAsync(gate, "go\n");
        var result = await run.WaitAsync(HangLimit);

        Assert.That(result.IsSuccess, Is.True, result.Failure?.Message);
        Assert.That(processes, Has.Count.EqualTo(1).And.None.Matches<ProcessIdentity>(ScriptChild.IsRunning));
    }

    [Test]
    public async Task RunAsync_NoSuchExecutable_IsNotStarted()
    {
        var runner = new CommandBenchmarkRunner();

        var result = await runner.RunAsync(new BenchmarkRequest { Command = new("/nowhere/no-such-bench"), ScratchFolder = ScratchFolder });

        Assert.That(result.Failure?.Reason, Is.EqualTo(BenchmarkFailureReason.NotStarted));
        Assert.That(result.Failure!.Message, Does.Contain("/nowhere/no-such-bench"));
        Assert.That(Directory.EnumerateFileSystemEntries(ScratchFolder), Is.Empty);
    }

    [Test]
    public void FindProblems_NoSuchExecutable_NamesIt() =>
        Assert.That(
            new CommandBenchmarkRunner().FindProblems(new() { Command = new("/nowhere/no-such-bench") }),
            Has.One.Contains("/nowhere/no-such-bench")
        );

    [Test]
    public void FindProblems_Executable_FindsNone() =>
        Assert.That(new CommandBenchmarkRunner().FindProblems(new() { Command = new("sh") }), Is.Empty);

    private Task<BenchmarkResult> RunAsync(
        string script,
        TimeSpan? timeout = null,
        AwaitedOutput? output = null,
        CancellationToken cancellationToken = default
    )
    {
        // The stop's grace is on the real clock, the run's timeout on the fake one.
        var runner = new CommandBenchmarkRunner(new ProcessLauncher(), _clock)
        {
            OutputReceived = output is null ? null : output.Receive,
            StopGrace = TimeSpan.FromMilliseconds(200),
        };
        return runner.RunAsync(
            new BenchmarkRequest
            {
                Command = new CommandLine("sh", "-c", script, "sh"),
                ScratchFolder = ScratchFolder,
                LogPath = LogPath,
                Timeout = timeout,
            },
            cancellationToken
        );
    }
}
