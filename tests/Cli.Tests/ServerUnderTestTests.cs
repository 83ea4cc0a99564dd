using System.Globalization;
using System.Text.Json;

namespace ServeMulti.Cli;

/// <summary>The server of the sweep is the one that is measured.</summary>
[TestFixture]
[Platform(Exclude = "Win", Reason = "The servers and benchmarks are shell scripts.")]
public sealed class ServerUnderTestTests
{
    private readonly int _port = TestServer.FreePort();
    private readonly int _other = TestServer.FreePort();
    private SweepFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new SweepFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [TestCase("")]
    [TestCase("--dry-run")]
    public async Task BenchmarkThatAsksAnotherServer_IsRefusedBeforeAnythingStarts(string dryRun)
    {
        using var process = await RunAsync(TestServer.Bench($"--port {_other}"), dryRun);

        Assert.That(process.ExitCode, Is.EqualTo(1), process.ToString());
        Assert.That(
            process.Error,
            Has.Some.StartsWith("error: ")
                .And.Contains(Text($":{_other} (--port {_other})"))
                .And.Contains(Text($"http://127.0.0.1:{_port}"))
                .And.Contains(Text($"Write --port {_port}"))
        );
        Assert.That(Directory.Exists(_folder.At("results")), Is.False);
    }

    [Test]
    public async Task BenchmarkThatNamesNoAddress_IsHandedTheServers()
    {
        using var process = await RunAsync(TestServer.Bench(""));

        Assert.That(process.ExitCode, Is.Zero, process.ToString());
        Assert.That(Completed(), Is.EqualTo(4));
    }

    [Test]
    public async Task BenchmarkThatNamesNoAddress_IsHandedThatOfAServerThatRunsAlready()
    {
        using var server = CliProcess.Start(_folder.Path, "simulate", "serve", "m", "--port", Text($"{_port}"));
        await server.WaitForAsync(Text($":{_port}"));
        try
        {
            using var process = await CliProcess.RunAsync(
                _folder.Path,
                "--endpoint",
                Text($"http://localhost:{_port}"),
                "--after-bench-cmd",
                "true",
                "--bench-cmd",
                TestServer.Bench(""),
                "--num-runs",
                "1",
                "-e",
                "a"
            );

            Assert.That(process.ExitCode, Is.Zero, process.ToString());
            Assert.That(Completed(), Is.EqualTo(4));
        }
        finally
        {
            server.Kill();
        }
    }

    [Test]
    public async Task BenchmarkThroughARouter_IsAllowedWhenAsked()
    {
        using var router = CliProcess.Start(_folder.Path, "simulate", "serve", "m", "--port", Text($"{_other}"));
        await router.WaitForAsync(Text($":{_other}"));
        try
        {
            using var process = await RunAsync(TestServer.Bench($"--port {_other}"), "--allow-other-address");

            Assert.That(process.ExitCode, Is.Zero, process.ToString());
        }
        finally
        {
            router.Kill();
        }
    }

    [Test]
    public async Task ScriptThatAsksAnotherServer_IsRefusedByTheLoadGenerator()
    {
        _folder.Write("mine.sh", $"exec {TestServer.Bench(Text($"--port {_other} \"$@\""))}");

        using var process = await RunAsync($"sh {_folder.At("mine.sh")}");

        Assert.That(process.ExitCode, Is.EqualTo(2), process.ToString());
        Assert.That(
            process.Error,
            Has.Some.Contains(Text($"The benchmark asks http://127.0.0.1:{_other}, but the server under test is http://127.0.0.1:{_port}"))
        );
    }

    [Test]
    public async Task BenchParametersThatNameAnotherPort_AreRefusedForTheirCasesAlone()
    {
        _folder.Write("bench.json", Text($$"""[{"port": {{_port}}}, {"port": {{_other}}}]"""));

        using var process = await RunAsync(TestServer.Bench(""), "--bench-params", "bench.json");

        Assert.That(process.ExitCode, Is.EqualTo(1), process.ToString());
        Assert.That(
            process.Error.Where(line => line.Contains("another server would be measured", StringComparison.Ordinal)),
            Has.Exactly(1).Contains(Text($"--port {_other}"))
        );
    }

    [Test]
    public async Task Bench_BadAddressInTheEnvironment_IsRefused()
    {
        using var process = CliProcess.Start(
            _folder.Path,
            new Dictionary<string, string> { ["SERVEMULTI_ENDPOINT"] = "localhost:1" },
            "bench",
            "--num-prompts",
            "1"
        );

        Assert.That(await process.WaitForExitAsync(), Is.EqualTo(1), process.ToString());
        Assert.That(process.Error, Has.Some.Contains("SERVEMULTI_ENDPOINT"));
    }

    private Task<CliProcess> RunAsync(string bench, params string[] options) =>
        CliProcess.RunAsync(
            _folder.Path,
            [
                .. new[] { "--serve-cmd", TestServer.Serve(_port), "--bench-cmd", bench, "--num-runs", "1", "-e", "a" },
                .. options.Where(option => option.Length > 0),
            ]
        );

    private int Completed()
    {
        using var run = JsonDocument.Parse(File.ReadAllText(_folder.At("results", "a", "SERVE-BENCH", "run=0.json")));
        return run.RootElement.GetProperty("completed").GetInt32();
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
