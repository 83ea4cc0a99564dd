using System.Net.NetworkInformation;
using System.Text.Json;

namespace ServeMulti.RealEngine;

/// <summary>The command line against a real engine: the tokens that were asked for are those that the engine's own tokenizer counted, in
/// every run.</summary>
/// <remarks>Nothing here asserts how fast the engine is: the machine may be as busy as it likes.</remarks>
[TestFixture]
public sealed class CommandLineTests
{
    private readonly string _folder = Directory.CreateTempSubdirectory("serve-multi-real-").FullName;
    private readonly int _port = TestProgram.FindFreePort();

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task Sweep_TwoConfigurationsAndBothFormsOfPrompts_AsksExactlyTheTokensThatTheEngineCounts()
    {
        Write("serve.json", """[{"parallel": 1}, {"parallel": 4}]""");
        Write("bench.json", """[{"prompt_form": "auto"}, {"prompt_form": "words"}]""");

        var sweep = await RunAsync("--serve-params", "serve.json", "--bench-params", "bench.json", "--num-runs", "1");

        Assert.That(sweep.ExitCode, Is.Zero, sweep.ToString());
        var runs = ReadRuns();
        Assert.That(runs, Has.Length.EqualTo(4), sweep.ToString());
        Assert.That(
            runs.Select(run => run.GetProperty("prompt_form").GetString()),
            Is.EquivalentTo(new[] { "ids", "ids", "words", "words" })
        );
        AssertExact(runs);
        AssertNothingListens();
    }

    [Test]
    public async Task Search_RealEngine_AnswersFromRunsThatAskedExactly()
    {
        Write("sla.json", """[{"p99_e2el_ms": "<=150"}]""");

        var search = await RunAsync(
            "--sla-params",
            "sla.json",
            "--sla-variable",
            "max_concurrency",
            "--sla-max",
            "8",
            "--sla-budget",
            "5",
            "--num-runs",
            "1"
        );

        using var answer = JsonDocument.Parse(
            File.ReadAllText(Directory.GetFiles(_folder, "SLA-*.json", SearchOption.AllDirectories).Single())
        );
        AssertAgrees(answer.RootElement, search);
        var runs = ReadRuns();
        Assert.That(runs, Is.Not.Empty);
        AssertExact(runs);
        AssertNothingListens();
    }

    private Task<ServeMultiRun> RunAsync(params string[] options) =>
        ServeMultiRun.RunAsync(
            _folder,
            [
                "--serve-cmd",
                $"'{EngineProcess.Executable}' --port {_port}",
                "--server-profile",
                "llama.cpp",
                "--after-bench-cmd",
                "true",
                "-e",
                "real",
                "--bench-cmd",
                $"'{ServeMultiRun.Executable}' bench --port {_port} --num-prompts 20 --max-concurrency 4 --random-input-len 48 --random-output-len 8",
                .. options,
            ]
        );

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder, name), text);

    private JsonElement[] ReadRuns() =>
        [
            .. Directory
                .GetFiles(_folder, "run=*.json", SearchOption.AllDirectories)
                .Where(path => !path.Contains("failure"))
                .Select(path => JsonDocument.Parse(File.ReadAllText(path)).RootElement),
        ];

    private static void AssertExact(JsonElement[] runs)
    {
        foreach (var run in runs)
        {
            var prompts = run.GetProperty("num_prompts").GetInt64();
            Assert.Multiple(() =>
            {
                Assert.That((run.GetProperty("completed").GetInt64(), run.GetProperty("failed").GetInt64()), Is.EqualTo((prompts, 0)));
                Assert.That(run.GetProperty("client_token_counts").GetString(), Is.EqualTo("usage"));
                Assert.That(
                    run.GetProperty("total_input_tokens").GetInt64(),
                    Is.EqualTo(48 * prompts),
                    "the engine's count of the prompts"
                );
                Assert.That(run.GetProperty("total_output_tokens").GetInt64(), Is.EqualTo(8 * prompts));
                Assert.That(run.GetProperty("client_tokens_per_chunk").GetDouble(), Is.EqualTo(1));
                Assert.That(run.GetProperty("unstreamed_output_tokens").GetInt64(), Is.Zero);
            });
        }
    }

    /// <summary>An answer agrees with its own runs. On a machine so busy that the client was the bottleneck there may be none, and that is
    /// said.</summary>
    private static void AssertAgrees(JsonElement answer, ServeMultiRun search)
    {
        JsonElement[] counted =
        [
            .. answer
                .GetProperty("probes")
                .EnumerateArray()
                .SelectMany(probe => probe.GetProperty("runs").EnumerateArray())
                .Where(run => run.GetProperty("counts").GetBoolean()),
        ];
        foreach (var check in counted.SelectMany(run => run.GetProperty("checks").EnumerateArray()))
        {
            Assert.That(
                check.GetProperty("met").GetBoolean(),
                Is.EqualTo(check.GetProperty("value").GetDouble() <= 150),
                search.ToString()
            );
        }

        if (search.ExitCode != 0)
        {
            Assert.That(answer.GetProperty("problem").GetString(), Does.Contain("bottleneck"), search.ToString());
            return;
        }

        Assert.That(counted, Is.Not.Empty, search.ToString());
        Assert.That(
            answer.GetProperty("outcome").GetString(),
            Is.Not.AnyOf("NotMeasured", "SustainedUnknown", "Pruned"),
            search.ToString()
        );
        Assert.That(search.Output, Does.Contain("SLA p99_e2el_ms<=150, largest max_concurrency"));
    }

    private void AssertNothingListens() =>
        Assert.That(
            IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Select(listener => listener.Port),
            Does.Not.Contain(_port),
            "the engine was left running"
        );
}
