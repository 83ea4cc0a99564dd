using System.Text;
using System.Text.Json;
using ServeMulti.LoadGeneration.Requests;

namespace ServeMulti.LoadGeneration;

[TestFixture]
public sealed class AnswerReaderTests
{
    [TestCase("""{"choices":[{"text":"a","finish_reason":null}]}""", true, TestName = "text")]
    [TestCase("""{"choices":[{"text":"","finish_reason":null}]}""", true, TestName = "a token without a printable form yet")]
    [TestCase("""{"choices":[{"text":"","finish_reason":"length"}]}""", false, TestName = "an end without text")]
    [TestCase("""{"choices":[{"text":"a","finish_reason":"length"}]}""", true, TestName = "an end with text")]
    [TestCase("""{"choices":[{"delta":{"role":"assistant","content":""}}]}""", false, TestName = "a role only")]
    [TestCase("""{"choices":[{"delta":{"role":"assistant","content":null}}]}""", false, TestName = "a role and no content")]
    [TestCase("""{"choices":[{"delta":{"role":"assistant","content":"a"}}]}""", true, TestName = "a role with content")]
    [TestCase("""{"choices":[{"delta":{"content":"a"}}]}""", true, TestName = "content")]
    [TestCase("""{"choices":[{"delta":{"content":""}}]}""", true, TestName = "content without a printable form yet")]
    [TestCase("""{"choices":[{"finish_reason":"stop","delta":{}}]}""", false, TestName = "an end without a delta")]
    [TestCase("""{"choices":[{"delta":{"reasoning_content":"a"}}]}""", true, TestName = "reasoning")]
    [TestCase("""{"choices":[{"delta":{"tool_calls":[{"function":{"arguments":"{"}}]}}]}""", true, TestName = "a tool call")]
    [TestCase("""{"choices":[{"delta":{"tool_calls":[]}}]}""", false, TestName = "no tool call")]
    [TestCase("""{"choices":[]}""", false, TestName = "no choice")]
    [TestCase("""{"choices":null}""", false, TestName = "null")]
    public void Read_Chunk_TellsWhetherItHoldsAToken(string json, bool expected) => Assert.That(Read(json).HasToken, Is.EqualTo(expected));

    [TestCase("""{"choices":[{"finish_reason":"stop"}]}""", 1, 1, null)]
    [TestCase("""{"choices":[{"finish_reason":"LENGTH"}]}""", 1, 1, null)]
    [TestCase("""{"choices":[{"finish_reason":null}]}""", 1, 0, null)]
    [TestCase("""{"choices":[{"finish_reason":""}]}""", 1, 0, null)]
    [TestCase("""{"choices":[{"text":"a"}]}""", 1, 0, null)]
    [TestCase("""{"choices":[{"finish_reason":"abort"}]}""", 1, 1, "abort")]
    [TestCase("""{"choices":[{"finish_reason":"content_filter"}]}""", 1, 1, "content_filter")]
    [TestCase("""{"choices":[{"finish_reason":{"type":"length","length":3}}]}""", 1, 1, null)]
    [TestCase("""{"choices":[{"finish_reason":{"type":"abort","message":"Aborted"}}]}""", 1, 1, "abort")]
    [TestCase("""{"choices":[{"finish_reason":7}]}""", 1, 1, "7")]
    [TestCase("""{"choices":[{"index":0,"finish_reason":"stop"},{"index":1,"finish_reason":"timeout"},{"index":2}]}""", 3, 2, "timeout")]
    [TestCase("""{"choices":[{"finish_reason":"stop"},{}]}""", 2, 1, null, Description = "without an index a choice has that of its place")]
    public void Read_FinishReason_SaysWhichChoicesEndedAndHow(string json, int begun, int ended, string? abnormal)
    {
        var part = Read(json);
        Assert.That((part.Begun.Count, part.Ended.Count, part.AbnormalEnd), Is.EqualTo((begun, ended, abnormal)));
    }

