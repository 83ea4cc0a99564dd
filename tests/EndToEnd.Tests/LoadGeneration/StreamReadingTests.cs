using ServeMulti.LoadGeneration.Requests;

namespace ServeMulti.LoadGeneration;

[TestFixture(Way.Sockets)]
[TestFixture(Way.HttpClient)]
public sealed class StreamReadingTests(Way way)
{
    private static readonly string Stream = string.Concat(
        Bench.ThreeTokens.Append(Bench.Usage).Append("[DONE]").Select(data => $"data: {data}\n\n")
    );

    private OpenAiBenchmarkOptions One => way.One();

    [Test]
    public async Task RunAsync_StreamWithUsage_CountsWhatTheServerCounted()
    {
        await using var server = StreamServer.StartStreaming([.. Bench.ThreeTokens, Bench.Usage, "[DONE]"]);
        var result = await Bench.MeasureAsync(server, One);
        Assert.Multiple(() =>
        {
            Assert.That(result.Metric("total_input_tokens"), Is.EqualTo(11));
            Assert.That(result.Metric("total_output_tokens"), Is.EqualTo(3));
            Assert.That(result.Field("itls")[0].GetArrayLength(), Is.EqualTo(2));
            Assert.That(result.Field("generated_texts")[0].GetString(), Is.EqualTo("a b c"));
            Assert.That(result.Field("client_token_counts").GetString(), Is.EqualTo("usage"));
        });
    }

    [Test]
    public async Task RunAsync_UsageWithChoices_CountsNoTokenForIt()
    {
        var last = """{"choices":[{"text":"","finish_reason":"stop"}],"usage":{"prompt_tokens":11,"completion_tokens":3}}""";
        await using var server = StreamServer.StartStreaming([.. Bench.ThreeTokens, last, "[DONE]"]);
        var result = await Bench.MeasureAsync(server, One);
        Assert.That((result.Metric("total_output_tokens"), result.Field("itls")[0].GetArrayLength()), Is.EqualTo((3, 2)));
    }

    [Test]
    public async Task RunAsync_NoUsage_CountsChunksAndSaysSo()
    {
        await using var server = StreamServer.StartStreaming([.. Bench.ThreeTokens, "[DONE]"]);
        var result = await Bench.MeasureAsync(server, One);
        Assert.Multiple(() =>
        {
            Assert.That(result.Metric("total_input_tokens"), Is.EqualTo(4), "the length asked for");
            Assert.That(result.Metric("total_output_tokens"), Is.EqualTo(3));
            Assert.That(result.Field("client_token_counts").GetString(), Is.EqualTo("chunks"));
        });
    }

