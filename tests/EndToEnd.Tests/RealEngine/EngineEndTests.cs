namespace ServeMulti.RealEngine;

/// <summary>What the engine does when a client or a user ends something.</summary>
[TestFixture]
public sealed class EngineEndTests
{
    private const string Running = "llamacpp:requests_processing";
    private const string Waiting = "llamacpp:requests_deferred";

    // Longer than the test may take: nothing ends by itself.
    private const string Endless = """{"prompt":"go","max_tokens":4000,"ignore_eos":true,"stream":true}""";
    private static readonly string[] OneSlowSlot = ["--parallel", "1", "--ctx-size", "4096", "--layers", "32"];

    [Test]
    public async Task Clients_GoAway_FreeTheirSlotAndTheirPlaceInTheQueue()
    {
        await using var engine = await EngineProcess.StartAsync(OneSlowSlot);
        using var first = new CancellationTokenSource();
        using var second = new CancellationTokenSource();
        var running = SendAsync(engine, first.Token);
        await engine.WaitForCounterAsync(Running, 1);
        var waiting = SendAsync(engine, second.Token);
        await engine.WaitForCounterAsync(Waiting, 1);

        await second.CancelAsync();
        await first.CancelAsync();
        (var status, _) = await engine.PostAsync("/v1/completions", """{"prompt":"go","max_tokens":1}""");

        Assert.That(status, Is.EqualTo(200));
        Assert.That(await engine.ReadCounterAsync("llama_engine:requests_cancelled_total"), Is.EqualTo(2));
        Assert.That(async () => await running, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(async () => await waiting, Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    [Platform("Linux,MacOsX", Reason = "Signals.")]
    public async Task Sigterm_WhileAnswering_CutsTheAnswersAndExitsWithZero()
    {
        await using var engine = await EngineProcess.StartAsync(OneSlowSlot);
        var running = SendAsync(engine, default);
        await engine.WaitForCounterAsync(Running, 1);

        Assert.That(await engine.TerminateAsync(), Is.Zero);
        Assert.That(
            async () => await running,
            Throws.InstanceOf<HttpRequestException>().Or.InstanceOf<IOException>(),
            "an answer that is cut must not look whole"
        );
    }

    private static async Task SendAsync(EngineProcess engine, CancellationToken token)
    {
        using var response = await engine.Client.PostAsync(new Uri("/v1/completions", UriKind.Relative), new StringContent(Endless), token);
        await response.Content.ReadAsStringAsync(token);
    }
}
