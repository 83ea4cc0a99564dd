using ServeMulti.LoadGeneration.Requests;
using ServeMulti.LoadGeneration.Transport;

namespace ServeMulti.LoadGeneration;

/// <summary>What the client has no file left for is the client's failure, whichever way requests go.</summary>
[TestFixture]
[Platform(Exclude = "Win")]
public sealed class ClientLimitTests
{
    // Every file of this process is among those that are kept free.
    private static readonly OpenFileLimit NothingLeft = new(1, 0);

    [Test]
    public async Task SendAsync_NoFileLeft_IsALimitOfTheClient([Values] Way way)
    {
        await using var server = StreamServer.StartStreaming(Bench.ThreeTokens);
        var record = await SendAsync(way, server, NothingLeft);
        Assert.That(record.Failure?.CountedAs, Is.EqualTo("client_limit"));
        Assert.That(server.Connections, Is.Zero);
    }

    [Test]
    public async Task SendAsync_FilesLeft_IsAnswered([Values] Way way)
    {
        await using var server = StreamServer.StartStreaming(Bench.ThreeTokens);
        Assert.That((await SendAsync(way, server, OpenFileLimit.Read())).Failure, Is.Null);
    }

    private static async Task<RequestRecord> SendAsync(Way way, StreamServer server, OpenFileLimit limit)
    {
        var settings = way.One() with { BaseUrl = server.Address };
        using var clients = OpenAiClients.Create(usesProxy: false, acceptsAnyCertificate: false, limit);
        await using var sender = await clients.CreateSenderAsync(
            OpenAiTarget.Of(settings),
            new(settings, "m"),
            settings.Transport,
            TimeProvider.System,
            CancellationToken.None
        );
        var trace = new RequestTrace(0, TimeSpan.Zero, TimeSpan.Zero, new(TimeProvider.System));
        await sender.SendAsync(new(0, "a b c", 3, 3), trace, CancellationToken.None).WaitAsync(StreamServer.HangLimit);
        return trace.ToRecord();
    }
}
