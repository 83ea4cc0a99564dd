using System.Text.Json;

namespace ServeMulti.Cli.Bench;

[TestFixture]
public sealed class BenchCommandTests
{
    private static readonly string[] Small = ["--num-prompts", "6", "--random-input-len", "8", "--random-output-len", "4"];

    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("serve-multi-bench-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task Bench_SaveResult_WritesTheFileTheSweepAsksFor()
    {
        await using var server = await BenchServer.StartAsync();
        using var bench = await RunAsync([
            .. Small,
            "--base-url",
            server.Address,
            "--save-result",
            "--result-dir",
            "a/b",
            "--result-filename",
            "run=0.json",
            "--seed",
            "5",
        ]);
        Assert.That(bench.ExitCode, Is.Zero, bench.ToString());
        var result = Read(Path.Combine("a", "b", "run=0.json"));
        Assert.Multiple(() =>
        {
            Assert.That(result.GetProperty("completed").GetInt32(), Is.EqualTo(6));
            Assert.That(result.GetProperty("total_output_tokens").GetInt32(), Is.EqualTo(24));
            Assert.That(result.GetProperty("model_id").GetString(), Is.EqualTo("org/m"));
            Assert.That(result.GetProperty("client_seed").GetInt32(), Is.EqualTo(5));
            Assert.That(Directory.GetFiles(Path.Combine(_folder, "a", "b")), Has.Length.EqualTo(1));
        });
    }

    [Test]
    public async Task Bench_NoFileName_MakesTheOriginalsName()
    {
        await using var server = await BenchServer.StartAsync();
        using var bench = await RunAsync([
            .. Small,
            "--base-url",
            server.Address,
            "--save-result",
            "--max-concurrency",
            "3",
            "--label",
            "l",
        ]);
        Assert.That(
            Path.GetFileName(Directory.GetFiles(_folder).Single()),
            Does.Match(@"^l-infqps-concurrency3-m-\d{8}-\d{6}\.json$"),
            bench.ToString()
        );
    }

    [Test]
    public async Task Bench_AppendResult_AddsALineToTheFile()
    {
        await using var server = await BenchServer.StartAsync();
        foreach (var seed in new[] { "1", "2" })
        {
            using var bench = await RunAsync([
                .. Small,
                "--base-url",
                server.Address,
                "--append-result",
                "--result-filename",
                "r.jsonl",
                "--seed",
                seed,
            ]);
            Assert.That(bench.ExitCode, Is.Zero, bench.ToString());
        }

        var lines = (await File.ReadAllTextAsync(Path.Combine(_folder, "r.jsonl"))).Split('\n');
        Assert.That(lines.Select(line => JsonElement.Parse(line).GetProperty("client_seed").GetInt32()), Is.EqualTo(new[] { 1, 2 }));
    }

    [Test]
    public async Task Bench_ProfileOfAServerWithout_IsNoResultAndSendsNothing()
    {
        await using var server = await BenchServer.StartAsync();
        using var bench = await RunAsync([.. Small, "--base-url", server.Address, "--prompt-form", "words", "--profile"]);
        Assert.That((bench.ExitCode, await server.CountRequestsAsync()), Is.EqualTo((2, 0)), bench.ToString());
        Assert.That(bench.Error.Single(), Does.Contain("/start_profile").And.Contain("404"));
    }

    [Test]
    public async Task Bench_Table_ShowsWhatTheOriginalShows()
    {
        await using var server = await BenchServer.StartAsync();
        using var bench = await RunAsync([
            .. Small,
            "--base-url",
            server.Address,
            "--goodput",
            "ttft:100000",
            "tpot:100000",
            "--metric-percentiles",
            "90",
        ]);
        var labels = bench.Output.Where(line => line.Contains(':')).Select(line => line[..line.IndexOf(':')]);
        Assert.That(
            labels,
            Is.SupersetOf(
                new[]
                {
                    "Successful requests",
                    "Failed requests",
                    "Benchmark duration (s)",
                    "Total input tokens",
                    "Total generated tokens",
                    "Request throughput (req/s)",
                    "Request goodput (req/s)",
                    "Output token throughput (tok/s)",
                    "Mean TTFT (ms)",
                    "Median TPOT (ms)",
                    "P90 ITL (ms)",
                    "P99 E2EL (ms)",
                }
            ),
            bench.ToString()
        );
        Assert.That(Directory.GetFileSystemEntries(_folder), Is.Empty);
    }

    [TestCase("openai", 0)]
    [TestCase("openai-chat", 1)]
    public async Task Bench_PromptsLongerThanAskedFor_IsSaidOnceOnStandardError(string backend, int count)
    {
        await using var server = await BenchServer.StartAsync();
        using var bench = await RunAsync([.. Small, "--base-url", server.Address, "--backend", backend]);
        Assert.That(bench.ExitCode, Is.Zero, bench.ToString());
        var said = bench.Error.Where(line => line.Contains("prompts had", StringComparison.Ordinal)).ToArray();
        Assert.That(said, Has.Length.EqualTo(count));
        Assert.That(
            said,
            Is.All.EqualTo("warning: prompts had 9 tokens on average where 8 were requested (+13 %); they were sent as words")
        );
    }

    [Test]
    public async Task Bench_EverySpelling_IsUnderstood()
    {
        await using var server = await BenchServer.StartAsync();
        string[] spelled =
        [
            "--num_prompts=3",
            "--random_input_len",
            "8",
            "--random-output-len=2",
            "--base_url",
            server.Address,
            "--backend",
            "openai-chat",
            "--no-ignore-eos",
            "--header",
            "X-A=1",
            "X-B=2",
            "--metadata",
            "gpu=h100",
            "--metadata",
            "note=a=b",
            "--dataset-name",
            "random",
            "--tokenizer",
            "t",
            "--disable-tqdm",
            "--trust-remote-code",
            "--save_result",
            "--result_filename",
            "r.json",
        ];
        using var bench = await RunAsync(spelled);
        Assert.That(bench.ExitCode, Is.Zero, bench.ToString());
        var result = Read("r.json");
        Assert.That(result.GetProperty("backend").GetString(), Is.EqualTo("openai-chat"));
        Assert.That((result.GetProperty("gpu").GetString(), result.GetProperty("note").GetString()), Is.EqualTo(("h100", "a=b")));
    }

    [Test]
    public async Task Bench_NoSeed_SendsOtherPromptsEachTime()
    {
        await using var server = await BenchServer.StartAsync();
        foreach (var name in new[] { "1.json", "2.json" })
        {
            using var bench = await RunAsync([.. Small, "--base-url", server.Address, "--save-result", "--result-filename", name]);
        }

        Assert.That(
            Read("1.json").GetProperty("client_seed").GetInt32(),
            Is.Not.EqualTo(Read("2.json").GetProperty("client_seed").GetInt32())
        );
    }

    [TestCase("--request-rate", "0")]
    [TestCase("--request-rate", "-1")]
    [TestCase("--request-rate", "nan")]
    [TestCase("--max-concurrency", "0")]
    [TestCase("--num-prompts", "0")]
    [TestCase("--metric-percentiles", "101")]
    [TestCase("--percentile-metrics", "foo")]
    [TestCase("--base-url", "nonsense")]
    [TestCase("--dataset-name", "nonesuch")]
    [TestCase("--header", "x")]
    [TestCase("--no-such-flag", "--save-result")]
    public async Task Bench_BadInput_IsOneLineAndSendsNothing(string option, string value)
    {
        await using var server = await BenchServer.StartAsync();
        string[] address = option == "--base-url" ? [] : ["--base-url", server.Address];
        using var bench = await RunAsync(["--model", "org/m", .. address, option, value]);
        Assert.Multiple(async () =>
        {
            Assert.That(bench.ExitCode, Is.EqualTo(1), bench.ToString());
            Assert.That(bench.Error, Has.Count.EqualTo(1));
            Assert.That(bench.Error[0], Does.StartWith("error: ").And.Contain(option.TrimStart('-')));
            Assert.That(await server.CountRequestsAsync(), Is.Zero);
        });
    }

    [Test]
    public async Task Bench_FolderThatCannotBe_IsOneLineAndSendsNothing()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "file"), "");
        await using var server = await BenchServer.StartAsync();
        using var bench = await RunAsync(["--base-url", server.Address, "--save-result", "--result-dir", "file/x"]);
        Assert.That((bench.ExitCode, bench.Error.Count, await server.CountRequestsAsync()), Is.EqualTo((1, 1, 0)), bench.ToString());
    }

    [Test]
    public async Task Bench_AllFailed_EndsWith2AndWritesNothing()
    {
        await using var server = await BenchServer.StartAsync();
        using var bench = await RunAsync([
            .. Small,
            "--base-url",
            server.Address,
            "--model",
            "another",
            "--save-result",
            "--result-filename",
            "r.json",
        ]);
        Assert.That(bench.ExitCode, Is.EqualTo(2), bench.ToString());
        Assert.That(bench.Error.Single(), Does.Contain("6 http_404"));
        Assert.That(Directory.GetFileSystemEntries(_folder), Is.Empty);
    }

    private Task<CliProcess> RunAsync(params string[] arguments) => CliProcess.RunAsync(_folder, ["bench", .. arguments]);

    private JsonElement Read(string name)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(_folder, name)));
        return document.RootElement.Clone();
    }
}
