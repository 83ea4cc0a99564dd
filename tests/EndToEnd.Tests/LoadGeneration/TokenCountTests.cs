using Microsoft.Extensions.Time.Testing;
using ServeMulti.Benchmarking;
using ServeMulti.LoadGeneration.Requests;

namespace ServeMulti.LoadGeneration;

/// <summary>What a result says of tokens that do not come one a chunk. The clock does not move, except where a test says so: a busy machine
/// is no reasoning.</summary>
[TestFixture(Way.Sockets)]
[TestFixture(Way.HttpClient)]
public sealed class TokenCountTests(Way way)
{
    private const string FourWords = "the quick brown fox ";

    private OpenAiBenchmarkOptions One =>
        way.One() with
        {
            Api = OpenAiApi.ChatCompletions,
            Prompts = new() { InputLength = 4, OutputLength = 40 },
        };

    [Test]
    public async Task RunAsync_FourTokensAChunk_SaysSoAndHasNoPeakBelowTheMean()
    {
        await using var server = StreamServer.StartStreaming([.. Text(FourWords, 20), End, Usage(80), "[DONE]"]);
        var result = await Bench.MeasureAsync(server, One with { NumPrompts = 4 });
        Assert.Multiple(() =>
        {
            Assert.That(
                (result.Metric("client_tokens_per_chunk"), result.Metric("unstreamed_output_tokens"), result.Metric("total_output_tokens")),
                Is.EqualTo((4, 0, 320))
            );
            Assert.That(result.Metric("max_output_tokens_per_s"), Is.GreaterThanOrEqualTo(result.Metric("output_throughput")));
            Assert.That(result.Metric("mean_tpot_ms"), Is.EqualTo(result.Metric("mean_itl_ms") / 4).Within(1e-6), "19 gaps for 76 tokens");
            Assert.That(RunRemark.Of(result).Select(remark => remark.Kind), Does.Not.Contain(RunRemarkKind.TokensNotStreamed));
        });
    }

    [TestCase(
        """{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"usage":{"prompt_tokens":8,"completion_tokens":80}}""",
        TestName = "RunAsync: usage beside the last choice, as llama.cpp sends it"
    )]
    [TestCase(
        """{"choices":[{"index":0,"delta":{},"finish_reason":"stop","usage":{"prompt_tokens":8,"completion_tokens":80}}]}""",
        TestName = "RunAsync: usage inside the last choice"
    )]
    [TestCase(
        """{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"timings":{"cache_n":3,"prompt_n":5,"predicted_n":80,"predicted_ms":12.5}}""",
        TestName = "RunAsync: timings of llama.cpp without usage"
    )]
    public async Task RunAsync_CountsInTheLastChunkWithAChoice_AreTheServers(string last)
    {
        await using var server = StreamServer.StartStreaming([.. Text(FourWords, 20), last, "[DONE]"]);
        var result = await Bench.MeasureAsync(server, One with { NumPrompts = 4 });
        Assert.That(
            (result.Metric("total_input_tokens"), result.Metric("total_output_tokens"), result.Metric("client_tokens_per_chunk")),
            Is.EqualTo((32, 320, 4))
        );
        Assert.That(result.Field("client_token_counts").GetString(), Is.EqualTo("usage"));
    }

    [Test]
    public async Task RunAsync_HiddenTokens_LeavesTheTimePerTokenOutAndSaysSo()
    {
        var result = await MeasureAtOnceAsync([.. Text("a ", 20), End, Usage(120), "[DONE]"]);
        Assert.Multiple(() =>
        {
            Assert.That(
                (
                    result.Metric("unstreamed_output_tokens"),
                    result.Metric("client_requests_without_tpot"),
                    result.Metric("total_output_tokens")
                ),
                Is.EqualTo((80, 1, 120))
            );
            Assert.That(result.Field("mean_tpot_ms").GetRawText(), Is.EqualTo("null"));
            Assert.That(result.Field("p99_tpot_ms").GetRawText(), Is.EqualTo("null"));
            Assert.That(result.TryFindMetric("mean_itl_ms", out _), Is.True);
            Assert.That(RunRemark.Of(result).Select(remark => remark.Kind), Does.Contain(RunRemarkKind.TokensNotStreamed));
        });
    }

