using Microsoft.Extensions.Time.Testing;
using ServeMulti.Benchmarking;

namespace ServeMulti.LoadGeneration;

[TestFixture(Way.Sockets)]
[TestFixture(Way.HttpClient)]
public sealed class ConnectionTests(Way way)
{
    private static readonly string[] Events =
    [
        .. Bench.ThreeTokens.Append(Bench.Usage).Append("[DONE]").Select(data => $"data: {data}\n\n"),
    ];

    private OpenAiBenchmarkOptions One => way.One();

    [Test]
    public async Task RunAsync_ServerKeepsConnections_UsesOneForOneUser()
    {
        await using var server = StreamServer.Start(exchange => exchange.StreamAsync(Events));
        await MeasureWithoutHasteAsync(server, One with { Model = "m", NumPrompts = 10, MaxConcurrency = 1 });
        Assert.That(server.Connections, Is.EqualTo(1));
    }

    [Test]
    public async Task RunAsync_ServerClosesAfterEachStreamWithoutSayingSo_LosesNoRequest()
    {
        await using var server = StreamServer.Start(async exchange =>
        {
            await exchange.StreamAsync(Events);
            exchange.Close();
        });
        var result = await Bench.MeasureAsync(server, One with { NumPrompts = 40, MaxConcurrency = 4 });
        Assert.That((result.Metric("completed"), result.Metric("failed")), Is.EqualTo((40, 0)));
    }

    [Test]
    public async Task RunAsync_KeptConnectionClosedUnderARequest_SendsItAgainOnAFreshOne()
    {
        // The second request of a connection is read and not answered, as when a server closes in the moment in which the request is on its
        // way.
        var served = new HashSet<int>();
        await using var server = StreamServer.Start(async exchange =>
        {
            if (served.Add(exchange.Connection))
            {
                await exchange.StreamAsync(Events);
            }
            else
            {
                exchange.Reset();
            }
        });
        var result = await MeasureWithoutHasteAsync(server, One with { Model = "m", NumPrompts = 2, MaxConcurrency = 1 });
        Assert.Multiple(() =>
        {
            Assert.That((result.Metric("completed"), result.Metric("failed"), result.Metric("client_resends")), Is.EqualTo((2, 0, 1)));
            Assert.That(server.Exchanges.Select(exchange => exchange.Connection), Is.EqualTo(new[] { 1, 1, 2 }));
            Assert.That(server.Exchanges[2].Prompt, Is.EqualTo(server.Exchanges[1].Prompt));
        });
    }

    [Test]
    public async Task RunAsync_FreshConnectionClosedToo_IsAResetAfterOneResend()
    {
        await using var server = StreamServer.Start(exchange =>
        {
            exchange.Reset();
            return Task.CompletedTask;
        });
        var failure = (await Bench.RunAsync(server, One with { Model = "m" })).Failure!;
        Assert.That(failure.Message, Does.Contain("1 reset"));
        Assert.That(server.Exchanges, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task RunAsync_ClosedAfterTheLastTokenWithoutTheLastChunk_IsComplete()
    {
        await using var server = StreamServer.Start(async exchange =>
        {
            await exchange.BeginAsync();
            await exchange.ChunkAsync(string.Concat(Events));
            exchange.Close();
        });
        var result = await Bench.MeasureAsync(server, One with { NumPrompts = 3, MaxConcurrency = 1 });
        Assert.That((result.Metric("completed"), result.Metric("total_output_tokens")), Is.EqualTo((3, 9)));
    }

    [Test]
    public async Task RunAsync_NameInPlaceOfAnAddress_IsFoundAndTold()
    {
        await using var server = StreamServer.Start(exchange => exchange.StreamAsync(Events));
        var address = new UriBuilder(server.Address) { Host = "localhost" }.Uri;
        var result = await Bench.MeasureAsync(server, One with { BaseUrl = address, NumPrompts = 3, MaxConcurrency = 1 });
        Assert.That((result.Metric("completed"), server.Exchanges[0].Headers["Host"]), Is.EqualTo((3, address.Authority)));
    }

    [Test]
    public async Task RunAsync_RequestLargerThanAllBuffers_ArrivesWhole()
    {
        const int Words = 1_000_000;
        await using var server = StreamServer.Start(exchange => exchange.StreamAsync(Events));
        await Bench.MeasureAsync(
            server,
            One with
            {
                Prompts = new() { InputLength = Words, OutputLength = 3 },
            }
        );
        Assert.That(server.Exchanges[0].Prompt.Split(' ', StringSplitOptions.RemoveEmptyEntries), Has.Length.EqualTo(Words));
    }

    [Test]
    public async Task RunAsync_InfiniteRate_OpensAsManyConnectionsAsRequests()
    {
        // Nothing is answered until all requests are there: a limit anywhere would be a hang.
        const int Count = 300;
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = StreamServer.Start(async exchange =>
        {
            if (exchange.Number == Count - 1)
            {
                all.SetResult();
            }

            await all.Task;
            await exchange.StreamAsync(Events);
        });
        var result = await Bench.MeasureAsync(server, One with { NumPrompts = Count });
        Assert.That((result.Metric("completed"), result.Metric("max_concurrent_requests")), Is.EqualTo((Count, Count)));
    }

    [Test]
    public async Task RunAsync_MaxConcurrency_IsReachedAndNeverPassed()
    {
        var (open, most) = (0, 0);
        var gate = new object();
        var four = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = StreamServer.Start(async exchange =>
        {
            lock (gate)
            {
                open++;
                most = Math.Max(most, open);
                if (open == 4)
                {
                    four.TrySetResult();
                }
            }

            // Nothing is answered until four are there.
            await four.Task;
            await exchange.BeginAsync();
            await exchange.ChunkAsync(string.Concat(Events[..^1]));

            // The last event lets the client send its next request: this one is over before.
            lock (gate)
            {
                open--;
            }

            await exchange.ChunkAsync(Events[^1]);
            await exchange.EndAsync();
        });
        var result = await Bench.MeasureAsync(server, One with { NumPrompts = 50, MaxConcurrency = 4 });
        Assert.That((most, result.Metric("max_concurrent_requests")), Is.EqualTo((4, 4)));
    }

    // The clock does not move: the client waits for the end of each answer, however busy the machine is.
    private static async Task<ResultDocument> MeasureWithoutHasteAsync(StreamServer server, OpenAiBenchmarkOptions options)
    {
        var running = new OpenAiBenchmarkRunner(options, timeProvider: new FakeTimeProvider()).RunAsync(
            new() { Endpoint = server.Address }
        );
        var result = await running.WaitAsync(StreamServer.HangLimit);
        return result.Document ?? throw new AssertionException(result.Failure!.Message);
    }
}
