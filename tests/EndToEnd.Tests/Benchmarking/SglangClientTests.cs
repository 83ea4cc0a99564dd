using System.Runtime.Versioning;
using ServeMulti.Docs;
using ServeMulti.Launching;
using ServeMulti.LoadGeneration;
using ServeMulti.Parameters;
using ServeMulti.Results;
using ServeMulti.Sla;
using ServeMulti.Sweeping;

namespace ServeMulti.Benchmarking;

/// <summary>SGLang's own client as the benchmark command of a sweep and of a search, without an adapter: a real process that takes its
/// options and writes its file.</summary>
[Platform("Linux,MacOSX", Reason = "The client's stand-in is a shell script.")]
[UnsupportedOSPlatform("windows")]
public sealed class SglangClientTests
{
    private static readonly Uri Endpoint = new("http://127.0.0.1:30000");

    private string _folder = "";

    private CommandLine Command =>
        new(Path.Combine(_folder, "python3"), "-m", "sglang.bench_serving", "--backend", "sglang-oai", "--dataset-name", "random");

    [SetUp]
    public void MakeClient()
    {
        _folder = Directory.CreateTempSubdirectory("sglang-client-").FullName;
        var script = Path.Combine(RepositoryFolder.Root, "tests/TestPrograms/SglangClient/bench_serving.sh");
        File.WriteAllText(Command.Executable, $"#!/bin/sh\nexec sh '{script}' \"$@\"\n");
        File.SetUnixFileMode(Command.Executable, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task RunAsync_ItsOwnOutputFile_IsReplacedAndReadUnderBothNames()
    {
        var own = Path.Combine(_folder, "own.jsonl");
        await File.WriteAllTextAsync(own, "{\"completed\": 1}\n");

        var result = await new CommandBenchmarkRunner().RunAsync(
            new BenchmarkRequest
            {
                Command = Command.Append("--output-file", own),
                Endpoint = Endpoint,
                ScratchFolder = _folder,
            }
        );

        Assert.That(result.IsSuccess, Is.True, result.Failure?.Message);
        Assert.That(result.Document!.Metric("p99_e2e_latency_ms"), Is.EqualTo(result.Document!.Metric("p99_e2el_ms")).And.GreaterThan(0));
        Assert.That(
            (result.Document!.Metric("completed"), result.Document!.Metric("p99_ttft_ms"), result.Document!.Metric("request_rate")),
            Is.EqualTo((1000, result.Document!.Metric("mean_e2el_ms"), double.PositiveInfinity))
        );
        Assert.That(RequestCounts.Of(result.Document!), Is.EqualTo(new RequestCounts(0, 1000)));
        Assert.That(
            await File.ReadAllTextAsync(own),
            Is.EqualTo("{\"completed\": 1}\n"),
            "nothing was appended to what it had written before"
        );
    }

    [Test]
    public async Task Search_ByTheFieldsNames_FindsTheLargestRate()
    {
        var plan = SweepPlanner.Plan(
            new SweepDefinition
            {
                ServeCommand = CommandLine.Parse("python3 -m sglang.launch_server --model-path m"),
                BenchCommand = Command,
                RunsPerCase = 1,
                Search = new SearchDefinition { ServiceLevels = [ServiceLevel.Parse("p99_e2el_ms<=300")] },
            }
        );
        var launcher = new DelegateServerLauncher((spec, _) => Task.FromResult<IRunningServer>(new DelegateServer(spec, Endpoint)));
        var store = new FileResultStore(_folder, "e");

        var report = await new SweepRunner(launcher, new CommandBenchmarkRunner(), new NoCacheReset(), store)
            .RunAsync(plan)
            .WaitAsync(TimeSpan.FromMinutes(2));

        Assert.That(report.IsComplete, Is.True, string.Join('\n', report.Failures.Select(failure => failure.Failure.Message)));
        Assert.That(report.Answers.Single().Result.Load, Is.EqualTo(26.67).Within(5).Percent, "100 ms / (1 - rate / 40) is 300 ms there");
    }
}
