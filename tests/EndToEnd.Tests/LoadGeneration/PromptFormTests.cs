using System.Globalization;
using System.Text.Json;
using ServeMulti.Benchmarking;
using ServeMulti.LoadGeneration.Prompts;
using ServeMulti.LoadGeneration.Requests;

namespace ServeMulti.LoadGeneration;

/// <summary>Prompts as numbers of tokens, where the server proves that it takes them.</summary>
[TestFixture]
public sealed class PromptFormTests
{
    private static readonly OpenAiBenchmarkOptions Auto = Bench.One with
    {
        NumPrompts = 3,
        PromptForm = PromptForm.Auto,
        Prompts = new() { InputLength = 5, OutputLength = 2 },
    };

    [Test]
    public async Task RunAsync_ServerThatCountsWhatWasSent_GetsIds(
        [Values(PromptDataset.Random, PromptDataset.PrefixRepetition)] PromptDataset dataset
    )
    {
        await using var server = StreamServer.Start(exchange => AnswerAsync(exchange, CountOf(exchange)));
        var result = await Bench.MeasureAsync(
            server,
            Auto with
            {
                Dataset = dataset,
                PrefixRepetition = new()
                {
                    PrefixLength = 2,
                    SuffixLength = 3,
                    OutputLength = 2,
                },
            }
        );
        var (probe, measured) = (server.Exchanges[0], server.Exchanges.Skip(1).ToArray());
        Assert.Multiple(() =>
        {
            Assert.That((CountOf(probe), Limit(probe)), Is.EqualTo((37, 1)));
            Assert.That(Ids(probe), Does.Contain(1000).And.Contain(9999), "the ends of what is ever sent");
            Assert.That(measured.Select(exchange => Ids(exchange).Count), Is.EqualTo(new[] { 5, 5, 5 }));
            Assert.That(result.Field("prompt_form").GetString(), Is.EqualTo("ids"));
            Assert.That((result.Metric("requested_input_tokens"), result.Metric("total_input_tokens")), Is.EqualTo((15, 15)));
            Assert.That((result.Metric("requested_output_tokens"), result.Metric("total_output_tokens")), Is.EqualTo((6, 6)));
            Assert.That(Remarks(result), Is.Empty);
        });
    }

    private static readonly Dictionary<string, Func<Exchange, Task>> WhatProvesNothing = new()
    {
        ["refuses it"] = exchange => exchange.AnswerAsync(400, """{"error":{"message":"prompt must be a string"}}"""),
        ["fails over it"] = exchange => exchange.AnswerAsync(500, "TypeError"),
        ["takes it for text"] = exchange => AnswerAsync(exchange, 186),
        ["takes it for several prompts"] = exchange => AnswerAsync(exchange, 37, answered: 37),
        ["does not count"] = exchange => exchange.StreamAsync([.. Bench.ThreeTokens.Select(data => $"data: {data}\n\n")]),
        ["closes the connection"] = exchange =>
        {
            exchange.Reset();
            return Task.CompletedTask;
        },
    };

    [TestCase("refuses it")]
    [TestCase("fails over it")]
    [TestCase("takes it for text")]
    [TestCase("takes it for several prompts")]
    [TestCase("does not count")]
    [TestCase("closes the connection")]
    public async Task RunAsync_ServerThat_GetsWords(string does)
    {
        await using var server = StreamServer.Start(exchange =>
            IsText(exchange) ? AnswerAsync(exchange, 5) : WhatProvesNothing[does](exchange)
        );
        var result = await Bench.MeasureAsync(server, Auto);
        Assert.That(server.Exchanges.Where(IsText).Select(exchange => exchange.Prompt.Split(' ').Length), Is.EqualTo(new[] { 5, 5, 5 }));
        Assert.That(result.Field("prompt_form").GetString(), Is.EqualTo("words"));
    }

    [Test]
    public async Task RunAsync_WordsThatAreSeveralTokens_AreSaid()
    {
        await using var server = StreamServer.Start(exchange =>
            IsText(exchange) ? AnswerAsync(exchange, 26) : exchange.AnswerAsync(400, "no")
        );
        var result = await Bench.MeasureAsync(server, Auto);
        Assert.That((result.Metric("requested_input_tokens"), result.Metric("total_input_tokens")), Is.EqualTo((15, 78)));
        Assert.That(
            Remarks(result).Select(remark => remark.Text),
            Is.EqualTo(new[] { "prompts had 26 tokens on average where 5 were requested (+420 %); they were sent as words" })
        );
    }

