using System.Net;
using System.Text;
using System.Text.Json;
using ServeMulti.LoadGeneration.Prompts;
using ServeMulti.LoadGeneration.Requests;
using ServeMulti.LoadGeneration.Transport;

namespace ServeMulti.FaultLab.Fuzz.Targets;

/// <summary>What servers answer: HTTP, server-sent events, JSON; lists of models; files of prompts.</summary>
internal static class AnswerTargets
{
    private static readonly string[] EventWords =
    [
        "data: ",
        "data:",
        "data",
        "event: error\n",
        "event:",
        "id: 1",
        ":",
        "\n",
        "\n\n",
        "\r",
        "\r\n",
        "[DONE]",
        "{\"choices\": [{\"text\": \"a\"}]}",
        "{\"choices\": [{\"delta\": {\"content\": \"b\"}}]}",
        "{\"choices\": [], \"usage\": {\"completion_tokens\": 5}}",
        "{\"error\": ",
        "\"finish_reason\": \"stop\"",
        "{\"choices\": [{\"finish_reason\": \"abort\"}]}",
        "{\"detail\": \"x\"}",
        "error: ",
        "\"\\ud800\"",
        "\"text\": \"x\"",
        "\"tool_calls\": [{}]",
        "null",
        "\uFEFF",
    ];

    private static readonly string[] JsonWords =
    [
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"choices\"",
        "\"text\"",
        "\"delta\"",
        "\"message\"",
        "\"content\"",
        "\"reasoning\"",
        "\"function_call\"",
        "\"arguments\"",
        "\"reasoning_tokens\"",
        "\"completion_tokens_details\"",
        "\"role\"",
        "\"refusal\"",
        "\"tool_calls\"",
        "\"finish_reason\"",
        "\"usage\"",
        "\"prompt_tokens\"",
        "\"completion_tokens\"",
        "\"error\"",
        "\"detail\"",
        "\"object\"",
        "\"code\"",
        "500",
        "\"index\"",
        "\"data\"",
        "\"embedding\"",
        "\"\\ud800\"",
        "\"\\udc00\":",
        "\"a\"",
        "\"\"",
        "1",
        "2147483648",
        "-1",
        "1.5",
        "null",
        "true",
        "\"te\\u0078t\"",
    ];