    [TestCase("""{"choices":[],"usage":{"prompt_tokens":7,"completion_tokens":3,"prompt_tokens_details":{"cached_tokens":1}}}""", 7, 3)]
    [TestCase("""{"usage":{"completion_tokens":3},"choices":[{"text":"a"}]}""", null, 3)]
    [TestCase("""{"choices":[],"usage":null}""", null, null)]
    [TestCase("""{"choices":[{"index":0,"delta":{},"finish_reason":"stop","usage":{"prompt_tokens":7,"completion_tokens":3}}]}""", 7, 3)]
    [TestCase(
        """{"choices":[{"index":0,"text":"a","finish_reason":"stop","usage":null}],"usage":{"prompt_tokens":7,"completion_tokens":3}}""",
        7,
        3
    )]
    [TestCase(
        """{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"timings":{"cache_n":2,"prompt_n":5,"prompt_ms":1.5,"predicted_n":3}}""",
        7,
        3
    )]
    [TestCase("""{"timings":{"prompt_n":5,"predicted_n":3},"choices":[{"text":"","finish_reason":"length"}]}""", null, 3)]
    [TestCase(
        """{"timings":{"cache_n":0,"prompt_n":1,"predicted_n":4},"choices":[],"usage":{"prompt_tokens":7,"completion_tokens":3}}""",
        7,
        3
    )]
    [TestCase(
        """{"choices":[{"text":"a"}],"usage":{"prompt_tokens":7,"completion_tokens":3},"timings":{"cache_n":0,"prompt_n":1,"predicted_n":4}}""",
        7,
        3
    )]
    [TestCase("""{"choices":[{"text":"a"}],"timings":[1]}""", null, null)]
    [TestCase("""{"choices":[],"usage":{"prompt_tokens":null,"completion_tokens":"3"}}""", null, null)]
    [TestCase("""{"choices":[],"usage":{"prompt_tokens":-7,"completion_tokens":-1}}""", -1, -1)]
    [TestCase("""{"choices":[],"usage":{"prompt_tokens":1e300,"completion_tokens":99999999999}}""", -1, -1)]
    [TestCase("""{"choices":[],"usage":{"prompt_tokens":2.5,"completion_tokens":3.0}}""", -1, 3)]
    [TestCase("""{"choices":[],"timings":{"cache_n":-4,"prompt_n":5,"predicted_n":3}}""", -1, 3)]
    [TestCase("""{"choices":[],"timings":{"cache_n":2147483647,"prompt_n":2147483647,"predicted_n":3}}""", -1, 3)]
    public void Read_Usage_HasItsCounts(string json, int? input, int? output)
    {
        var part = Read(json);
        Assert.That((part.Usage.InputTokens, part.Usage.OutputTokens), Is.EqualTo((input, output)));
    }

    [TestCase("""{"error":{"message":"too long","code":400}}""", "too long")]
    [TestCase("""{"error":"broken"}""", "broken")]
    [TestCase("""{"error":{"code":500}}""", """{"code":500}""")]
    [TestCase("""{"error":{"error":{"message":"inner"}}}""", "inner")]
    [TestCase("""{"error":{"message":"down"},"choices":[{"text":"a"}]}""", "down")]
    [TestCase("""{"choices":[{"error":{"code":502,"message":"upstream"},"finish_reason":"error"}]}""", "upstream")]
    [TestCase("""{"object":"error","message":"dead","code":500}""", "dead")]
    [TestCase("""{"object":"error"}""", "The server reported an error without a message.")]
    [TestCase("""{"code":503,"message":"overloaded","type":"unavailable_error"}""", "overloaded")]
    [TestCase("""{"detail":"dead"}""", "dead")]
    [TestCase("""{"detail":[{"loc":["body"],"msg":"too long"},{"msg":"too hot"}]}""", "too long; too hot")]
    [TestCase("""{"detail":{"error":"dead"}}""", "dead")]
    [TestCase("""{"error":null}""", null)]
    [TestCase("""{"error":"","choices":[]}""", null)]
    [TestCase("""{"error":false,"choices":[]}""", null)]
    [TestCase("""{"error":{},"choices":[]}""", null)]
    [TestCase("""{"detail":null}""", null)]
    [TestCase("""{"detail":"high","choices":[]}""", null)]
    [TestCase("""{"object":"chat.completion.chunk","code":200,"message":"queued"}""", null)]
    [TestCase("""{"error":"\ud800"}""", "The server reported an error in text that is not valid Unicode.")]
    [TestCase("""{"error":{"message":"\ud800"}}""", "The server reported an error in text that is not valid Unicode.")]
    public void Read_Error_HasItsMessage(string json, string? expected) => Assert.That(Read(json).Error, Is.EqualTo(expected));

