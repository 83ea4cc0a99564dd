using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;
using ServeMulti.Benchmarking;

namespace ServeMulti.LoadGeneration;

[TestFixture(Way.Sockets)]
[TestFixture(Way.HttpClient)]
public sealed class FailureTests(Way way)
{
    private static readonly string[] Events =
    [
        .. Bench.ThreeTokens.Append(Bench.Usage).Append("[DONE]").Select(data => $"data: {data}\n\n"),
    ];

    private OpenAiBenchmarkOptions One => way.One();

    [TestCase(500)]
    [TestCase(503)]
    [TestCase(404)]
    public async Task RunAsync_SomeHttpErrors_AreCountedByStatus(int status)
    {
        await using var server = StreamServer.Start(exchange =>
            exchange.Number == 1 ? exchange.AnswerAsync(status, """{"error":{"message":"not now"}}""") : exchange.StreamAsync(Events)
        );
        var result = await Bench.MeasureAsync(server, One with { NumPrompts = 3, MaxConcurrency = 1 });
        Assert.Multiple(() =>
        {
            Assert.That((result.Metric("completed"), result.Metric("failed")), Is.EqualTo((2, 1)));
            Assert.That(result.Field("client_failures").GetProperty($"http_{status}").GetInt32(), Is.EqualTo(1));
            Assert.That(result.Field("errors")[1].GetString(), Does.Contain("not now"));
        });
    }

    [Test]
    public async Task RunAsync_AllFailed_IsNoResultAndTellsWhy()
    {
        await using var server = StreamServer.Start(exchange => exchange.AnswerAsync(503, "busy\nbusy"));
        var failure = (await Bench.RunAsync(server, One with { NumPrompts = 4 })).Failure!;
        Assert.Multiple(() =>
        {
            Assert.That(failure.Reason, Is.EqualTo(BenchmarkFailureReason.NothingCompleted));
            Assert.That(failure.Message, Does.Contain("4 http_503").And.Contain("busy busy").And.Not.Contain('\n'));
        });
    }

    [Test]
    public async Task RunAsync_NobodyListens_IsRefused()
    {
        var runner = new OpenAiBenchmarkRunner(One with { Model = "m" });
        var failure = (await runner.RunAsync(new() { Endpoint = FreeAddress() }).WaitAsync(StreamServer.HangLimit)).Failure!;
        Assert.That(failure.Message, Does.Contain("1 refused"));
    }

    [Test]
    public async Task RunAsync_NobodyListensAndNoModel_SaysWhatIsNotKnown()
    {
        var runner = new OpenAiBenchmarkRunner(One);
        var failure = (await runner.RunAsync(new() { Endpoint = FreeAddress() }).WaitAsync(StreamServer.HangLimit)).Failure!;
        Assert.That((failure.Reason, failure.Message), Is.EqualTo((BenchmarkFailureReason.NotStarted, failure.Message)));
        Assert.That(failure.Message, Does.Contain("/v1/models").And.Contain("refused"));
    }

    [Test]
    public Task RunAsync_ResetWithinTheStream_IsAReset() =>
        AssertFailsAsync(
            "reset",
            async exchange =>
            {
                await exchange.BeginAsync();
                await exchange.ChunkAsync(Events[0]);
                exchange.Reset();
            }
        );

    [Test]
    public Task RunAsync_ClosedWithinTheChunks_IsAReset() =>
        AssertFailsAsync(
            "reset",
            async exchange =>
            {
                await exchange.BeginAsync();
                await exchange.ChunkAsync(Events[0]);
                exchange.Close();
            }
        );

    [Test]
    public Task RunAsync_ClosedWithoutLengthOrEnd_IsAReset() =>
        AssertFailsAsync(
            "reset",
            async exchange =>
            {
                await exchange.BeginUntilCloseAsync();
                await exchange.WriteAsync(Events[0]);
                exchange.Close();
            }
        );

    [Test]
    public Task RunAsync_NotJson_IsMalformed() =>
        AssertFailsAsync("malformed", exchange => exchange.StreamAsync(Events[0], "data: {oops\n\n"));

    [Test]
    public Task RunAsync_WebPage_IsMalformed() =>
        AssertFailsAsync("malformed", exchange => exchange.AnswerAsync(200, "<html>welcome</html>", "text/html"));

