using System.Text.Json;

namespace ServeMulti.RealEngine;

/// <summary>What <c>serve-multi bench</c> says of tokens is what the engine itself evaluated and decoded, by its own counters.</summary>
[TestFixture]
public sealed class TokensTests
{
    private const int Prompts = 12;
    private const int Input = 70;
    private const int Output = 6;

    private static EngineProcess _engine = null!;
    private readonly string _folder = Directory.CreateTempSubdirectory("serve-multi-tokens-").FullName;

    [OneTimeSetUp]
    public static async Task StartEngine() => _engine = await EngineProcess.StartAsync();

    [OneTimeTearDown]
    public static async Task StopEngine() => await _engine.DisposeAsync();

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [TestCase("openai", "ids")]
    [TestCase("openai", "words")]
    public async Task Bench_Completions_AskForExactlyWhatTheEngineDid(string backend, string form)
    {
        (var result, var bench, var evaluated, var decoded) = await MeasureAsync(backend, form);

        Assert.That((evaluated, decoded), Is.EqualTo((Prompts * Input, Prompts * Output)), bench.ToString());
        Assert.That((Number(result, "total_input_tokens"), Number(result, "total_output_tokens")), Is.EqualTo((evaluated, decoded)));
        Assert.That(
            (Number(result, "requested_input_tokens"), Number(result, "requested_output_tokens")),
            Is.EqualTo((evaluated, decoded))
        );
        Assert.That(bench.Error, Does.Not.Contain("asked for"));
    }

    [Test]
    public async Task Bench_Chat_CountsWhatTheTemplateAddsAndSaysSo()
    {
        (var result, var bench, var evaluated, var decoded) = await MeasureAsync("openai-chat", "words");

        Assert.That(evaluated, Is.GreaterThan(Prompts * Input));
        Assert.That(
            (Number(result, "total_input_tokens"), Number(result, "total_output_tokens")),
            Is.EqualTo((evaluated, Prompts * Output))
        );
        Assert.That((Number(result, "requested_input_tokens"), decoded), Is.EqualTo((Prompts * Input, Prompts * Output)));
        Assert.That(bench.Error, Does.Contain($"where {Input} were requested"));
    }

    private async Task<(JsonElement Result, ServeMultiRun Bench, long Evaluated, long Decoded)> MeasureAsync(string backend, string form)
    {
        (var evaluated, var decoded) = await ReadCountersAsync();
        var bench = await ServeMultiRun.RunAsync(
            _folder,
            "bench",
            "--base-url",
            _engine.Address.ToString(),
            "--backend",
            backend,
            "--prompt-form",
            form,
            "--num-prompts",
            $"{Prompts}",
            "--request-rate",
            "50",
            "--random-input-len",
            $"{Input}",
            "--random-output-len",
            $"{Output}",
            "--save-result",
            "--result-filename",
            "result.json"
        );
        Assert.That(bench.ExitCode, Is.Zero, bench.ToString());
        (var evaluatedNow, var decodedNow) = await ReadCountersAsync();
        var result = JsonDocument.Parse(File.ReadAllText(Path.Combine(_folder, "result.json"))).RootElement;
        return (result, bench, evaluatedNow - evaluated, decodedNow - decoded);
    }

    private static async Task<(long Evaluated, long Decoded)> ReadCountersAsync()
    {
        // A last token is sent before the step that it came in is counted.
        await _engine.WaitForCounterAsync("llamacpp:requests_processing", 0);
        return (
            await _engine.ReadCounterAsync("llamacpp:prompt_tokens_total"),
            await _engine.ReadCounterAsync("llamacpp:tokens_predicted_total")
        );
    }

    private static long Number(JsonElement result, string name) => result.GetProperty(name).GetInt64();
}
