using System.Text.Json;

namespace ServeMulti.RealEngine;

/// <summary>The test engine does what a server with OpenAI's surface does, so that what is measured on it means something.</summary>
[TestFixture]
public sealed class EngineTests
{
    private const string Completions = "/v1/completions";
    private const string Chat = "/v1/chat/completions";

    private static EngineProcess _engine = null!;

    [OneTimeSetUp]
    public static async Task StartEngine() => _engine = await EngineProcess.StartAsync("--ctx-size", "256");

    [OneTimeTearDown]
    public static async Task StopEngine() => await _engine.DisposeAsync();

    [Test]
    public async Task Tokenize_WordsOfPrompts_AreOneTokenEachAndOthersFallApart()
    {
        Assert.That(await TokenizeAsync("the house was big"), Has.Length.EqualTo(4));
        Assert.That(await TokenizeAsync("xylophone"), Has.Length.GreaterThan(3));
        Assert.That(await TokenizeAsync("größer 漢"), Has.Length.GreaterThan(6), "bytes where there is no piece");
    }

    [Test]
    public async Task Completions_TextAndItsIds_AreTheSamePrompt()
    {
        const string Rest = "\"max_tokens\":12,\"temperature\":0,\"ignore_eos\":true";
        var ids = await TokenizeAsync("a cat sat by the window of an old house");

        (_, var ofText) = await _engine.PostAsync(Completions, $$"""{"prompt":"a cat sat by the window of an old house",{{Rest}}}""");
        (_, var ofIds) = await _engine.PostAsync(Completions, $$"""{"prompt":[{{string.Join(',', ids)}}],{{Rest}}}""");

        Assert.That(
            Choice(ofIds).GetProperty("text").GetString(),
            Is.EqualTo(Choice(ofText).GetProperty("text").GetString()).And.Not.Empty
        );
        Assert.That(Usage(ofIds), Is.EqualTo((ids.Length, 12)));
        Assert.That(Usage(ofText), Is.EqualTo((ids.Length, 12)));
        Assert.That(Choice(ofText).GetProperty("finish_reason").GetString(), Is.EqualTo("length"));
    }

    [Test]
    public async Task Completions_Streamed_SendsOneTokenInAnEventThenUsage()
    {
        const string Body = """{"prompt":"the house","max_tokens":9,"temperature":0,"ignore_eos":true""";
        var events = await _engine.StreamAsync(Completions, Body + ",\"stream\":true,\"stream_options\":{\"include_usage\":true}}");
        (_, var whole) = await _engine.PostAsync(Completions, Body + "}");

        Assert.That(events, Has.Count.EqualTo(9 + 2));
        JsonElement[] chunks = [.. events.SkipLast(1).Select(text => JsonDocument.Parse(text).RootElement)];
        Assert.That(
            string.Concat(chunks.SkipLast(1).Select(chunk => Choice(chunk).GetProperty("text").GetString())),
            Is.EqualTo(Choice(whole).GetProperty("text").GetString())
        );
        Assert.That(
            chunks.SkipLast(1).Select(chunk => Choice(chunk).GetProperty("finish_reason").GetString()).ToArray(),
            Is.EqualTo((string?[])[.. new string?[8], "length"])
        );
        Assert.That(Usage(chunks[^1]), Is.EqualTo((2, 9)));
        Assert.That(events[^1], Is.EqualTo("[DONE]"));
    }

    [Test]
    public async Task Completions_ModelEndsTheAnswer_SaysStopAndCountsTheEnd()
    {
        // Among many draws the model's end comes sooner or later; before min_tokens it does not.
        List<JsonElement> ended = [];
        for (var seed = 0; seed < 200 && ended.Count == 0; seed++)
        {
            (_, var answer) = await _engine.PostAsync(Completions, $$"""{"prompt":"go","max_tokens":200,"min_tokens":5,"seed":{{seed}}}""");
            ended.AddRange(Choice(answer).GetProperty("finish_reason").GetString() == "stop" ? [answer] : []);
        }

        Assert.That(ended, Is.Not.Empty);
        Assert.That(Usage(ended[0]).Answer, Is.InRange(6, 200));
    }

