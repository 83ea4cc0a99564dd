using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ServeMulti.LoadGeneration;

/// <summary>Answers every request of one connection with the same bytes, on the loopback address.</summary>
internal sealed class RehearsalServer : IAsyncDisposable
{
    private const string LengthHeader = "Content-Length: ";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly byte[] _answer;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _serving;

    public RehearsalServer(string contentType, byte[] body)
    {
        var head = string.Create(
            CultureInfo.InvariantCulture,
            $"HTTP/1.1 200 OK\r\nContent-Type: {contentType}\r\n{LengthHeader}{body.Length}\r\n\r\n"
        );
        _answer = [.. Encoding.ASCII.GetBytes(head), .. body];
        _listener.Start();
        Address = new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture)}");
        _serving = ServeAsync(_stopping.Token);
    }

    public Uri Address { get; }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _listener.Stop();
        _stopping.Dispose();
    }

    private async Task ServeAsync(CancellationToken stopping)
    {
        using var client = await _listener.AcceptSocketAsync(stopping).ConfigureAwait(false);
        var buffer = new byte[64 * 1024];
        var filled = 0;
        while (await client.ReceiveAsync(buffer.AsMemory(filled), stopping).ConfigureAwait(false) is > 0 and var received)
        {
            filled += received;
            if (IsWhole(buffer.AsSpan(0, filled)))
            {
                await client.SendAsync(_answer, stopping).ConfigureAwait(false);
                filled = 0;
            }
        }
    }

    private static bool IsWhole(ReadOnlySpan<byte> request)
    {
        var headLength = request.IndexOf("\r\n\r\n"u8);
        if (headLength < 0)
        {
            return false;
        }

        var head = Encoding.ASCII.GetString(request[..headLength]);
        var start = head.IndexOf(LengthHeader, StringComparison.OrdinalIgnoreCase) + LengthHeader.Length;
        var end = head.IndexOf('\r', start);
        var length = int.Parse(end < 0 ? head.AsSpan(start) : head.AsSpan(start, end - start), CultureInfo.InvariantCulture);
        return request.Length >= headLength + 4 + length;
    }
}