    [Test]
    public async Task RunAsync_AnswersThatEndEarly_AreSaidWhereTheyWereNotToEnd([Values] bool ignoresEnd)
    {
        await using var server = StreamServer.Start(exchange => AnswerAsync(exchange, CountOf(exchange), answered: 1));
        var result = await Bench.MeasureAsync(server, Auto with { Sampling = new() { IgnoreEos = ignoresEnd } });
        Assert.That(result.Field("ignore_eos").GetBoolean(), Is.EqualTo(ignoresEnd));
        Assert.That((result.Metric("requested_output_tokens"), result.Metric("total_output_tokens")), Is.EqualTo((6, 3)));
        Assert.That(
            Remarks(result).Select(remark => remark.Kind),
            ignoresEnd ? Is.EqualTo(new[] { RunRemarkKind.OutputTokensDiffer }) : Is.Empty
        );
    }

    [TestCase(PromptForm.Words, OpenAiApi.Completions, null, "words")]
    [TestCase(PromptForm.Ids, OpenAiApi.Completions, null, "ids")]
    [TestCase(PromptForm.Auto, OpenAiApi.ChatCompletions, null, "words")]
    [TestCase(PromptForm.Auto, OpenAiApi.Completions, """{"prompt":"x"}""", "text")]
    public async Task RunAsync_FormThatIsGiven_IsNotTried(PromptForm form, OpenAiApi api, string? extraBody, string expected)
    {
        await using var server = StreamServer.Start(exchange => AnswerAsync(exchange, 5));
        var result = await Bench.MeasureAsync(server, Auto with { PromptForm = form, Api = api, ExtraBody = extraBody });
        Assert.That(server.Exchanges, Has.Count.EqualTo(3));
        Assert.That(result.Field("prompt_form").GetString(), Is.EqualTo(expected));
    }

    [Test]
    public async Task RunAsync_PromptsOfAFile_HaveNoLengthThatWasAskedFor()
    {
        var path = Path.Combine(TestContext.CurrentContext.WorkDirectory, $"{Guid.NewGuid():N}.jsonl");
        await File.WriteAllTextAsync(path, """{"prompt": "how do you do", "output_tokens": 2}""");
        await using var server = StreamServer.Start(exchange => AnswerAsync(exchange, 9));
        var result = await Bench.MeasureAsync(server, Auto with { Dataset = PromptDataset.Custom, DatasetPath = path });
        File.Delete(path);
        Assert.That(result.Field("requested_input_tokens").ValueKind, Is.EqualTo(JsonValueKind.Null));
        Assert.That((result.Metric("requested_output_tokens"), result.Field("prompt_form").GetString()), Is.EqualTo((6, "text")));
        Assert.That(Remarks(result), Is.Empty);
    }

    [Test]
    public async Task RunAsync_WarmUps_HaveTheFormOfTheMeasurement()
    {
        await using var server = StreamServer.Start(exchange => AnswerAsync(exchange, CountOf(exchange)));
        await Bench.MeasureAsync(server, Auto with { NumWarmups = 2, ReadyCheckTimeout = TimeSpan.FromMinutes(1) });
        Assert.That(
            server.Exchanges.Select(IsText),
            Is.EqualTo(new[] { true, false, false, false, false, false, false }),
            "the ready check, the trial, two warm-ups, three that count"
        );
    }

    // How busy this machine is does not matter here.
    private static IEnumerable<RunRemark> Remarks(ResultDocument result) =>
        RunRemark.Of(result).Where(remark => remark.Kind != RunRemarkKind.ClientLimited);

    private static bool IsText(Exchange exchange) =>
        !exchange.Body.TryGetProperty("prompt", out var prompt) || prompt.ValueKind == JsonValueKind.String;

    private static List<int> Ids(Exchange exchange) =>
        [.. exchange.Body.GetProperty("prompt").EnumerateArray().Select(id => id.GetInt32())];

    private static int CountOf(Exchange exchange) => IsText(exchange) ? exchange.Prompt.Split(' ').Length : Ids(exchange).Count;

    private static int Limit(Exchange exchange) => exchange.Body.GetProperty("max_tokens").GetInt32();

    private static Task AnswerAsync(Exchange exchange, int prompted, int? answered = null)
    {
        var isChat = exchange.Path.EndsWith("/chat/completions", StringComparison.Ordinal);
        var choice = isChat ? """{"delta":{"content":"a"},"finish_reason":null}""" : """{"text":"a","finish_reason":null}""";
        var last = isChat ? """{"delta":{},"finish_reason":"length"}""" : """{"text":"","finish_reason":"length"}""";
        var usage = string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"prompt_tokens":{{prompted}},"completion_tokens":{{answered ?? Limit(exchange)}}}"""
        );
        return exchange.StreamAsync(
            $$"""data: {"choices":[{{choice}}]}""" + "\n\n",
            $$"""data: {"choices":[{{last}}]}""" + "\n\n",
            $$"""data: {"choices":[],"usage":{{usage}}}""" + "\n\n",
            "data: [DONE]\n\n"
        );
    }
}