    [Test]
    public async Task RunAsync_HiddenTokensThatUsageNames_TimesTheOthers()
    {
        var usage =
            """{"choices":[],"usage":{"prompt_tokens":8,"completion_tokens":120,"completion_tokens_details":{"reasoning_tokens":100}}}""";
        var result = await MeasureAtOnceAsync([.. Text(" word", 20), End, usage, "[DONE]"]);
        Assert.That((result.Metric("unstreamed_output_tokens"), result.Metric("client_requests_without_tpot")), Is.EqualTo((100, 0)));
        Assert.That(result.TryFindMetric("mean_tpot_ms", out _), Is.True);
    }

    [Test]
    public async Task RunAsync_ReasoningInTheStream_IsNotHidden()
    {
        var usage = """{"choices":[],"usage":{"prompt_tokens":8,"completion_tokens":80,"reasoning_tokens":40}}""";
        var reasoning = Text(FourWords, 10).Select(chunk => chunk.Replace("content", "reasoning_content", StringComparison.Ordinal));
        var result = await MeasureAtOnceAsync([.. reasoning, .. Text(FourWords, 10), End, usage, "[DONE]"]);
        Assert.That(
            (
                result.Metric("unstreamed_output_tokens"),
                result.Metric("client_requests_without_tpot"),
                result.Metric("client_tokens_per_chunk")
            ),
            Is.EqualTo((0, 0, 4))
        );
    }

    [Test]
    public async Task RunAsync_ContinuousUsage_TellsWhatCameBeforeTheText()
    {
        var chunks = Text("a ", 20).Select((chunk, index) => WithUsage(chunk, 101 + index));
        var result = await MeasureAtOnceAsync([.. chunks, End, Usage(120), "[DONE]"]);
        Assert.That((result.Metric("unstreamed_output_tokens"), result.Metric("client_requests_without_tpot")), Is.EqualTo((99, 0)));
    }

    [Test]
    public async Task RunAsync_EverythingInOneChunk_HasNoTimePerToken()
    {
        var result = await MeasureAtOnceAsync([.. Text(string.Concat(Enumerable.Repeat(FourWords, 20)), 1), End, Usage(80), "[DONE]"]);
        Assert.Multiple(() =>
        {
            Assert.That(
                (
                    result.Metric("unstreamed_output_tokens"),
                    result.Metric("client_requests_without_tpot"),
                    result.Metric("client_tokens_per_chunk")
                ),
                Is.EqualTo((0, 1, 80))
            );
            Assert.That(result.Field("mean_tpot_ms").GetRawText(), Is.EqualTo("null"));
            Assert.That(result.Field("mean_itl_ms").GetRawText(), Is.EqualTo("null"));
        });
    }

    [Test]
    public async Task RunAsync_OneToken_HasAnEmptySample()
    {
        var result = await MeasureAtOnceAsync([.. Text("a", 1), End, Usage(1), "[DONE]"]);
        Assert.That(
            (result.Metric("mean_tpot_ms"), result.Metric("mean_itl_ms"), result.Metric("client_requests_without_tpot")),
            Is.EqualTo((0, 0, 0))
        );
    }

    [TestCase("null", 0)]
    [TestCase("\"20\"", 0)]
    [TestCase("-5", 1)]
    [TestCase("0", 1)]
    [TestCase("2.5", 1)]
    [TestCase("1e99", 1)]
    [TestCase("2147483647", 1)]
    [TestCase("5000", 1, Description = "more than 16 times what was requested of answer and prompt")]
    public async Task RunAsync_CountThatIsNone_CountsChunks(string count, int refused)
    {
        var usage = $$$"""{"choices":[],"usage":{"prompt_tokens":{{{count}}},"completion_tokens":{{{count}}}}}""";
        var result = await MeasureAtOnceAsync([.. Text("a ", 20), End, usage, "[DONE]"]);
        Assert.That(
            (
                result.Metric("total_output_tokens"),
                result.Field("client_token_counts").GetString(),
                result.Metric("client_requests_without_tpot")
            ),
            Is.EqualTo((20, "chunks", 0))
        );
        Assert.That(result.Field("client_tokens_per_chunk").GetRawText(), Is.EqualTo("null"));
        Assert.That((result.Metric("total_input_tokens"), result.Metric("client_requests_with_refused_counts")), Is.EqualTo((4, refused)));
        Assert.That(
            RunRemark.Of(result).Select(remark => remark.Kind),
            refused > 0 ? Does.Contain(RunRemarkKind.TokenCountsRefused) : Does.Not.Contain(RunRemarkKind.TokenCountsRefused)
        );
    }

