using System.Diagnostics;
using System.Text.Json;

namespace ServeMulti.Simulation.Tests.Http;

public sealed class CompletionTests
{
    private const string Fast = "--step-base-ms 0.1 --enable-prompt-tokens-details";
    private ServerProcess _server = null!;

    [SetUp]
    public async Task StartServer() => _server = await ServerProcess.StartAsync(Fast);

    [TearDown]
    public async Task StopServer() => await _server.DisposeAsync();

    [Test]
    public async Task Completions_Streamed_SendsOneEventForEachTokenAndDone()
    {
        var events = await _server.StreamAsync(
            new
            {
                model = "m",
                prompt = "a b c",
                max_tokens = 4,
                stream = true,
                ignore_eos = true,
            }
        );

        Assert.That(events, Has.Count.EqualTo(5));
        Assert.That(events[^1], Is.EqualTo("[DONE]"));
        JsonElement[] chunks = [.. events.SkipLast(1).Select(static data => JsonSerializer.Deserialize<JsonElement>(data))];
        Assert.That(chunks.Select(static c => c.GetProperty("object").GetString()), Is.All.EqualTo("text_completion"));
        Assert.That(chunks.Select(static c => c.GetProperty("choices")[0].GetProperty("text").GetString()), Is.All.Match("^ [a-z]+$"));
        Assert.That(
            chunks.Select(static c => c.GetProperty("choices")[0].GetProperty("finish_reason").GetString()),
            Is.EqualTo(new[] { null, null, null, "length" })
        );
        Assert.That(chunks.Select(static c => c.GetProperty("usage").ValueKind), Is.All.EqualTo(JsonValueKind.Null));
        Assert.That(chunks.Select(static c => c.GetProperty("id").GetString()).Distinct().Count(), Is.EqualTo(1));
    }

    [Test]
    public async Task Completions_StreamedWithUsage_SendsItInAChunkWithoutChoicesBeforeDone()
    {
        var events = await _server.StreamAsync(
            new
            {
                model = "m",
                prompt = "a b c",
                max_tokens = 4,
                stream = true,
                stream_options = new { include_usage = true },
            }
        );

        Assert.That(events, Has.Count.EqualTo(6));
        Assert.That(events[^1], Is.EqualTo("[DONE]"));
        var last = JsonSerializer.Deserialize<JsonElement>(events[^2]);
        Assert.That(last.GetProperty("choices").GetArrayLength(), Is.Zero);
        AssertUsage(last, prompt: 3, completion: 4);
    }

    [Test]
    public async Task Completions_Whole_HasTextAndUsage()
    {
        var answer = await _server.CompleteAsync(
            new
            {
                model = "m",
                prompt = "a b c",
                max_tokens = 4,
            }
        );

        var choice = answer.GetProperty("choices")[0];
        Assert.That(choice.GetProperty("text").GetString()!.Split(' ', StringSplitOptions.RemoveEmptyEntries), Has.Length.EqualTo(4));
        Assert.That(choice.GetProperty("finish_reason").GetString(), Is.EqualTo("length"));
        AssertUsage(answer, prompt: 3, completion: 4);
    }

    [Test]
    public async Task Completions_WithoutMaxTokens_Has16() =>
        AssertUsage(await _server.CompleteAsync(new { model = "m", prompt = "a" }), 1, 16);

    [Test]
    public async Task ChatCompletions_Streamed_StartsWithTheRole()
    {
        var events = await _server.StreamAsync(
            new
            {
                model = "m",
                messages = new[] { new { role = "user", content = "a b" } },
                max_tokens = 2,
                stream = true,
            },
            "/v1/chat/completions"
        );

        Assert.That(events, Has.Count.EqualTo(4));
        JsonElement[] deltas =
        [
            .. events
                .Take(3)
                .Select(static data => JsonSerializer.Deserialize<JsonElement>(data).GetProperty("choices")[0].GetProperty("delta")),
        ];
        Assert.That(deltas[0].GetProperty("role").GetString(), Is.EqualTo("assistant"));
        Assert.That(deltas[0].GetProperty("content").GetString(), Is.Empty);
        Assert.That(deltas.Skip(1).Select(static delta => delta.GetProperty("content").GetString()), Is.All.Match("^ [a-z]+$"));
    }

    [Test]
    public async Task ChatCompletions_Whole_CountsRolesAndWordsOfAllMessages()
    {
        var answer = await _server.CompleteAsync(
            new
            {
                model = "m",
                max_completion_tokens = 3,
                messages = new object[]
                {
                    new { role = "system", content = "be brief" },
                    new { role = "user", content = new[] { new { type = "text", text = "one two three" } } },
                },
            },
            "/v1/chat/completions"
        );

        Assert.That(answer.GetProperty("choices")[0].GetProperty("message").GetProperty("role").GetString(), Is.EqualTo("assistant"));
        AssertUsage(answer, prompt: 7, completion: 3);
    }