    [Test]
    public async Task Chat_Messages_CountRolesAndAnswerAsAssistant()
    {
        var prompt = await TokenizeAsync("system: be short\nuser: go home\nassistant:");
        const string Messages = """[{"role":"system","content":"be short"},{"role":"user","content":[{"type":"text","text":"go home"}]}]""";

        (_, var whole) = await _engine.PostAsync(Chat, $$"""{"messages":{{Messages}},"max_tokens":3,"ignore_eos":true}""");
        var events = await _engine.StreamAsync(
            Chat,
            $$"""{"messages":{{Messages}},"max_completion_tokens":3,"ignore_eos":true,"stream":true}"""
        );

        Assert.That(Usage(whole), Is.EqualTo((prompt.Length, 3)));
        Assert.That(Choice(whole).GetProperty("message").GetProperty("role").GetString(), Is.EqualTo("assistant"));
        Assert.That(events, Has.Count.EqualTo(1 + 3 + 1), "role, three tokens, the end");
        Assert.That(events[0], Does.Contain("\"role\":\"assistant\""));
    }

    [Test]
    public async Task Completions_MoreThanTheSlots_WaitAndAreAllAnsweredInFull()
    {
        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 64)
                .Select(i =>
                    _engine.PostAsync(
                        Completions,
                        $$"""{"prompt":"{{string.Join(' ', Enumerable.Repeat("house", 1 + i))}}","max_tokens":{{1 + (i % 7)}},"ignore_eos":true}"""
                    )
                )
        );

        Assert.That(answers.Select(answer => Usage(answer.Answer)), Is.EqualTo(Enumerable.Range(0, 64).Select(i => (1 + i, 1 + (i % 7)))));
    }

    [TestCase(Completions, "{", 400, "JSON")]
    [TestCase(Completions, "[]", 400, "object")]
    [TestCase(Completions, """{"prompt":"the \ud800 end"}""", 400, "not valid")]
    [TestCase(Completions, "{}", 400, "prompt is missing")]
    [TestCase(Completions, """{"prompt":""}""", 400, "no token")]
    [TestCase(Completions, """{"prompt":[1,10240]}""", 400, "0 to 10239; got 10240")]
    [TestCase(Completions, """{"prompt":["a","b"]}""", 400, "one prompt")]
    [TestCase(Completions, """{"prompt":"a","max_tokens":0}""", 400, "max_tokens must be a whole number of at least 1")]
    [TestCase(
        Completions,
        """{"prompt":"a","max_tokens":256}""",
        400,
        "256 tokens (--ctx-size), but the prompt has 1, and the answer asks for 256"
    )]
    [TestCase(Completions, """{"prompt":"a","model":"gpt"}""", 404, "`gpt` does not exist")]
    [TestCase(Completions, """{"prompt":"a","n":2}""", 400, "neither n")]
    [TestCase(Chat, """{"messages":[]}""", 400, "at least one message")]
    [TestCase(Chat, """{"messages":[{"content":"a"}]}""", 400, "with a role")]
    [TestCase("/v1/embeddings", "{}", 404, "no POST /v1/embeddings")]
    [TestCase("/metrics", "{}", 405, "GET only")]
    public async Task Post_BadInput_IsRefusedWithOpenAisErrorObject(string path, string body, int status, string message)
    {
        (var answered, var answer) = await _engine.PostAsync(path, body);

        var error = answer.GetProperty("error");
        Assert.That(error.GetProperty("message").GetString(), Does.Contain(message));
        Assert.That((answered, error.GetProperty("type").GetString()), Is.EqualTo((status, "invalid_request_error")));
    }

    [Test]
    public async Task Post_PromptLongerThanTheContext_IsRefusedByItsLength()
    {
        (var status, var answer) = await _engine.PostAsync(
            Completions,
            $$"""{"prompt":[{{string.Join(',', Enumerable.Repeat(700, 300))}}]}"""
        );

        Assert.That((status, answer.GetProperty("error").GetProperty("code").GetString()), Is.EqualTo((400, "context_length_exceeded")));
    }

    private static async Task<int[]> TokenizeAsync(string text)
    {
        (_, var answer) = await _engine.PostAsync("/tokenize", JsonSerializer.Serialize(new { content = text }));
        return [.. answer.GetProperty("tokens").EnumerateArray().Select(token => token.GetInt32())];
    }

    private static JsonElement Choice(JsonElement answer) => answer.GetProperty("choices")[0];

    private static (int Prompt, int Answer) Usage(JsonElement answer)
    {
        var usage = answer.GetProperty("usage");
        return (usage.GetProperty("prompt_tokens").GetInt32(), usage.GetProperty("completion_tokens").GetInt32());
    }
}
