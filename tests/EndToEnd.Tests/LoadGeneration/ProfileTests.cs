using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace ServeMulti.LoadGeneration;

[TestFixture]
public sealed class ProfileTests
{
    private static readonly OpenAiBenchmarkOptions Profiled = Bench.One with { ProfilesServer = true, NumWarmups = 1 };

    [Test]
    public async Task RunAsync_ProfilesServer_TurnsTheProfilerOnForTheMeasurementAlone()
    {
        await using var server = StreamServer.Start(AnswerAsync);
        await Bench.MeasureAsync(server, Profiled);
        Assert.That(
            server.Exchanges.Select(exchange => exchange.Path),
            Is.EqualTo(new[] { "/v1/completions", "/start_profile", "/v1/completions", "/stop_profile" })
        );
    }

    [Test]
    public async Task RunAsync_ProfiledRunIsCancelled_TurnsTheProfilerOff()
    {
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = StreamServer.Start(async exchange =>
        {
            if (exchange.Path == "/v1/completions")
            {
                arrived.SetResult();
                await exchange.WaitUntilClosedAsync();
                return;
            }

            await AnswerAsync(exchange);
        });
        using var cancellation = new CancellationTokenSource();
        var running = Bench.RunAsync(server, Profiled with { NumWarmups = 0 }, cancellation.Token);
        await arrived.Task.WaitAsync(StreamServer.HangLimit);
        await cancellation.CancelAsync();
        Assert.That(async () => await running, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(server.Exchanges[^1].Path, Is.EqualTo("/stop_profile"));
    }

    [Test]
    public async Task RunAsync_ProfilerIsNotThere_SendsNothingAndSaysSo()
    {
        await using var server = StreamServer.Start(exchange => exchange.AnswerAsync(404, "{}"));
        var failure = (await Bench.RunAsync(server, Profiled with { NumWarmups = 0 })).Failure!;
        Assert.That(failure.Message, Does.Contain("/start_profile").And.Contain("404"));
        Assert.That(server.Exchanges, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task RunAsync_ProfilerDoesNotStop_KeepsTheResultAndWarns()
    {
        await using var server = StreamServer.Start(exchange =>
            exchange.Path == "/stop_profile" ? exchange.AnswerAsync(500, "") : AnswerAsync(exchange)
        );
        var logger = new FakeLogger<OpenAiBenchmarkRunner>();
        var result = await new OpenAiBenchmarkRunner(Profiled, logger: logger)
            .RunAsync(new() { Endpoint = server.Address })
            .WaitAsync(StreamServer.HangLimit);
        Assert.That(result.IsSuccess, Is.True);
        var warning = logger.Collector.GetSnapshot().Single(record => record.Level == LogLevel.Warning);
        Assert.That(warning.Message, Does.Contain("/stop_profile").And.Contain("500"));
    }

    private static Task AnswerAsync(Exchange exchange) =>
        exchange.Path == "/v1/completions"
            ? exchange.StreamAsync([.. Bench.ThreeTokens.Append("[DONE]").Select(data => $"data: {data}\n\n")])
            : exchange.AnswerAsync(200, "");
}
