using System.Text.Json;
using ServeMulti.LoadGeneration.Requests;

namespace ServeMulti.LoadGeneration;

[TestFixture]
public sealed class RequestTests
{
    private static readonly string[] Events = [.. Bench.ThreeTokens.Append("[DONE]")];

    [Test]
    public async Task RunAsync_Completions_AsksWhatTheOriginalAsks()
    {
        var request = await SendAsync(Bench.One);
        Assert.Multiple(() =>
        {
            Assert.That(request.Path, Is.EqualTo("/v1/completions"));
            Assert.That(request.Headers["Content-Type"], Is.EqualTo("application/json"));
            Assert.That(request.Headers, Does.Not.ContainKey("Authorization"));
            Assert.That(request.Prompt.Split(' '), Has.Length.EqualTo(4));
            Assert.That(
                Without(request.Body, "prompt"),
                Is.EqualTo(
                    """{"model":"m","max_tokens":3,"temperature":0,"ignore_eos":true,"stream":true,"stream_options":{"include_usage":true}}"""
                )
            );
        });
    }

    [Test]
    public async Task RunAsync_Chat_SendsOneMessage()
    {
        var request = await SendAsync(Bench.One with { Api = OpenAiApi.ChatCompletions });
        var message = request.Body.GetProperty("messages");
        Assert.Multiple(() =>
        {
            Assert.That(request.Path, Is.EqualTo("/v1/chat/completions"));
            Assert.That(message.GetArrayLength(), Is.EqualTo(1));
            Assert.That(message[0].GetProperty("role").GetString(), Is.EqualTo("user"));
            Assert.That(message[0].GetProperty("content").GetString()!.Split(' '), Has.Length.EqualTo(4));
        });
    }

    [Test]
    public async Task RunAsync_Embeddings_AsksForThemAndMeasuresTheWholeAnswer()
    {
        await using var server = StreamServer.Start(exchange =>
            exchange.AnswerAsync(200, """{"object":"list","data":[{"embedding":[0.1,-0.2]}],"usage":{"prompt_tokens":6}}""")
        );
        var result = await Bench.MeasureAsync(server, Bench.One with { Api = OpenAiApi.Embeddings, KeepsDetails = false });
        Assert.Multiple(() =>
        {
            Assert.That(server.Exchanges[0].Path, Is.EqualTo("/v1/embeddings"));
            Assert.That(server.Exchanges[0].Body.EnumerateObject().Select(field => field.Name), Is.EqualTo(new[] { "model", "input" }));
            Assert.That(
                result.Fields.Select(field => field.Key).Where(key => !key.StartsWith("client_", StringComparison.Ordinal)),
                Is.EqualTo(
                    new[]
                    {
                        "date",
                        "endpoint_type",
                        "backend",
                        "label",
                        "model_id",
                        "tokenizer_id",
                        "num_prompts",
                        "request_rate",
                        "burstiness",
                        "max_concurrency",
                        "duration",
                        "completed",
                        "failed",
                        "total_input_tokens",
                        "request_throughput",
                        "total_token_throughput",
                        "mean_e2el_ms",
                        "median_e2el_ms",
                        "std_e2el_ms",
                        "p99_e2el_ms",
                        "requested_input_tokens",
                        "prompt_form",
                    }
                )
            );
            Assert.That(result.Metric("total_input_tokens"), Is.EqualTo(6));
        });
    }

    [Test]
    public async Task RunAsync_EmbeddingsWithoutOne_IsMalformed()
    {
        await using var server = StreamServer.Start(exchange => exchange.AnswerAsync(200, """{"data":[]}"""));
        var result = await Bench.RunAsync(server, Bench.One with { Api = OpenAiApi.Embeddings });
        Assert.That(result.Failure!.Message, Does.Contain("1 malformed"));
    }