    [TestCase("[5,6,7]", 3)]
    [TestCase("[[5,6,7,8]]", 4)]
    [TestCase("[\"one two\"]", 2)]
    public async Task Completions_PromptForms_AreCounted(string prompt, int tokens)
    {
        (var status, var answer) = await _server.PostAsync("/v1/completions", $$"""{"model":"m","max_tokens":1,"prompt":{{prompt}}}""");

        Assert.That(status, Is.EqualTo(200));
        AssertUsage(answer, tokens, completion: 1);
    }

    [Test]
    public async Task Completions_RepeatedPrompt_HitsThePrefixCache()
    {
        object body = new
        {
            model = "m",
            prompt = Enumerable.Range(0, 40),
            max_tokens = 1,
        };
        await _server.CompleteAsync(body);

        var again = await _server.CompleteAsync(body);

        Assert.That(CachedTokens(again), Is.EqualTo(32));
        Assert.That(await _server.ReadMetricAsync("vllm:prefix_cache_hits_total"), Is.EqualTo(32));
        Assert.That(await _server.ReadMetricAsync("vllm:prefix_cache_queries_total"), Is.EqualTo(80));
    }

    [Test]
    public async Task Completions_Always_TakeAtLeastTheTimeOfTheModel()
    {
        await using var slow = await ServerProcess.StartAsync("--step-base-ms 20 --prefill-us-per-token 1000 --decode-us-per-seq 1000");
        var start = Stopwatch.GetTimestamp();

        await slow.CompleteAsync(
            new
            {
                model = "m",
                prompt = "a b c d e f g h i j",
                max_tokens = 10,
            }
        );

        Assert.That(Stopwatch.GetElapsedTime(start).TotalMilliseconds, Is.AtLeast((10 * 21) + 10));
        Assert.That(await slow.ReadMetricAsync("simulated:engine_busy_seconds_total"), Is.EqualTo(0.22).Within(1e-9));
    }

    [Test]
    public async Task Metrics_AfterRequests_CountThem()
    {
        await _server.CompleteAsync(
            new
            {
                model = "m",
                prompt = "a b c",
                max_tokens = 4,
            }
        );
        await _server.StreamAsync(
            new
            {
                model = "m",
                prompt = "a b",
                max_tokens = 5,
                stream = true,
            }
        );

        Assert.That(await _server.ReadMetricAsync("vllm:prompt_tokens_total"), Is.EqualTo(5));
        Assert.That(await _server.ReadMetricAsync("vllm:generation_tokens_total"), Is.EqualTo(9));
        Assert.That(await _server.ReadMetricAsync("vllm:request_success_total|length"), Is.EqualTo(2));
        Assert.That(await _server.ReadMetricAsync("vllm:num_requests_running"), Is.Zero);
        Assert.That(await _server.ReadMetricAsync("vllm:num_requests_waiting"), Is.Zero);
    }

    [Test]
    public async Task Completions_AnswersThatMayEnd_EndBeforeMaxTokensUnlessToldToIgnoreIt()
    {
        await using var server = await ServerProcess.StartAsync("--step-base-ms 0 --decode-us-per-seq 1 --eos-after 5");

        var free = await server.CompleteAsync(
            new
            {
                model = "m",
                prompt = "a",
                max_tokens = 500,
            }
        );
        var full = await server.CompleteAsync(
            new
            {
                model = "m",
                prompt = "a",
                max_tokens = 500,
                ignore_eos = true,
            }
        );

        Assert.That(free.GetProperty("usage").GetProperty("completion_tokens").GetInt32(), Is.InRange(1, 9));
        Assert.That(free.GetProperty("choices")[0].GetProperty("finish_reason").GetString(), Is.EqualTo("stop"));
        AssertUsage(full, prompt: 1, completion: 500);
    }

    private static int CachedTokens(JsonElement answer) =>
        answer.GetProperty("usage").GetProperty("prompt_tokens_details").GetProperty("cached_tokens").GetInt32();

    private static void AssertUsage(JsonElement answer, int prompt, int completion)
    {
        var usage = answer.GetProperty("usage");
        Assert.That(usage.GetProperty("prompt_tokens").GetInt32(), Is.EqualTo(prompt));
        Assert.That(usage.GetProperty("completion_tokens").GetInt32(), Is.EqualTo(completion));
        Assert.That(usage.GetProperty("total_tokens").GetInt32(), Is.EqualTo(prompt + completion));
    }
}