    [Test]
    public async Task RunAsync_OneByteAtATime_ReadsTheSame()
    {
        await using var server = StreamServer.Start(async exchange =>
        {
            await exchange.BeginAsync();
            await exchange.ChunkBytesAsync(Stream.Replace(" b", " ü€😀", StringComparison.Ordinal));
            await exchange.EndAsync();
        });
        var result = await Bench.MeasureAsync(server, One);
        Assert.That(result.Field("generated_texts")[0].GetString(), Is.EqualTo("a ü€😀 c"));
        Assert.That(result.Metric("total_output_tokens"), Is.EqualTo(3));
    }

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(7)]
    [TestCase(40)]
    [TestCase(1000)]
    public async Task RunAsync_AnyChunkBorders_ReadTheSame(int length)
    {
        await using var server = StreamServer.Start(exchange =>
            exchange.StreamAsync([.. Stream.Chunk(length).Select(part => new string(part))])
        );
        var result = await Bench.MeasureAsync(server, One);
        Assert.That((result.Metric("total_output_tokens"), result.Field("generated_texts")[0].GetString()), Is.EqualTo((3, "a b c")));
    }

    [TestCase("\r\n")]
    [TestCase("\r")]
    public async Task RunAsync_OtherLineEnds_ReadTheSame(string lineEnd)
    {
        await using var server = StreamServer.Start(exchange =>
            exchange.StreamAsync(Stream.Replace("\n", lineEnd, StringComparison.Ordinal))
        );
        Assert.That((await Bench.MeasureAsync(server, One)).Metric("total_output_tokens"), Is.EqualTo(3));
    }

    [Test]
    public async Task RunAsync_CommentsEmptyEventsAndOtherFields_AreNoTokens()
    {
        var noise = ": ping\n\n\n\nid: 3\nretry: 10\n\ndata:\n\nevent: message\n";
        await using var server = StreamServer.Start(exchange =>
            exchange.StreamAsync(noise + Stream.Replace("data: [DONE]", ":\n\ndata:[DONE]", StringComparison.Ordinal))
        );
        var result = await Bench.MeasureAsync(server, One);
        Assert.That((result.Metric("total_output_tokens"), result.Field("itls")[0].GetArrayLength()), Is.EqualTo((3, 2)));
    }

    [Test]
    public async Task RunAsync_EventOfSeveralLines_IsOneObject()
    {
        await using var server = StreamServer.Start(exchange =>
            exchange.StreamAsync("data: {\"choices\":\ndata: [{\"text\":\"a\"}]}\n\ndata: [DONE]\n\n")
        );
        Assert.That((await Bench.MeasureAsync(server, One)).Metric("total_output_tokens"), Is.EqualTo(1));
    }

    [Test]
    public async Task RunAsync_Chat_StartsAtTheFirstContentNotAtTheRole()
    {
        var released = new TaskCompletionSource();
        await using var server = StreamServer.Start(async exchange =>
        {
            await exchange.BeginAsync();
            await exchange.ChunkAsync("data: {\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}]}\n\n");
            await released.Task;
            await exchange.ChunkAsync(
                "data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\ndata: {\"choices\":[{\"delta\":{\"reasoning_content\":\"b\"}}]}\n\n"
            );
            await exchange.ChunkAsync("data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n");
            await exchange.EndAsync();
        });
        var progress = new FirstReport();
        var runner = new OpenAiBenchmarkRunner(One with { Api = OpenAiApi.ChatCompletions }, progress: progress);
        var running = runner.RunAsync(new() { Endpoint = server.Address });
        var before = await progress.Task.WaitAsync(StreamServer.HangLimit);
        released.SetResult();
        var result = (await running.WaitAsync(StreamServer.HangLimit)).Document!;
        Assert.Multiple(() =>
        {
            Assert.That((before.InFlight, before.Chunks), Is.EqualTo((1, 0L)));
            Assert.That(result.Metric("mean_ttft_ms"), Is.GreaterThan(500), "the first report comes after a second");
            Assert.That(result.Metric("total_output_tokens"), Is.EqualTo(2));
            Assert.That(result.Field("generated_texts")[0].GetString(), Is.EqualTo("ab"));
        });
    }

    [Test]
    public async Task RunAsync_WholeAnswer_HasAnEndToEndLatencyOnly()
    {
        await using var server = StreamServer.Start(exchange =>
            exchange.AnswerAsync(
                200,
                """{"choices":[{"text":"a b","finish_reason":"length"}],"usage":{"prompt_tokens":4,"completion_tokens":2}}"""
            )
        );
        var result = await Bench.MeasureAsync(server, One with { IsStreaming = false });
        Assert.Multiple(() =>
        {
            Assert.That(result.Metric("total_output_tokens"), Is.EqualTo(2));
            Assert.That(result.Metric("mean_e2el_ms"), Is.GreaterThan(0));
            Assert.That(result.TryFindMetric("mean_ttft_ms", out _), Is.False);
            Assert.That(server.Exchanges[0].Body.GetProperty("stream").GetBoolean(), Is.False);
            Assert.That(server.Exchanges[0].Body.TryGetProperty("stream_options", out _), Is.False);
        });
    }

    private sealed class FirstReport : IProgress<LoadProgress>
    {
        private readonly TaskCompletionSource<LoadProgress> _first = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<LoadProgress> Task => _first.Task;

        public void Report(LoadProgress value) => _first.TrySetResult(value);
    }
}
