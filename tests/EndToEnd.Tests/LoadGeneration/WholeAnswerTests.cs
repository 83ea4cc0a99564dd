using ServeMulti.Benchmarking;
using ServeMulti.LoadGeneration.Requests;

namespace ServeMulti.LoadGeneration;

/// <summary>Which answers count as completed: those that are whole, over both ways and both APIs.</summary>
[TestFixture(Way.Sockets, OpenAiApi.Completions)]
[TestFixture(Way.Sockets, OpenAiApi.ChatCompletions)]
[TestFixture(Way.HttpClient, OpenAiApi.Completions)]
[TestFixture(Way.HttpClient, OpenAiApi.ChatCompletions)]
public sealed class WholeAnswerTests(Way way, OpenAiApi api)
{
    private const string Done = "data: [DONE]\n\n";

    private OpenAiBenchmarkOptions One => way.One() with { Api = api };

    private bool IsChat => api == OpenAiApi.ChatCompletions;

    private string Text => Choice("a");

    [TestCase("stop")]
    [TestCase("length")]
    [TestCase("tool_calls")]
    [TestCase("function_call")]
    [TestCase("eos_token")]
    [TestCase("stop_sequence")]
    [TestCase("repetition")]
    [TestCase("STOP")]
    public async Task RunAsync_NormalEndWithoutDone_IsCompleted(string reason) =>
        Assert.That((await StreamAsync(Text, Text, Choice("", reason))).Metric("completed"), Is.EqualTo(2));

    [Test]
    public async Task RunAsync_DoneWithoutReason_IsCompleted() =>
        Assert.That((await StreamAsync(Text, Text, Done)).Metric("completed"), Is.EqualTo(2));

    [Test]
    public async Task RunAsync_EachChoiceEndsForItself_IsCompleted() =>
        Assert.That(
            (await StreamAsync(Choice("a", index: 0), Choice("b", index: 1), Choice("", "length", 1), Choice("", "stop", 0), Done)).Metric(
                "completed"
            ),
            Is.EqualTo(2)
        );

    [TestCase("abort")]
    [TestCase("error")]
    [TestCase("cancelled")]
    [TestCase("timeout")]
    [TestCase("content_filter")]
    [TestCase("insufficient_system_resource")]
    [TestCase("something_new")]
    public Task RunAsync_OtherEnd_IsAServerErrorThatNamesIt(string reason) =>
        AssertFailsAsync(
            "server_error",
            $"finish_reason '{reason}' after 2 chunks",
            Text,
            Text,
            Choice("", reason),
            Event(Bench.Usage),
            Done
        );

    [Test]
    public Task RunAsync_TextWithAbort_IsAServerError() => AssertFailsAsync("server_error", "'abort'", Text, Choice("b", "abort"), Done);

    [Test]
    public Task RunAsync_OneOfSeveralChoicesAborted_IsAServerError() =>
        AssertFailsAsync(
            "server_error",
            "'abort'",
            Choice("a", index: 0),
            Choice("b", index: 1),
            Choice("", "length", 0),
            Choice("", "abort", 1),
            Done
        );

    [Test]
    public Task RunAsync_OneOfSeveralChoicesWithoutEnd_IsAServerError() =>
        AssertFailsAsync("server_error", "1 of its 2 choices", Choice("a", index: 0), Choice("b", index: 1), Choice("", "length", 0), Done);

    [Test]
    public Task RunAsync_StreamThatJustEnds_IsAServerError() =>
        AssertFailsAsync("server_error", "ended after 2 chunks of text without a finish_reason and without [DONE]", Text, Text);

    [Test]
    public Task RunAsync_StreamThatEndsWithWordsOfTheServer_QuotesThem() =>
        AssertFailsAsync("server_error", "shutting down", Text, Event("""{"message":"shutting down"}"""));

    [TestCase("""{"error":{"message":"engine dead","code":500}}""")]
    [TestCase("""{"error":"engine dead"}""")]
    [TestCase("""{"error":{"error":"engine dead"}}""")]
    [TestCase("""{"object":"error","message":"engine dead","type":"InternalServerError","param":null,"code":500}""")]
    [TestCase("""{"message":"engine dead","code":503}""")]
    [TestCase("""{"detail":"engine dead"}""")]
    [TestCase("""{"detail":[{"loc":["body"],"msg":"engine dead","type":"x"}]}""")]
    public async Task RunAsync_ErrorObject_IsAServerErrorWithItsMessage(string json)
    {
        await AssertFailsAsync("server_error", "engine dead", Event(json), Done);
        await AssertFailsAsync("server_error", "engine dead", Text, Text, Event(json), Done);
        await AssertFailsAsync("server_error", "engine dead", Text, Text, Event(json));
        await AssertFailsAsync("server_error", "engine dead", Text, Choice("", "length"), Event(json), Done);
        await AssertFailsAsync("server_error", "engine dead", Text, "event: error\n" + Event(json));
        await AssertFailsAsync("server_error", "engine dead", Text, $"error: {json}\n\n");
    }

    [TestCase("event: error\ndata: {\"message\":\"engine dead\"}\n\n", "engine dead")]
    [TestCase("event: error\ndata: engine dead\n\n", "engine dead")]
    [TestCase("event: error\ndata: \"engine dead\"\n\n", "engine dead")]
    [TestCase("event: error\ndata:\n\n", "without a message")]
    [TestCase("error: \u2028\n\n", "without a message")]
    [TestCase("error: {\"code\":500,\"message\":\"engine dead\"}\n\n", "engine dead")]
    public Task RunAsync_ErrorEvent_IsAServerError(string text, string message) =>
        AssertFailsAsync("server_error", message, Text, text, Done);