    private static readonly string[] HttpWords =
    [
        "HTTP/1.1 200 OK\r\n",
        "HTTP/1.0 200\r\n",
        "HTTP/1.1 100 Continue\r\n\r\n",
        "HTTP/1.1 204 No Content\r\n",
        "HTTP/1.1 301 Moved\r\n",
        "Content-Length: ",
        "Content-Length: 5\r\n",
        "Content-Length: 99999999999999999999\r\n",
        "Transfer-Encoding: chunked\r\n",
        "Content-Type: text/event-stream\r\n",
        "Connection: close\r\n",
        "\r\n",
        "\n",
        "\r\n\r\n",
        "5\r\nabcde\r\n",
        "0\r\n\r\n",
        "ffffffffffffffff\r\n",
        "-1\r\n",
        "7fffffff\r\n",
        "1;x=y\r\na\r\n",
        ":",
        " ",
        "\t",
    ];

    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new("events", ReadEvents)
        {
            Seeds =
            [
                "data: {\"choices\": [{\"text\": \"a\"}]}\n\ndata: {\"choices\": [{\"text\": \"bc\"}]}\n\ndata: [DONE]\n\n",
                "event: error\r\ndata: {\"message\": \"x\"}\r\n\r\n",
                ": ping\n\ndata: a\ndata: b\n\n",
            ],
            Words = EventWords,
            Large =
            [
                new("events", "", "data: {\"choices\": [{\"text\": \"a\"}]}\n\n"),
                new("lines", "", "data: a\n", "\n"),
                new("one line", "data: ", "a", "\n\n"),
                new("empty", "", "\n"),
                new("returns", "", "\r"),
                new("comments", "", ":\n"),
                new("types", "", "event: x\n", "data: a\n\n"),
                new("nested", "data: ", "[", "\n\n"),
            ],
            QuickInputs = 3_000,
        },
        new("answer", input => Read(input))
        {
            Seeds =
            [
                "{\"choices\": [{\"text\": \"a\", \"finish_reason\": \"stop\"}], \"usage\": {\"prompt_tokens\": 1, \"completion_tokens\": 2}}",
                "{\"choices\": [{\"message\": {\"role\": \"assistant\", \"content\": \"a\", \"tool_calls\": [{}]}}]}",
                "{\"error\": {\"message\": \"x\"}}",
                "{\"data\": [{\"embedding\": [1]}]}",
            ],
            Words = JsonWords,
            Large =
            [
                new("choices", "{\"choices\": [", "{\"text\": \"a\"},", "{}]}"),
                new("texts", "{\"choices\": [{", "\"text\": \"a\",", "\"text\": \"b\"}]}"),
                new("nested", "{\"a\": ", "[", "]}"),
                new("usage", "{\"usage\": {", "\"prompt_tokens\": 1,", "\"a\": 1}}"),
                new("error", "{\"error\": \"", "a ", "\"}"),
                new("numbers", "{\"data\": [", "1,", "1]}"),
            ],
            QuickInputs = 4_000,
        },
        new("http", ReadHttp)
        {
            Seeds =
            [
                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabcde",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n0\r\nA: b\r\n\r\n",
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 503 Busy\r\nConnection: close\r\n\r\nabc",
            ],
            Words = HttpWords,
            Large =
            [
                new("headers", "HTTP/1.1 200 OK\r\n", "A: b\r\n", "\r\n"),
                new("line", "HTTP/1.1 200 ", "a", "\r\n\r\n"),
                new("interim", "", "HTTP/1.1 100 Continue\r\n\r\n"),
                new("chunks", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "1\r\na\r\n", "0\r\n\r\n"),
                new("extension", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;", "x"),
                new("trailers", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", "A: b\r\n", "\r\n"),
                new("content", "HTTP/1.1 200 OK\r\n\r\n", "a"),
                new("zeros", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "0"),
                new("returns", "", "\r"),
                new("lines", "", "\n"),
            ],
            QuickInputs = 3_000,
        },
        new("models", ReadModels)
        {
            Seeds = ["{\"data\": [{\"id\": \"m\"}]}", "{\"data\": []}", "[]"],
            Words = [.. JsonWords, "\"id\"", "\"id\": \"\\ud800\""],
            Large =
            [
                new("models", "{\"data\": [", "{\"id\": \"m\"},", "{}]}"),
                new("nested", "", "[", "]"),
                new("id", "{\"data\": [{\"id\": \"", "m", "\"}]}"),
            ],
            QuickInputs = 1_500,
        },
        new("prompts", input => ReadPrompts(input, PromptDataset.Custom))
        {
            Seeds = ["{\"prompt\": \"a\"}\n{\"prompt\": \"b\", \"output_tokens\": 5}\n", "\n{\"prompt\": \"\\u00e9\"}"],
            Words =
            [
                "{",
                "}",
                "\"prompt\"",
                ":",
                "\"a\"",
                "\"output_tokens\"",
                "0",
                "5",
                "1.5",
                "null",
                "\n",
                "\"\\ud800\"",
                "\r\n",
                "\uFEFF",
            ],
            Large =
            [
                new("prompts", "", "{\"prompt\": \"a\"}\n"),
                new("one", "{\"prompt\": \"", "a", "\"}\n"),
                new("nested", "", "[", "]"),
                new("lines", "", "\n", "{\"prompt\": \"a\"}"),
                new("keys", "{", "\"k{n}\": 1,", "\"prompt\": \"a\"}"),
            ],
            QuickInputs = 300,
        },
        new("conversations", input => ReadPrompts(input, PromptDataset.ShareGpt))
        {
            Seeds =
            [
                "[{\"conversations\": [{\"value\": \"a question that is long enough\"}, {\"value\": \"an answer that is long enough\"}]}]",
                "[]",
            ],
            Words =
            [
                "{",
                "}",
                "[",
                "]",
                ",",
                ":",
                "\"conversations\"",
                "\"value\"",
                "\"a question that is long enough\"",
                "null",
                "\"\\ud800\"",
            ],
            Large =
            [
                new(
                    "list",
                    "[",
                    "{\"conversations\": [{\"value\": \"a question that is long\"}, {\"value\": \"an answer that is long\"}]},",
                    "{}]"
                ),
                new("turns", "[{\"conversations\": [", "{\"value\": \"a question that is long\"},", "{}]}]"),
                new("nested", "", "[", "]"),
            ],
            QuickInputs = 300,
        },
    ];

    // In one piece and in pieces of any size: the same.
    private static string ReadEvents(byte[] input)
    {
        var whole = ReadEvents(input, input.Length + 1);
        foreach (var length in new[] { 1, 2, 3, 7, 64 })
        {
            Laws.Same(whole, ReadEvents(input, length), $"Events in pieces of {length} bytes");
        }

        return whole.Length > 0 ? $"{Math.Min(9, whole.Split('\u0001').Length)} {ReadStream(input)}" : "none";
    }

    private static string ReadEvents(byte[] input, int length)
    {
        var events = new StringBuilder();
        var reader = new EventStreamReader();
        try
        {
            foreach (var piece in input.Chunk(length))
            {
                reader.Read(piece, (type, data) => events.Append(type).Append('=').Append(Convert.ToHexString(data)).Append('\u0001'));
            }
        }
        catch (HttpIOException)
        {
            events.Append("too long");
        }

        return events.ToString();
    }

    private static string ReadStream(byte[] input)
    {
        try
        {
            var trace = new RequestTrace(0, default, default, new(TimeProvider.System), keepsText: true);
            var answer = new StreamedAnswer(trace);
            new EventStreamReader().Read(input, (type, data) => answer.ReadEvent(type == "error", data, default));
            var failure = answer.FindFailure(isFramed: true);
            if (failure is not null)
            {
                Laws.IsLine(failure.Message);
            }

            return $"{failure?.Reason} {Math.Min(9, trace.Chunks)}";
        }
        catch (Exception exception) when (exception is JsonException or HttpIOException)
        {
            return "malformed";
        }
    }

    private static string Read(byte[] input) =>
        Laws.ThrowsOrReads<JsonException>(() =>
        {
            var part = AnswerReader.Read(input, keepsText: true);
            Laws.Same(
                part.HasToken,
                AnswerReader.Read(input, keepsText: false).HasToken,
                "Whether there is a token does not depend on whether text is kept"
            );
            return $"{part.HasChoice} {part.HasToken} {part.Begun.Count} {part.Ended.Count} {part.AbnormalEnd is null} {part.Error is null} {part.Usage.OutputTokens is null}";
        });

    private static string ReadHttp(byte[] input)
    {
        var whole = ReadHttp(input, input.Length + 1);
        foreach (var length in new[] { 1, 2, 3, 7, 64 })
        {
            Laws.Same(whole, ReadHttp(input, length), $"An answer in pieces of {length} bytes");
        }

        return whole.Length > 30 ? whole[..30] : whole;
    }

    private static string ReadHttp(byte[] input, int length)
    {
        var answer = new HttpAnswerReader();
        answer.Restart();
        var content = new StringBuilder();
        try
        {
            foreach (var piece in input.Chunk(length))
            {
                ReadOnlySpan<byte> data = piece;
                while (!data.IsEmpty && !answer.IsAtEnd)
                {
                    var before = data.Length;
                    content.Append(Encoding.Latin1.GetString(answer.Read(ref data)));
                    Laws.Hold(data.Length < before || answer.IsAtEnd, "Reading goes on");
                }
            }
        }
        catch (HttpIOException exception)
        {
            Laws.Hold(RequestFailures.TryClassify(exception) is { Reason: RequestFailureReason.Malformed }, "It is malformed");
            return exception.Message.Split(':')[0];
        }

        return $"{(answer.HasHead ? answer.Head.Status : 0)} {answer.IsAtEnd} {answer.EndsWithConnection} {content}";
    }

    private static string ReadModels(byte[] input)
    {
        using var client = new HttpClient(new Answering(input));
        try
        {
            var target = new OpenAiTarget { RequestUri = new("http://x/v1/completions"), BaseAddress = "http://x" };
            return $"found {new ModelList(client, target).FindFirstAsync(CancellationToken.None).GetAwaiter().GetResult().Length > 0}";
        }
        catch (ServerNotAnsweringException exception)
        {
            Laws.IsLine(exception.Message);
            return exception.Message.Length < 200 ? exception.Message : "refused";
        }
    }

    private static string ReadPrompts(byte[] input, PromptDataset dataset) =>
        Laws.RefusesOrReads(() => $"{Math.Min(9, ScratchFile.Read(input, path => PromptFile.Load(dataset, path).Count))} prompts");

    private sealed class Answering(byte[] content) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(content) });
    }
}