    [Test]
    public async Task RunAsync_SamplingAndExtraBody_AreSentAndTheExtraBodyWins()
    {
        var request = await SendAsync(
            Bench.One with
            {
                Model = "given",
                Sampling = new()
                {
                    Temperature = null,
                    TopP = 0.5,
                    TopK = 3,
                    IgnoreEos = false,
                },
                ExtraBody = """{"max_tokens":9,"stop":["x"],"stream_options":null}""",
            }
        );
        Assert.That(
            Without(request.Body, "prompt"),
            Is.EqualTo("""{"model":"given","top_p":0.5,"top_k":3,"stream":true,"max_tokens":9,"stop":["x"],"stream_options":null}""")
        );
    }

    [Test]
    public async Task RunAsync_HeadersAndKey_AreSent()
    {
        var variable = $"KEY_{Guid.NewGuid():N}";
        Environment.SetEnvironmentVariable(variable, "secret");
        try
        {
            var request = await SendAsync(Bench.One with { ApiKeyVariable = variable, Headers = [new("X-Tenant", "a b=c")] });
            Assert.That((request.Headers["Authorization"], request.Headers["X-Tenant"]), Is.EqualTo(("Bearer secret", "a b=c")));
        }
        finally
        {
            Environment.SetEnvironmentVariable(variable, null);
        }
    }

    [Test]
    public async Task RunAsync_AddressWithAPathAndAnEndpoint_JoinsThem()
    {
        await using var server = StreamServer.StartStreaming(Events);
        await Bench.MeasureAsync(
            server,
            Bench.One with
            {
                BaseUrl = new(server.Address, "/tenant/"),
                EndpointPath = "/v2/complete",
                Model = "m",
            }
        );
        Assert.That(server.Exchanges[0].Path, Is.EqualTo("/tenant/v2/complete"));
    }

    [Test]
    public async Task RunAsync_TwoRunsOfACase_SendOtherPrompts()
    {
        await using var server = StreamServer.StartStreaming(Events);
        await RunTwiceAsync(server, repeatsPrompts: false);
        Assert.That(server.Exchanges.Select(exchange => exchange.Prompt), Is.Unique);
    }

    [Test]
    public async Task RunAsync_PromptsRepeated_SendsTheSameInBothRuns()
    {
        await using var server = StreamServer.StartStreaming(Events);
        await RunTwiceAsync(server, repeatsPrompts: true);
        var prompts = server.Exchanges.Select(exchange => exchange.Prompt).ToArray();
        var (first, second) = (prompts[..3], prompts[3..]);
        Assert.That(second, Is.EqualTo(first));
    }

    [Test]
    public async Task RunAsync_WarmUps_AreSentBeforeAndNotCounted()
    {
        await using var server = StreamServer.StartStreaming(Events);
        var result = await Bench.MeasureAsync(
            server,
            Bench.One with
            {
                NumPrompts = 3,
                NumWarmups = 2,
                ReadyCheckTimeout = TimeSpan.FromMinutes(1),
            }
        );
        Assert.That((result.Metric("completed"), server.Exchanges.Count), Is.EqualTo((3, 6)));
        Assert.That(server.Exchanges.Skip(1).Select(exchange => exchange.Prompt), Is.Unique);
    }

    private static async Task<Exchange> SendAsync(OpenAiBenchmarkOptions options)
    {
        await using var server = StreamServer.StartStreaming(Events);
        await Bench.MeasureAsync(server, options);
        return server.Exchanges.Single();
    }

    private static async Task RunTwiceAsync(StreamServer server, bool repeatsPrompts)
    {
        var runner = new OpenAiBenchmarkRunner(Bench.One with { NumPrompts = 3, MaxConcurrency = 1, RepeatsPrompts = repeatsPrompts });
        foreach (var run in new[] { 0, 1 })
        {
            await runner.RunAsync(new() { Endpoint = server.Address, RunNumber = run }).WaitAsync(StreamServer.HangLimit);
        }
    }

    private static string Without(JsonElement body, string field) =>
        "{"
        + string.Join(
            ',',
            body.EnumerateObject().Where(entry => entry.Name != field).Select(entry => $"\"{entry.Name}\":{entry.Value.GetRawText()}")
        )
        + "}";
}