    [TestCase("")]
    [TestCase("[]")]
    [TestCase("3")]
    [TestCase("""{"choices":""")]
    [TestCase("""{"choices":{}}""")]
    [TestCase("""{"choices":[3]}""")]
    [TestCase("""{"choices":[]} {}""")]
    [TestCase("<html>")]
    [TestCase("""{"choices":[{"\udc00":1}]}""", TestName = "half of a surrogate pair in a name")]
    public void Read_SomethingElse_Throws(string json) => Assert.That(() => Read(json), Throws.InstanceOf<JsonException>());

    [TestCase("""{"choices":[{"text":"h\u00e9"}]}""", "hé")]
    [TestCase("""{"choices":[{"delta":{"content":"a","reasoning_content":"b"}}]}""", "ab")]
    [TestCase("""{"choices":[{"text":"\ud83d"}]}""", "\uFFFD")]
    [TestCase("""{"choices":[{"text":"a","message":{"content":"b"}},{"text":"c"},{}]}""", "abc")]
    [TestCase("""{"choices":[{"delta":{"content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]}}]}""", "ab")]
    [TestCase("""{"choices":[]}""", "")]
    public void Read_TextKept_IsDecoded(string json, string expected) =>
        Assert.That(AnswerReader.Read(Encoding.UTF8.GetBytes(json), keepsText: true).Text, Is.EqualTo(expected));

    [TestCase("""{"usage":{"completion_tokens":120,"reasoning_tokens":100}}""", 100)]
    [TestCase(
        """{"usage":{"completion_tokens":120,"completion_tokens_details":{"accepted_prediction_tokens":3,"reasoning_tokens":100}}}""",
        100
    )]
    [TestCase("""{"usage":{"completion_tokens":120,"completion_tokens_details":null}}""", null)]
    public void Read_Usage_HasItsReasoning(string json, int? expected) =>
        Assert.That(Read(json).Usage.ReasoningTokens, Is.EqualTo(expected));

    [TestCase("""{"choices":[{"text":"abc"}]}""", 3, false)]
    [TestCase("""{"choices":[{"text":"\u00e9\n"}]}""", 3, false)]
    [TestCase("""{"choices":[{"text":"日本"}]}""", 6, false)]
    [TestCase("""{"choices":[{"text":"a"},{"text":"bc"}]}""", 3, false)]
    [TestCase("""{"choices":[{"delta":{"content":null,"reasoning_content":"abc"}}]}""", 3, true)]
    [TestCase("""{"choices":[{"delta":{"content":"a","reasoning":""}}]}""", 1, false)]
    [TestCase(
        """{"choices":[{"delta":{"tool_calls":[{"index":0,"id":"call_1","type":"function","function":{"name":"get","arguments":"{}"}}]}}]}""",
        5,
        false
    )]
    [TestCase("""{"choices":[{"delta":{"function_call":{"name":"get","arguments":""}}}]}""", 3, false)]
    [TestCase(
        """{"choices":[{"delta":{"content":[{"type":"thinking","thinking":[{"type":"text","text":"ab"}]},{"type":"text","text":"c"}]}}]}""",
        3,
        false
    )]
    public void Read_Chunk_HasTheLengthOfItsText(string json, int length, bool isReasoning)
    {
        var part = Read(json);
        Assert.That((part.HasToken, part.TextLength, part.HasReasoning), Is.EqualTo((true, length, isReasoning)));
    }

    private static AnswerPart Read(string json) => AnswerReader.Read(Encoding.UTF8.GetBytes(json), keepsText: false);
}
