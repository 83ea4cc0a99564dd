namespace ServeMulti.LoadGeneration;

/// <summary>Which transport requests use is an option, and the result names it.</summary>
public sealed class TransportTests
{
    private static readonly KeyValuePair<string, string> Framing = new("Accept-Encoding", "identity");

    [TestCase(ClientTransport.Sockets, "sockets", IncludePlatform = "Linux")]
    [TestCase(ClientTransport.Auto, "sockets", IncludePlatform = "Linux")]
    [TestCase(ClientTransport.HttpClient, "httpclient")]
    public async Task RunAsync_Transport_IsUsedAndNamed(ClientTransport transport, string expected) =>
        Assert.That(await MeasureAsync(Bench.One with { Transport = transport }), Is.EqualTo(expected));

    [Test]
    public async Task RunAsync_AutoWithAHeaderThatChangesFraming_UsesHttpClient() =>
        Assert.That(await MeasureAsync(Bench.One with { Headers = [Framing] }), Is.EqualTo("httpclient"));

    [Test]
    public async Task RunAsync_SocketsWithAHeaderThatChangesFraming_SaysWhatToDo()
    {
        await using var server = StreamServer.StartStreaming(Bench.ThreeTokens);
        var result = await Bench.RunAsync(server, Bench.One with { Transport = ClientTransport.Sockets, Headers = [Framing] });

        Assert.That(
            result.Failure!.Message,
            Does.StartWith("transport: sockets cannot reach http://127.0.0.1:")
                .And.EndWith(": a header changes how messages are framed. Leave transport out, or set it to httpclient.")
        );
    }

    [Test]
    public async Task RunAsync_SocketsOverTls_SaysWhatToDo()
    {
        var result = await new OpenAiBenchmarkRunner(Bench.One with { Transport = ClientTransport.Sockets, Model = "m" }).RunAsync(
            new() { Endpoint = new("https://127.0.0.1:1") }
        );

        Assert.That(
            result.Failure!.Message,
            Is.EqualTo(
                "transport: sockets cannot reach https://127.0.0.1:1: they know no TLS. Leave transport out, or set it to httpclient."
            )
        );
    }

    [Test]
    public void Runner_SocketsWithAGivenHttpClient_IsRefused()
    {
        using var client = new HttpClient();

        Assert.That(
            () => new OpenAiBenchmarkRunner(new() { Transport = ClientTransport.Sockets }, client),
            Throws.TypeOf<InvalidInputException>().With.Message.StartsWith("transport: requests go through the HttpClient")
        );
    }

    private static async Task<string?> MeasureAsync(OpenAiBenchmarkOptions options)
    {
        await using var server = StreamServer.StartStreaming([.. Bench.ThreeTokens, Bench.Usage, "[DONE]"]);
        var result = await Bench.MeasureAsync(server, options);
        return result.Field("client_transport").GetString();
    }
}
