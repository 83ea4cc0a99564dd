using System.Globalization;
using System.Text;

namespace ServeMulti.LoadGeneration;

/// <summary><c>[DONE]</c> ends a request, whatever the connection does then. Where it did not, these runs would go on for an
/// hour.</summary>
[TestFixture(Way.Sockets)]
[TestFixture(Way.HttpClient)]
public sealed class DoneTests(Way way)
{
    private static readonly string Answer = string.Concat(
        Bench.ThreeTokens.Append(Bench.Usage).Append("[DONE]").Select(data => $"data: {data}\n\n")
    );

    private OpenAiBenchmarkOptions Four => way.One() with { NumPrompts = 4, MaxConcurrency = 1, RequestTimeout = TimeSpan.FromHours(1) };

    [Test]
    public Task RunAsync_ConnectionStaysOpen_IsComplete() => AssertCompletesAsync(exchange => exchange.WaitUntilClosedAsync());

    [Test]
    public Task RunAsync_ConnectionIsReset_IsComplete() =>
        AssertCompletesAsync(exchange =>
        {
            exchange.Reset();
            return Task.CompletedTask;
        });

    [Test]
    public Task RunAsync_WhatFollowsIsNoHttp_IsComplete() =>
        AssertCompletesAsync(async exchange =>
        {
            if (way == Way.HttpClient)
            {
                // HttpClient loses what it received together with something that is no HTTP.
                await Task.Delay(100, exchange.Stopping);
            }

            await exchange.WriteAsync("zzz\r\nnot a chunk\r\n");
            await exchange.WaitUntilClosedAsync();
        });

    [Test]
    public Task RunAsync_TextFollowsWithoutEnd_IsCompleteAndCountsNothingOfIt() =>
        AssertCompletesAsync(async exchange =>
        {
            var chunk = Encoding.UTF8.GetBytes(Chunk(string.Concat(Enumerable.Repeat($"data: {Bench.ThreeTokens[0]}\n\n", 1000))));
            while (true)
            {
                await exchange.WriteAsync(chunk);
            }
        });

    [Test]
    public Task RunAsync_BytesDripWithoutEnd_IsComplete() =>
        AssertCompletesAsync(async exchange =>
        {
            while (true)
            {
                await exchange.ChunkAsync(":");
                await Task.Delay(5, exchange.Stopping);
            }
        });

    [Test]
    public async Task RunAsync_UnframedAnswerStaysOpen_IsComplete()
    {
        await using var server = StreamServer.Start(async exchange =>
        {
            await exchange.BeginUntilCloseAsync();
            await exchange.WriteAsync(Answer);
            await exchange.WaitUntilClosedAsync();
            exchange.Close();
        });
        var result = await Bench.MeasureAsync(server, Four);
        Assert.That((result.Metric("completed"), result.Metric("total_output_tokens")), Is.EqualTo((4, 12)));
    }

    [Test]
    public async Task RunAsync_ServerLeavesEachAnswerOpen_IsNotWaitedForAgainAndAgain()
    {
        const int Requests = 400;
        await using var server = StreamServer.Start(async exchange =>
        {
            await exchange.WriteAsync(Head + Chunk(Answer));
            await exchange.WaitUntilClosedAsync();
            exchange.Close();
        });
        var result = await Bench.MeasureAsync(server, Four with { NumPrompts = Requests });
        Assert.That(result.Metric("completed"), Is.EqualTo(Requests));
        Assert.That(result.Metric("duration"), Is.LessThan(Requests * 0.1 / 2), "a tenth of a second each, if each were waited for");
    }

    [Test]
    public async Task RunAsync_OneOfTwoChoicesWithoutEnd_IsStillAServerError()
    {
        const string Two =
            """data: {"choices":[{"index":0,"text":"a","finish_reason":"stop"},{"index":1,"text":"b","finish_reason":null}]}""";
        await using var server = StreamServer.Start(async exchange =>
        {
            await exchange.WriteAsync(Head + Chunk($"{Two}\n\ndata: [DONE]\n\n"));
            await exchange.WaitUntilClosedAsync();
            exchange.Close();
        });
        Assert.That(
            (await Bench.RunAsync(server, way.One())).Failure!.Message,
            Does.Contain("1 server_error").And.Contain("1 of its 2 choices")
        );
    }

    private static string Head => "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";

    private static string Chunk(string text) =>
        $"{Encoding.UTF8.GetByteCount(text).ToString("x", CultureInfo.InvariantCulture)}\r\n{text}\r\n";

    private async Task AssertCompletesAsync(Func<Exchange, Task> after)
    {
        await using var server = StreamServer.Start(async exchange =>
        {
            // In one piece: what comes after it comes after the whole answer.
            await exchange.WriteAsync(Head + Chunk(Answer));
            try
            {
                await after(exchange);
            }
            finally
            {
                exchange.Close();
            }
        });
        var result = await Bench.MeasureAsync(server, Four);
        Assert.That(
            (result.Metric("completed"), result.Metric("failed"), result.Metric("total_output_tokens")),
            Is.EqualTo((4, 0, 12)),
            result.Field("client_failures").GetRawText()
        );
    }
}