    [Test]
    public async Task RunAsync_ErrorInPlaceOfAStream_IsAServerError()
    {
        await using var server = StreamServer.Start(exchange =>
            exchange.AnswerAsync(200, """{"object":"error","message":"engine dead"}""")
        );
        Assert.That((await Bench.RunAsync(server, One)).Failure!.Message, Does.Contain("1 server_error").And.Contain("engine dead"));
    }

    [TestCase("abort", "server_error", "'abort'")]
    [TestCase("something_new", "server_error", "'something_new'")]
    [TestCase("length", null, null)]
    [TestCase(null, null, null, Description = "some servers give no reason")]
    public async Task RunAsync_NotStreamed_GoesByTheReasonToo(string? reason, string? failure, string? message)
    {
        var result = await AnswerAsync(Answer(Whole("a b", reason)));
        Assert.That(result.Metric("failed"), Is.EqualTo(failure is null ? 0 : 1));
        Assert.That(result.Field("errors")[1].GetString(), failure is null ? Is.Empty : Does.StartWith(failure).And.Contain(message));
    }

    [TestCase("""{"object":"error","message":"engine dead"}""", "server_error: engine dead")]
    [TestCase("""{"detail":"engine dead"}""", "server_error: engine dead")]
    [TestCase("""{"message":"try later"}""", "malformed: The answer holds neither a choice nor an embedding: try later")]
    public async Task RunAsync_NotStreamedError_SaysWhatTheServerSaid(string json, string expected) =>
        Assert.That((await AnswerAsync(json)).Field("errors")[1].GetString(), Is.EqualTo(expected));

    [Test]
    public async Task RunAsync_NotStreamedChoiceWithoutEnd_IsAServerError()
    {
        var error = (await AnswerAsync(Answer(Whole("a", "length", 0), Whole("b", null, 1)))).Field("errors")[1].GetString();
        Assert.That(error, Does.StartWith("server_error").And.Contain("1 of 2 choices"));
    }

    [Test]
    public async Task RunAsync_NotStreamedWithoutText_IsMalformed() =>
        Assert.That(
            (await AnswerAsync(Answer(Whole("", "length")))).Field("errors")[1].GetString(),
            Is.EqualTo("malformed: The answer contains no token.")
        );

    [Test]
    public async Task RunAsync_ReadyCheckGetsAnAbortedAnswer_IsNotReady()
    {
        await using var server = StreamServer.Start(exchange => exchange.StreamAsync(Text, Choice("", "abort"), Done));
        var failure = (await Bench.RunAsync(server, One with { ReadyCheckTimeout = TimeSpan.FromMilliseconds(200) })).Failure!;
        Assert.That((failure.Reason, failure.Message), Is.EqualTo((BenchmarkFailureReason.NotStarted, failure.Message)));
        Assert.That(failure.Message, Does.Contain("server_error").And.Contain("'abort'"));
    }

    private static string Event(string json) => $"data: {json}\n\n";

    private static string Answer(params string[] choices) => $$"""{"choices":[{{string.Join(',', choices)}}]}""";

    private static string Reason(string? reason) => reason is null ? "null" : $"\"{reason}\"";

    private string Choice(string text, string? reason = null, int index = 0)
    {
        var content = IsChat
            ? $$"""
                "delta":{"content":"{{text}}"}
                """
            : $"\"text\":\"{text}\"";
        return Event($$"""{"choices":[{"index":{{index}},{{content}},"finish_reason":{{Reason(reason)}}}]}""");
    }

    private string Whole(string text, string? reason, int index = 0)
    {
        var content = IsChat
            ? $$"""
                "message":{"role":"assistant","content":"{{text}}"}
                """
            : $"\"text\":\"{text}\"";
        return $$"""{"index":{{index}},{{content}},"finish_reason":{{Reason(reason)}}}""";
    }

    // Two requests; both must end alike.
    private async Task<ResultDocument> StreamAsync(params string[] parts)
    {
        await using var server = StreamServer.Start(exchange => exchange.StreamAsync(parts));
        return await Bench.MeasureAsync(server, One with { NumPrompts = 2 });
    }

    // The second of three requests; the others are answered in full.
    private async Task AssertFailsAsync(string reason, string message, params string[] parts)
    {
        await using var server = StreamServer.Start(exchange =>
            exchange.StreamAsync(exchange.Number == 1 ? parts : [Text, Choice("", "length"), Done])
        );
        var result = await Bench.MeasureAsync(server, One with { NumPrompts = 3, MaxConcurrency = 1 });
        Assert.That(
            (result.Metric("completed"), result.Metric("failed"), result.Field("client_failures").GetRawText()),
            Is.EqualTo((2, 1, $$"""{"{{reason}}":1}"""))
        );
        Assert.That(result.Field("errors")[1].GetString(), Does.Contain(message));
    }

    private async Task<ResultDocument> AnswerAsync(string second)
    {
        await using var server = StreamServer.Start(exchange =>
            exchange.AnswerAsync(200, exchange.Number == 1 ? second : Answer(Whole("a", "length")))
        );
        return await Bench.MeasureAsync(server, One with { NumPrompts = 3, MaxConcurrency = 1, IsStreaming = false });
    }
}
