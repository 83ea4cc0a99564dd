using System.Net;
using ServeMulti.LoadGeneration.Requests;
using ServeMulti.LoadGeneration.Transport;

namespace ServeMulti.LoadGeneration.Wire;

[TestFixture]
[Platform(Include = "Linux")]
public sealed class WireSenderTests
{
    [Test]
    public async Task SendAsync_SeveralAddressesAndClosedConnections_FindsTheOneThatListensEachTime()
    {
        // Every connection ends within its second request: the resend has to find the address anew.
        var served = new HashSet<int>();
        await using var server = StreamServer.Start(async exchange =>
        {
            if (served.Add(exchange.Connection))
            {
                await exchange.StreamAsync([.. Bench.ThreeTokens.Select(data => $"data: {data}\n\n")]);
            }
            else
            {
                exchange.Reset();
            }
        });
        IPEndPoint[] addresses =
        [
            new(IPAddress.Parse("127.0.0.2"), server.Address.Port),
            new(IPAddress.Parse("127.0.0.3"), server.Address.Port),
            new(IPAddress.Loopback, server.Address.Port),
        ];
        for (var i = 0; i < 4; i++)
        {
            Assert.That((await SendAsync(addresses, server)).Select(request => request.Failure), Is.All.Null);
        }
    }

    [Test]
    public async Task SendAsync_NoAddressListens_IsRefused()
    {
        await using var server = StreamServer.StartStreaming(Bench.ThreeTokens);
        IPEndPoint[] addresses =
        [
            new(IPAddress.Parse("127.0.0.2"), server.Address.Port),
            new(IPAddress.Parse("127.0.0.3"), server.Address.Port),
        ];
        Assert.That(
            (await SendAsync(addresses, server)).Select(request => request.Failure!.Reason),
            Is.All.EqualTo(RequestFailureReason.Refused)
        );
    }

    private static async Task<List<RequestRecord>> SendAsync(IPEndPoint[] addresses, StreamServer server)
    {
        var settings = Bench.One with { BaseUrl = server.Address };
        await using var sender = new WireSender(
            addresses,
            OpenAiTarget.Of(settings),
            new(settings, "m"),
            OpenFileLimit.None,
            TimeProvider.System
        );
        List<RequestRecord> records = [];
        for (var i = 0; i < 5; i++)
        {
            var trace = new RequestTrace(i, TimeSpan.Zero, TimeSpan.Zero, new(TimeProvider.System));
            await sender.SendAsync(new(i, "a b c", 3, 3), trace, CancellationToken.None).WaitAsync(StreamServer.HangLimit);
            records.Add(trace.ToRecord());
        }

        return records;
    }
}