    [Test]
    public Task RunAsync_WholeAnswerToAStreamedRequest_IsMalformed() =>
        AssertFailsAsync("malformed", exchange => exchange.AnswerAsync(200, """{"choices":[{"text":"a"}]}"""));

    [Test]
    public Task RunAsync_NotOneToken_IsMalformed() => AssertFailsAsync("malformed", exchange => exchange.StreamAsync("data: [DONE]\n\n"));

    [Test]
    public Task RunAsync_ErrorWithinTheStream_IsAServerError() =>
        AssertFailsAsync(
            "server_error",
            exchange => exchange.StreamAsync(Events[0], "data: {\"error\":{\"message\":\"out of memory\"}}\n\n", "data: [DONE]\n\n")
        );

    [Test]
    public Task RunAsync_NotHttp_IsMalformed() =>
        AssertFailsAsync(
            "malformed",
            async exchange =>
            {
                await exchange.WriteAsync("SSH-2.0-OpenSSH_9.6\r\n\r\n");
                exchange.Close();
            }
        );

    [Test]
    public async Task RunAsync_NoAnswerInTime_IsATimeout()
    {
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = StreamServer.Start(async exchange =>
        {
            arrived.SetResult();
            await Task.Delay(Timeout.Infinite, exchange.Stopping);
        });
        var time = new FakeTimeProvider();
        var running = new OpenAiBenchmarkRunner(One with { RequestTimeout = TimeSpan.FromSeconds(7) }, timeProvider: time).RunAsync(
            new() { Endpoint = server.Address }
        );
        await arrived.Task.WaitAsync(StreamServer.HangLimit);
        time.Advance(TimeSpan.FromSeconds(7));
        var failure = (await running.WaitAsync(StreamServer.HangLimit)).Failure!;
        Assert.That(failure.Message, Does.Contain("1 timeout").And.Contain("7 s"));
    }

    [Test]
    public async Task RunAsync_RunTakesTooLong_IsEndedAndTimedOut()
    {
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = StreamServer.Start(async exchange =>
        {
            arrived.SetResult();
            await Task.Delay(Timeout.Infinite, exchange.Stopping);
        });
        var time = new FakeTimeProvider();
        var running = new OpenAiBenchmarkRunner(One, timeProvider: time).RunAsync(
            new() { Endpoint = server.Address, Timeout = TimeSpan.FromMinutes(3) }
        );
        await arrived.Task.WaitAsync(StreamServer.HangLimit);
        time.Advance(TimeSpan.FromMinutes(3));
        Assert.That((await running.WaitAsync(StreamServer.HangLimit)).Failure!.Reason, Is.EqualTo(BenchmarkFailureReason.TimedOut));
    }

    [Test]
    public async Task RunAsync_Cancelled_ClosesItsConnectionsAndThrows()
    {
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var closed = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = StreamServer.Start(async exchange =>
        {
            await exchange.BeginAsync();
            await exchange.ChunkAsync(Events[0]);
            arrived.SetResult();
            closed.SetResult(await exchange.WaitUntilClosedAsync());
        });
        using var cancellation = new CancellationTokenSource();
        var running = Bench.RunAsync(server, One, cancellation.Token);
        await arrived.Task.WaitAsync(StreamServer.HangLimit);
        await cancellation.CancelAsync();
        Assert.That(
            async () => await running,
            Throws.InstanceOf<OperationCanceledException>().With.Property("CancellationToken").EqualTo(cancellation.Token)
        );
        Assert.That(await closed.Task.WaitAsync(StreamServer.HangLimit), Is.True);
    }

    private async Task AssertFailsAsync(string reason, Func<Exchange, Task> answer)
    {
        await using var server = StreamServer.Start(exchange => exchange.Number == 1 ? answer(exchange) : exchange.StreamAsync(Events));
        var result = await Bench.MeasureAsync(server, One with { NumPrompts = 3, MaxConcurrency = 1 });
        Assert.Multiple(() =>
        {
            Assert.That((result.Metric("completed"), result.Metric("failed")), Is.EqualTo((2, 1)));
            Assert.That(result.Field("client_failures").GetRawText(), Is.EqualTo($$"""{"{{reason}}":1}"""));
        });
    }

    private static Uri FreeAddress()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return new($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
    }
}