    [Test]
    public async Task RunAsync_CountThatNeverMoved_CountsChunks()
    {
        var result = await MeasureAtOnceAsync([.. Text("a ", 20), End, Usage(1), "[DONE]"]);
        Assert.That((result.Metric("total_output_tokens"), result.Metric("client_requests_with_refused_counts")), Is.EqualTo((20, 1)));
    }

    [Test]
    public async Task RunAsync_ImpossibleCountOnTheWay_CountsWhatTheEndSays()
    {
        var chunks = Text("a ", 20).Select((chunk, index) => WithUsage(chunk, index == 3 ? int.MaxValue : index + 1));
        var result = await MeasureAtOnceAsync([.. chunks, End, Usage(21), "[DONE]"]);
        Assert.That(
            (
                result.Metric("total_output_tokens"),
                result.Metric("client_requests_with_refused_counts"),
                result.Metric("max_output_tokens_per_s")
            ),
            Is.EqualTo((21, 0, 21))
        );
    }

    [TestCase("-1")]
    [TestCase("0")]
    [TestCase("2147483647")]
    public async Task RunAsync_WholeAnswerWithACountThatIsNone_IsOneChunk(string count)
    {
        var answer =
            $$$"""{"choices":[{"message":{"content":"a b"},"finish_reason":"stop"}],"usage":{"prompt_tokens":8,"completion_tokens":{{{count}}}}}""";
        await using var server = StreamServer.Start(exchange => exchange.AnswerAsync(200, answer));
        var result = await Bench.MeasureAsync(server, One with { IsStreaming = false });
        Assert.That(
            (
                result.Metric("total_output_tokens"),
                result.Field("client_token_counts").GetString(),
                result.Metric("client_requests_with_refused_counts")
            ),
            Is.EqualTo((1, "chunks", 1))
        );
    }

    [Test]
    public async Task RunAsync_AllHidden_IsMalformedAndSaysHowManyWereCounted()
    {
        await using var server = StreamServer.StartStreaming(End, Usage(120), "[DONE]");
        Assert.That(
            (await Bench.RunAsync(server, One)).Failure!.Message,
            Does.Contain("1 malformed").And.Contain("the server counted 120")
        );
    }

    [Test]
    public async Task RunAsync_ChatThatOpensWithEmptyText_DoesNotCountIt()
    {
        var result = await MeasureAtOnceAsync([.. Text("", 1), .. Text("a", 3), .. Text("", 1), End, "[DONE]"]);
        Assert.That(result.Metric("total_output_tokens"), Is.EqualTo(4), "empty text later on is a token without a printable form");
    }

    [Test]
    public async Task RunAsync_ChatOfNothingButAnOpening_IsMalformed()
    {
        await using var server = StreamServer.StartStreaming([.. Text("", 1), "[DONE]"]);
        Assert.That((await Bench.RunAsync(server, One)).Failure!.Message, Does.Contain("1 malformed").And.Contain("contains no token"));
    }

    [Test]
    public async Task RunAsync_ToolCall_CountsItsArgumentsAsText()
    {
        string[] calls =
        [
            .. Enumerable.Repeat(
                """{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"the quick brown fox "}}]},"finish_reason":null}]}""",
                20
            ),
        ];
        var end = """{"choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}""";
        var result = await MeasureAtOnceAsync([.. calls, end, Usage(80), "[DONE]"]);
        Assert.That((result.Metric("unstreamed_output_tokens"), result.Metric("client_tokens_per_chunk")), Is.EqualTo((0, 4)));
    }

    private static string End => """{"choices":[{"index":0,"delta":{},"finish_reason":"length"}]}""";

    private static string Usage(int tokens) => $$$"""{"choices":[],"usage":{"prompt_tokens":8,"completion_tokens":{{{tokens}}}}}""";

    private static string WithUsage(string chunk, int tokens) =>
        $$$"""{{{chunk[..^1]}}},"usage":{"prompt_tokens":8,"completion_tokens":{{{tokens}}}}}""";

    private static string[] Text(string text, int chunks) =>
        [.. Enumerable.Repeat($$"""{"choices":[{"index":0,"delta":{"content":"{{text}}"},"finish_reason":null}]}""", chunks)];

    private async Task<ResultDocument> MeasureAtOnceAsync(string[] events)
    {
        await using var server = StreamServer.StartStreaming(events);
        var result = await new OpenAiBenchmarkRunner(One, timeProvider: new FakeTimeProvider())
            .RunAsync(new() { Endpoint = server.Address })
            .WaitAsync(StreamServer.HangLimit);
        Assert.That(result.Failure, Is.Null);
        return result.Document!;
    }
}
