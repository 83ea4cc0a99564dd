using System.Text;
using ServeMulti.Benchmarking;

namespace ServeMulti.LoadGeneration;

/// <summary>Servers whose answers would like to break who reads them: each request ends, and says why.</summary>
[TestFixture(Way.Sockets)]
[TestFixture(Way.HttpClient)]
public sealed class HostileAnswerTests(Way way)
{
    private static readonly string[] Documented =
    [
        "timeout",
        "refused",
        "unreachable",
        "reset",
        "http_",
        "server_error",
        "malformed",
        "abandoned",
    ];

    private static readonly string[] Pieces =
    [
        "HTTP/1.1 200 OK\r\n",
        "HTTP/1.1 999 \r\n",
        "HTTP/9.9 200 OK\r\n",
        "Content-Type: text/event-stream\r\n",
        "Transfer-Encoding: chunked\r\n",
        "Content-Length: 5\r\n",
        "Content-Length: -1\r\n",
        "Content-Length: 99999999999999999999\r\n",
        "Content-Encoding: gzip\r\n",
        "Location: http://127.0.0.1:1/\r\n",
        "Connection: close\r\n",
        ": x\r\n",
        "\r\n",
        "\r\n\r\n",
        "5\r\nabcde\r\n",
        "0\r\n\r\n",
        "ffffffff\r\n",
        "data: {\"choices\":[{\"text\":\"a\"}]}\n\n",
        "data: \xff\n\n",
        "data: [DONE]\n\n",
        "\0",
        "\x1f\x8b\x08",
    ];

    private OpenAiBenchmarkOptions One => way.One();

    [Test]
    public async Task RunAsync_AnswersPutTogetherByChance_EachEndsWithADocumentedReason()
    {
        await using var server = StreamServer.Start(async exchange =>
        {
            var random = new Random(exchange.Number);
            await exchange.WriteAsync(
                Encoding.Latin1.GetBytes(random.Next(3) == 0 ? "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n" : "")
            );
            await exchange.WriteAsync(
                Encoding.Latin1.GetBytes(
                    string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => Pieces[random.Next(Pieces.Length)]))
                )
            );
            exchange.Close();
        });
        var result = await Bench.RunAsync(server, One with { NumPrompts = 200, MaxConcurrency = 8 });
        var reasons = result.IsSuccess
            ? result.Document!.Field("client_failures").EnumerateObject().Select(reason => reason.Name)
            :
            [
                (result.Failure?.Message ?? "")
                    .Split(' ')
                    .First(word => Array.Exists(Documented, known => word.StartsWith(known, StringComparison.Ordinal))),
            ];
        Assert.That(
            reasons,
            Is.Not.Empty.And.All.Matches<string>(reason =>
                Array.Exists(Documented, known => reason?.StartsWith(known, StringComparison.Ordinal) == true)
            )
        );
    }

    [TestCase("HTTP/1.1 200 OK\r\n", "A: b\r\n", TestName = "headers without end")]
    [TestCase("HTTP/1.1 200 OK\r\nA: ", "aaaaaaaa", TestName = "a header without end")]
    [TestCase("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "00000000", TestName = "a length of a chunk without end")]
    [TestCase("", "HTTP/1.1 100 Continue\r\n\r\n", TestName = "interim answers without end")]
    [TestCase("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: ", "aaaaaaaa", TestName = "an event without end")]
    [TestCase(
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n",
        "data: 0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890\n",
        TestName = "lines of an event without end"
    )]
    public async Task RunAsync_AnswerWithoutEnd_IsMalformedAndNotKept(string before, string again)
    {
        await using var server = StreamServer.Start(exchange => WriteForeverAsync(exchange, before, again));
        Assert.That((await Bench.RunAsync(server, One)).Failure!.Message, Does.Contain("1 malformed"));
    }

    [Test]
    public async Task RunAsync_WholeAnswerWithoutEnd_IsMalformedAndNotKept()
    {
        await using var server = StreamServer.Start(exchange => WriteForeverAsync(exchange, "HTTP/1.1 200 OK\r\n\r\n", "[[[[[[[["));
        Assert.That((await Bench.RunAsync(server, One with { IsStreaming = false })).Failure!.Message, Does.Contain("1 malformed"));
    }

    [Test]
    public async Task RunAsync_ModelsWithoutEnd_AreNotKnown()
    {
        await using var server = StreamServer.Start(
            exchange => exchange.StreamAsync([]),
            exchange => WriteForeverAsync(exchange, "HTTP/1.1 200 OK\r\n\r\n", "[[[[[[[[")
        );
        var failure = (await Bench.RunAsync(server, One)).Failure!;
        Assert.That((failure.Reason, failure.Message), Is.EqualTo((BenchmarkFailureReason.NotStarted, failure.Message)));
        Assert.That(failure.Message, Does.Contain("/v1/models").And.Contain("16 MiB"));
    }

    [TestCase(
        "HTTP/1.1 200 OK\r\nContent-Length: 9000000000000000000\r\nContent-Type: text/event-stream\r\n\r\ndata: {\"choices\":[{\"text\":\"a\"}]}\n\n",
        "reset"
    )]
    [TestCase("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7fffffffffffffff\r\nx", "reset")]
    [TestCase("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n", "http_302")]
    [TestCase(
        "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Type: text/event-stream\r\nContent-Length: 3\r\n\r\n\u001f\u008b\u0008",
        "malformed"
    )]
    public async Task RunAsync_AnswerThatPromisesTooMuch_SaysWhatCame(string answer, string reason)
    {
        await using var server = StreamServer.Start(async exchange =>
        {
            await exchange.WriteAsync(Encoding.Latin1.GetBytes(answer));
            exchange.Close();
        });
        Assert.That((await Bench.RunAsync(server, One)).Failure!.Message, Does.Contain($"1 {reason}"));
    }

    // Far more than is ever kept; it ends with the client's patience.
    private static async Task WriteForeverAsync(Exchange exchange, string before, string again)
    {
        await exchange.WriteAsync(before);
        var block = Encoding.Latin1.GetBytes(string.Concat(Enumerable.Repeat(again, 65_536 / again.Length)));
        try
        {
            while (true)
            {
                await exchange.WriteAsync(block);
            }
        }
        catch (IOException)
        {
            exchange.Close();
        }
    }
}
