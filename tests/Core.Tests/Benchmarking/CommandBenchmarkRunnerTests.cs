using Microsoft.Extensions.Time.Testing;
using ServeMulti.Parameters;
using ServeMulti.Processes;

namespace ServeMulti.Benchmarking;

public sealed class CommandBenchmarkRunnerTests
{
    private const string GoodResult = """{"completed": 10, "failed": 0, "request_throughput": 2.5}""";

    private readonly FakeTimeProvider _clock = new();
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("bench-tests-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task RunAsync_ResultWritten_ReturnsItsMetrics()
    {
        var result = await RunAsync(process =>
        {
            process.WriteResult(GoodResult);
            process.Exit(0);
        });

        Assert.That(result.IsSuccess, Is.True, result.Failure?.Message);
        Assert.That(result.Document!.TryFindMetric("request_throughput", out var throughput) ? throughput : -1, Is.EqualTo(2.5));
    }

    /// <summary>What was prepared for one request must not be taken for another.</summary>
    [Test]
    public void CommandFor_SameCommandForOtherRunsMetricsAndFolders_IsWhatEachAsksFor()
    {
        var runner = new CommandBenchmarkRunner();
        var request = new BenchmarkRequest { Command = CommandLine.Parse("vllm bench serve --port 8000"), ScratchFolder = "/a" };
        var options = "--percentile-metrics ttft,tpot,itl,e2el";

        Assert.That(
            new[]
            {
                request,
                request with
                {
                    RunNumber = 1,
                },
                request with
                {
                    RequiredMetrics = ["p90_ttft_ms"],
                },
                request with
                {
                    ScratchFolder = "/b",
                },
                request,
            }.Select(one => $"{runner.CommandFor(one)}"),
            Is.EqualTo([
                $"vllm bench serve --port 8000 {options} --save-result --result-dir {At("/a")} --result-filename run=0.json",
                $"vllm bench serve --port 8000 {options} --save-result --result-dir {At("/a")} --result-filename run=1.json",
                $"vllm bench serve --port 8000 {options} --metric-percentiles 90,99 --save-result --result-dir {At("/a")} --result-filename run=0.json",
                $"vllm bench serve --port 8000 {options} --save-result --result-dir {At("/b")} --result-filename run=0.json",
                $"vllm bench serve --port 8000 {options} --save-result --result-dir {At("/a")} --result-filename run=0.json",
            ])
        );

        static string At(string folder) => new CommandLine(Path.Combine(Path.GetFullPath(folder), "new")).ToString();
    }

    [Test]
    public async Task RunAsync_ResultWritten_AddsWhatTheHostUsed()
    {
        var result = await RunAsync(process =>
        {
            process.WriteResult(GoodResult);
            _clock.Advance(TimeSpan.FromHours(1));
            process.Exit(0);
        });

        Assert.That(
            result.Document!.Fields.Select(field => field.Key),
            Is.EqualTo(new[] { "completed", "failed", "request_throughput", "host_cpu_share" })
        );
        Assert.That(result.Document!.TryFindMetric("host_cpu_share", out var share) ? share : -1, Is.InRange(0, 0.1));
    }

    [Test]
    public async Task RunAsync_ResultSaysWhatTheHostUsed_IsLeftAsItIs()
    {
        const string Own = """{"completed": 10, "host_cpu_share": 0.5, "b": 1}""";

        var result = await RunAsync(process =>
        {
            process.WriteResult(Own);
            _clock.Advance(TimeSpan.FromHours(1));
            process.Exit(0);
        });

        Assert.That(
            result.Document!.Fields.Select(field => $"{field.Key}={field.Value}"),
            Is.EqualTo(new[] { "completed=10", "host_cpu_share=0.5", "b=1" })
        );
    }

    [Test]
    public async Task RunAsync_AnyCommand_IsToldWhereToWriteAtItsEnd()
    {
        var process = await StartAsync("bench --model m", new BenchmarkRequest { RunNumber = 7 });

        Assert.That(
            process.Spec.Command.Arguments,
            Is.EqualTo(
                new[] { "--model", "m", "--save-result", "--result-dir", process.Option("result_dir"), "--result-filename", "run=7.json" }
            )
        );
    }

    [Test]
    public async Task RunAsync_BenchServingOfSglang_IsToldItsOutputFile()
    {
        var process = await StartAsync(
            "python -m sglang.bench_serving --output-file x.jsonl --seed 1",
            new BenchmarkRequest { RunNumber = 7 }
        );

        Assert.That(
            process.Spec.Command.Arguments,
            Is.EqualTo(new[] { "-m", "sglang.bench_serving", "--output-file", process.Option("output_file"), "--seed", "1" })
        );
        Assert.That(process.Option("output_file"), Does.StartWith(_folder).And.EndsWith("run=7.json"));
    }

    [TestCase("vllm bench serve --port 9001", "http://localhost:9000", false)]
    [TestCase("vllm bench serve --port 9001", "http://localhost:9001", true)]
    public async Task RunAsync_AnotherServersAddress_IsAFailureAndStartsNothing(string command, string endpoint, bool isStarted)
    {
        var launcher = new ScriptedProcessLauncher(process => process.Exit(1));

        var result = await new CommandBenchmarkRunner(launcher).RunAsync(
            new BenchmarkRequest
            {
                Command = CommandLine.Parse(command),
                Endpoint = new Uri(endpoint),
                ScratchFolder = _folder,
            }
        );

        Assert.That(
            (launcher.Started.Count == 1, result.Failure!.Reason == BenchmarkFailureReason.OtherServer),
            Is.EqualTo((isStarted, !isStarted))
        );
    }

    [Test]
    public async Task RunAsync_CommandWithResultOptions_OursReplaceThem()
    {
        var process = await StartAsync(
            "bench --save-result --result-dir=/elsewhere --result_filename a.json --result-filename b.json",
            new BenchmarkRequest()
        );

        Assert.That(process.Spec.Command.Arguments, Has.None.Contains("elsewhere").And.None.Contains("a.json").And.None.Contains("b.json"));
        Assert.That(process.Spec.Command.Arguments.Count(argument => argument.Contains("save", StringComparison.Ordinal)), Is.EqualTo(1));
        Assert.That(process.ResultPath, Does.StartWith(_folder).And.EndsWith("run=0.json"));
    }

    [Test]
    public async Task RunAsync_WarmUp_IsNotNamedAsARun()
    {
        var process = await StartAsync("bench", new BenchmarkRequest { RunNumber = -1 });

        Assert.That(process.Option("result_filename"), Is.EqualTo("warmup.json"));
    }

    [Test]
    public async Task RunAsync_VllmBenchServe_AsksForEndToEndLatencies()
    {
        var process = await StartAsync("vllm bench serve --model m", new BenchmarkRequest());

        Assert.That(process.Option("percentile_metrics"), Is.EqualTo("ttft,tpot,itl,e2el"));
    }

    [Test]
    public async Task RunAsync_KnownEndpoint_IsInTheEnvironment()
    {
        var process = await StartAsync("bench", new BenchmarkRequest { Endpoint = new Uri("http://127.0.0.1:8001") });

        Assert.That(process.Spec.Environment["SERVEMULTI_ENDPOINT"], Is.EqualTo("http://127.0.0.1:8001"));
    }

    [Test]
    public async Task RunAsync_ScratchFolder_IsEmptyAfterwards()
    {
        var existedDuringTheRun = false;
        await RunAsync(process =>
        {
            existedDuringTheRun = Directory.Exists(process.Option("result_dir"));
            process.WriteResult(GoodResult);
            File.WriteAllText(process.ResultPath + ".pytorch.json", "[]");
            process.Exit(0);
        });

        Assert.That(existedDuringTheRun, Is.True);
        Assert.That(Directory.EnumerateFileSystemEntries(_folder), Is.Empty);
    }

    [Test]
    public async Task RunAsync_NoScratchFolder_LeavesNoTemporaryFolder()
    {
        var launcher = new ScriptedProcessLauncher(process => process.Exit(1));

        await new CommandBenchmarkRunner(launcher).RunAsync(new BenchmarkRequest { Command = new("bench") });

        Assert.That(launcher.Started.Single().Option("result_dir"), Does.Not.Exist);
    }

    [Test]
    public async Task RunAsync_EarlierAttemptLeftAResult_IsNotTakenForThisRun()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "run=0.json"), GoodResult);

        var result = await RunAsync(process => process.Exit(0));

        Assert.That(result.Failure?.Reason, Is.EqualTo(BenchmarkFailureReason.MissingResult));
    }

    [Test]
    public async Task RunAsync_CannotBeStarted_SaysWhy()
    {
        var result = await RunAsync(_ => throw new ProcessStartException("no such file: bench"));

        Assert.That(result.Failure, Is.EqualTo(new BenchmarkFailure(BenchmarkFailureReason.NotStarted, "no such file: bench")));
    }

    [Test]
    public async Task RunAsync_NonZeroExit_FailsAlsoWhereAResultWasWritten()
    {
        var result = await RunAsync(
            process =>
            {
                process.WriteResult(GoodResult);
                process.Exit(3, "Traceback", "ValueError: no tokenizer", "");
            },
            new BenchmarkRequest { LogPath = "logs/bench.log" }
        );

        Assert.That(result.Failure?.Reason, Is.EqualTo(BenchmarkFailureReason.NonZeroExit));
        Assert.That(result.Failure!.ExitCode, Is.EqualTo(3));
        Assert.That(result.Failure.RecentOutput, Is.EqualTo(new[] { "Traceback", "ValueError: no tokenizer", "" }));
        Assert.That(result.Failure.LogPath, Is.EqualTo("logs/bench.log"));
        Assert.That(
            result.Failure.Message,
            Is.EqualTo(
                "The benchmark exited with code 3; the result that it wrote does not count. It says: ValueError: no tokenizer (all of its output: logs/bench.log)"
            )
        );
    }

    [TestCase("")]
    [TestCase("{\"completed\": 10, \"failed\"")]
    [TestCase("[1, 2]")]
    [TestCase("Segmentation fault")]
    public async Task RunAsync_NotAJsonObject_IsUnreadable(string text)
    {
        var result = await RunAsync(process =>
        {
            process.WriteResult(text);
            process.Exit(0, "done");
        });

        Assert.That(result.Failure?.Reason, Is.EqualTo(BenchmarkFailureReason.UnreadableResult));
        Assert.That(result.Failure!.Message, Does.Contain("run=0.json").And.Contain(text).And.Not.Contain('\n'));
        Assert.That(result.Failure.ExitCode, Is.Zero);
    }

    [TestCase("""{"completed": 0, "failed": 10}""")]
    [TestCase("""{"completed": 0}""")]
    [TestCase("""{"completed": NaN}""")]
    [TestCase("""{"completed": -1, "mean_e2el_ms": 0.0}""")]
    [TestCase("""{"completed": null, "mean_e2el_ms": 0.0}""")]
    [TestCase("""{"completed": "all", "mean_e2el_ms": 0.0}""")]
    [TestCase("""{"completed": [10], "mean_e2el_ms": 0.0}""")]
    [TestCase("""{"num_prompts": 10, "failed": 10, "mean_e2el_ms": 0.0}""")]
    public async Task RunAsync_NothingCompleted_IsNoResult(string json)
    {
        var result = await RunAsync(process =>
        {
            process.WriteResult(json);
            process.Exit(0);
        });

        Assert.That(result.Failure?.Reason, Is.EqualTo(BenchmarkFailureReason.NothingCompleted));
    }

    [TestCase("{}")]
    [TestCase("""{"completed": null}""")]
    [TestCase("""{"label": "x", "itls": [1, 2], "o": {"mean_e2el_ms": 3}}""")]
    [TestCase("""{"num_prompts": 10, "request_rate": 2.5}""", Description = "settings alone")]
    public async Task RunAsync_NothingMeasured_IsNoResult(string json)
    {
        var result = await RunAsync(process =>
        {
            process.WriteResult(json);
            process.Exit(0);
        });

        Assert.That(result.Failure?.Reason, Is.EqualTo(BenchmarkFailureReason.MissingResult));
    }

    [Test]
    public async Task RunAsync_LongArrays_AreReadPastAndStillThereWhenTheFileIsGone()
    {
        var numbers = string.Join(", ", Enumerable.Repeat("0.012345678", 500_000));
        var result = await RunAsync(process =>
        {
            process.WriteResult($"{{\"completed\": 10, \"itls\": [{numbers}], \"request_throughput\": 2.5}}");
            process.Exit(0);
        });

        Assert.Multiple(() =>
        {
            Assert.That(Directory.EnumerateFileSystemEntries(_folder), Is.Empty);
            Assert.That(result.Document!.HasLongValues, Is.True);
            Assert.That(result.Document!.FindMetric("request_throughput"), Is.EqualTo(2.5));
            Assert.That(result.Document!.TryFind("itls", out var itls) ? itls.GetArrayLength() : -1, Is.EqualTo(500_000));
        });
    }

    [TestCase("""{"completed": 1, "failed": 9, "num_prompts": 10}""")]
    [TestCase("""{"num_prompts": 10, "failed": 9}""")]
    [TestCase("""{"mean_ms": NaN, "p99_ms": Infinity, "none": null}""")]
    public async Task RunAsync_SomethingCompletedOrUnknown_IsAResult(string json)
    {
        var result = await RunAsync(process =>
        {
            process.WriteResult(json);
            process.Exit(0);
        });

        Assert.That(result.IsSuccess, Is.True, result.Failure?.Message);
    }

    [Test]
    public async Task RunAsync_LongerThanItsTimeout_IsStoppedAndFails()
    {
        var launcher = new ScriptedProcessLauncher(process =>
        {
            process.WriteResult(GoodResult);
            process.RecentOutput = ["12 of 100"];
        });
        var runner = new CommandBenchmarkRunner(launcher, _clock) { StopGrace = TimeSpan.FromSeconds(2) };

        var run = runner.RunAsync(
            new BenchmarkRequest
            {
                Command = new("bench"),
                ScratchFolder = _folder,
                Timeout = TimeSpan.FromMinutes(10),
            }
        );
        _clock.Advance(TimeSpan.FromMinutes(10) - TimeSpan.FromTicks(1));
        var isOverTooEarly = run.IsCompleted;
        _clock.Advance(TimeSpan.FromTicks(1));
        var result = await run.WaitAsync(TimeSpan.FromMinutes(1));

        Assert.That(isOverTooEarly, Is.False);
        Assert.That(result.Failure?.Reason, Is.EqualTo(BenchmarkFailureReason.TimedOut));
        Assert.That(result.Failure!.Message, Does.Contain("00:10:00").And.Contain("12 of 100"));
        Assert.That(
            launcher.Started.Single(),
            Has.Property("StoppedWithGrace").EqualTo(TimeSpan.FromSeconds(2)).And.Property("IsDisposed").True
        );
        Assert.That(Directory.EnumerateFileSystemEntries(_folder), Is.Empty);
    }

    [Test]
    public async Task RunAsync_TimeoutBeyondAnyTimer_IsWithoutLimit()
    {
        var result = await RunAsync(
            process =>
            {
                process.WriteResult(GoodResult);
                process.Exit(0);
            },
            new BenchmarkRequest { Timeout = TimeSpan.MaxValue }
        );

        Assert.That(result.IsSuccess, Is.True);
    }

    [Test]
    public void RunAsync_Cancelled_StopsTheProcessAndCarriesTheToken()
    {
        using var source = new CancellationTokenSource();
        var launcher = new ScriptedProcessLauncher(_ => source.Cancel());

        Assert.That(
            () =>
                new CommandBenchmarkRunner(launcher, _clock).RunAsync(
                    new BenchmarkRequest { Command = new("bench"), ScratchFolder = _folder },
                    source.Token
                ),
            Throws.InstanceOf<OperationCanceledException>().With.Property("CancellationToken").EqualTo(source.Token)
        );
        Assert.That(launcher.Started.Single(), Has.Property("StoppedWithGrace").Not.Null.And.Property("IsDisposed").True);
        Assert.That(Directory.EnumerateFileSystemEntries(_folder), Is.Empty);
    }

    [Test]
    public void RunAsync_CancelledBeforehand_StartsNothing()
    {
        var launcher = new ScriptedProcessLauncher(process => process.Exit(0));

        Assert.That(
            () =>
                new CommandBenchmarkRunner(launcher).RunAsync(
                    new BenchmarkRequest { Command = new("bench") },
                    new CancellationToken(canceled: true)
                ),
            Throws.InstanceOf<OperationCanceledException>()
        );
        Assert.That(launcher.Started, Is.Empty);
    }

    [Test]
    public async Task RunAsync_CancelledAfterTheEnd_KeepsTheResult()
    {
        using var source = new CancellationTokenSource();
        var launcher = new ScriptedProcessLauncher(process =>
        {
            process.WriteResult(GoodResult);
            process.Exit(0);
            source.Cancel();
        });

        var result = await new CommandBenchmarkRunner(launcher).RunAsync(
            new BenchmarkRequest { Command = new("bench"), ScratchFolder = _folder },
            source.Token
        );

        Assert.That(result.IsSuccess, Is.True);
    }

    [Test]
    public void RunAsync_ScratchFolderCannotBeMade_SaysWhere()
    {
        var file = Path.Combine(_folder, "file");
        File.WriteAllText(file, "");
        var runner = new CommandBenchmarkRunner(new ScriptedProcessLauncher(process => process.Exit(0)));

        Assert.That(
            () => runner.RunAsync(new BenchmarkRequest { Command = new("bench"), ScratchFolder = file }),
            Throws.TypeOf<ServeMultiException>().With.Message.Contains(file)
        );
    }

    [Test]
    public void FindProblems_NoCommand_IsAProblem()
    {
        var runner = new CommandBenchmarkRunner(new ScriptedProcessLauncher(process => process.Exit(0)));

        Assert.That(runner.FindProblems(new()), Has.One.Contains("no benchmark command"));
    }

    [Test]
    public void Timeout_ZeroOrLess_IsRefused([Values(0, -1)] int seconds) =>
        Assert.That(() => new BenchmarkRequest { Timeout = TimeSpan.FromSeconds(seconds) }, Throws.TypeOf<ArgumentOutOfRangeException>());

    private async Task<BenchmarkResult> RunAsync(Action<ScriptedProcess> script, BenchmarkRequest? request = null) =>
        await new CommandBenchmarkRunner(new ScriptedProcessLauncher(script), _clock).RunAsync(
            (request ?? new BenchmarkRequest()) with
            {
                Command = new("bench"),
                ScratchFolder = _folder,
            }
        );

    private async Task<ScriptedProcess> StartAsync(string command, BenchmarkRequest request)
    {
        var launcher = new ScriptedProcessLauncher(process => process.Exit(1));
        await new CommandBenchmarkRunner(launcher).RunAsync(request with { Command = CommandLine.Parse(command), ScratchFolder = _folder });
        return launcher.Started.Single();
    }
}
