using System.Globalization;
using System.Text.Json;

namespace ServeMulti.Cli;

/// <summary>A wrapper in front of a program changes nothing of what is known of it, and options have the forms that the program
/// knows.</summary>
[TestFixture]
[Platform(Exclude = "Win", Reason = "The servers and benchmarks are shell scripts.")]
public sealed class WrappedCommandTests
{
    private readonly int _port = TestServer.FreePort();
    private SweepFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new SweepFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [TestCase("env A=1 nice -n 5")]
    [TestCase("nohup")]
    public async Task WrappedServerAndBenchmark_AreReadyResetAndMeasuredAsThemselves(string wrapper)
    {
        using var process = await RunAsync($"{wrapper} {TestServer.Serve(_port)}", $"{wrapper} {TestServer.Bench("")}", "--num-runs", "3");

        Assert.That(process.ExitCode, Is.Zero, process.ToString());
        Assert.That(process.Error, Has.None.Contains("NOT RESET"));
        Assert.That(process.Error.Count(line => line.Contains("starting", StringComparison.Ordinal)), Is.EqualTo(1), process.ToString());
    }

    [Test]
    public async Task ServerInAShell_WithItsProfileNamed_IsReadyAndReset()
    {
        using var process = await RunAsync(
            $"sh -c \"exec {TestServer.Serve(_port)}\"",
            TestServer.Bench(""),
            "--server-profile",
            "simulated",
            "--endpoint",
            Text($"http://127.0.0.1:{_port}"),
            "--num-runs",
            "2"
        );

        Assert.That(process.ExitCode, Is.Zero, process.ToString());
        Assert.That(process.Error, Has.None.Contains("NOT RESET"));
    }

    [Test]
    public async Task UnknownProfile_IsRefusedWithTheNearest()
    {
        using var process = await RunAsync("docker run x", "true", "--server-profile", "sgl-ang", "--dry-run");

        Assert.That(process.ExitCode, Is.Zero, "what stands between letters does not count");
        using var refused = await RunAsync("docker run x", "true", "--server-profile", "sglagn", "--dry-run");
        Assert.That(refused.ExitCode, Is.EqualTo(1));
        Assert.That(
            refused.Error,
            Has.Some.Contains(
                "--server-profile: 'sglagn' is not a known kind of server. Did you mean SGLang? Known are vLLM, simulated, SGLang, llama.cpp, Infinity."
            )
        );
    }

    [TestCase("--serve-cmd")]
    [TestCase("--bench-cmd")]
    [TestCase("--after-bench-cmd")]
    public async Task VariableInFront_IsRefusedWithTheCure(string option)
    {
        string[] options = ["--serve-cmd", "vllm serve m", "--bench-cmd", "true", "--after-bench-cmd", "true"];
        options[Array.IndexOf(options, option) + 1] = "CUDA_VISIBLE_DEVICES=0 prog --x 1";
        foreach (var more in new[] { Array.Empty<string>(), ["--dry-run"] })
        {
            using var process = await CliProcess.RunAsync(_folder.Path, [.. options, .. more]);

            Assert.That(process.ExitCode, Is.EqualTo(1), process.ToString());
            Assert.That(
                process.Error,
                Has.Some.StartsWith($"error: {option}: ").And.EndsWith("write env in front: env CUDA_VISIBLE_DEVICES=0 prog --x 1")
            );
        }
    }

    [Test]
    public async Task EnvThatClearsTheServersVariables_IsRefusedWithTheCure()
    {
        using var process = await RunAsync($"env -i {TestServer.Serve(_port)}", TestServer.Bench(""));

        Assert.That(process.ExitCode, Is.EqualTo(1), process.ToString());
        Assert.That(
            process.Error,
            Has.Some.Contains("takes VLLM_SERVER_DEV_MODE away").And.Contains("write VLLM_SERVER_DEV_MODE=1 among its variables")
        );
    }

    [Test]
    public async Task OverriddenGoodput_IsTheOneThatIsMeasured()
    {
        _folder.Write("bench.json", """[{"goodput": "ttft:60000"}, {"goodput": ["ttft:60000", "e2el:60000"]}]""");

        using var process = await RunAsync(
            TestServer.Serve(_port),
            TestServer.Bench("--goodput ttft:0.001 tpot:0.001"),
            "--bench-params",
            "bench.json",
            "--num-runs",
            "1"
        );

        Assert.That(process.ExitCode, Is.Zero, process.ToString());
        var runs = Directory.GetFiles(_folder.At("results", "a"), "run=0.json", SearchOption.AllDirectories);
        Assert.That(runs, Has.Length.EqualTo(2));
        foreach (var run in runs)
        {
            using var result = JsonDocument.Parse(await File.ReadAllTextAsync(run));
            Assert.That(
                result.RootElement.GetProperty("request_goodput").GetDouble(),
                Is.EqualTo(result.RootElement.GetProperty("request_throughput").GetDouble()),
                run
            );
        }
    }

    [Test]
    public async Task ListsAndSwitches_AreWrittenAsTheProgramsKnowThem()
    {
        _folder.Write(
            "serve.json",
            """[{"cuda_graph_bs": [1, 2, 4], "disable_radix_cache": false, "stop_here": false, "sizes": [3, 4]}]"""
        );
        _folder.Write("bench.json", """[{"metadata": ["a=1", "b=2"], "ignore_eos": false, "prefix": "-x"}]""");

        using var process = await RunAsync(
            "env A=1 python3 -m sglang.launch_server --model-path m --port 8000 --disable-radix-cache --cuda-graph-bs 8 16 --sizes 1 2",
            "vllm bench serve --ignore-eos",
            "--serve-params",
            "serve.json",
            "--bench-params",
            "bench.json",
            "--multi-value-option",
            "sizes",
            "--plain-switch",
            "stop-here",
            "--num-runs",
            "1",
            "--dry-run"
        );

        Assert.That(process.ExitCode, Is.Zero, process.ToString());
        Assert.That(
            process.Output,
            Has.Some.EndsWith(": env A=1 python3 -m sglang.launch_server --model-path m --port 8000 --cuda-graph-bs 1 2 4 --sizes 3 4")
        );
        Assert.That(process.Output, Has.Some.Contains("vllm bench serve --metadata a=1 b=2 --prefix=-x"));
    }

    [Test]
    public async Task OptionNameThatIsNone_IsRefused()
    {
        using var process = await RunAsync("x", "true", "--multi-value-option", "a b", "--dry-run");

        Assert.That(process.ExitCode, Is.EqualTo(1), process.ToString());
        Assert.That(process.Error, Has.Some.StartsWith("error: --multi-value-option: 'a b' is not an option name"));
    }

    private Task<CliProcess> RunAsync(string serve, string bench, params string[] options) =>
        CliProcess.RunAsync(_folder.Path, ["--serve-cmd", serve, "--bench-cmd", bench, "-e", "a", .. options]);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
