using System.Net;
using System.Net.Sockets;
using ServeMulti.LoadGeneration.Requests;

namespace ServeMulti.LoadGeneration.Transport;

/// <summary>Sends requests in plain HTTP/1.1 over sockets of its own, and reads their answers on a thread that does nothing else.</summary>
/// <remarks>
/// A client that is slow seems like a server that is slow. Through HttpClient a token cost some 17 microseconds of processor time, of which
/// the kernel took 5: the rest went into stream, parser and task of each answer and into handing every token from thread to thread. Here a
/// token costs little beside the kernel's share. What is not plain (TLS, proxies, unusual headers, other systems than Linux) goes through
/// <see cref="OpenAiSender"/>, which behaves the same.
/// </remarks>
internal sealed class WireSender : IRequestSender, IAsyncDisposable
{
    private readonly WirePool _pool;
    private readonly WireRequestHead _head;
    private readonly OpenAiRequestBody _body;
    private readonly Deadlines _deadlines;
    private readonly Deadlines _ends;
    private readonly bool _isStreaming;

    /// <param name="addresses">Where the server may be reached; those that do not answer are passed over.</param>
    /// <param name="target">What requests go to, and how.</param>
    /// <param name="body">Writes the requests.</param>
    /// <param name="fileLimit">How many files may be open.</param>
    /// <param name="time">The clock of the time limit.</param>
    public WireSender(
        IReadOnlyList<IPEndPoint> addresses,
        OpenAiTarget target,
        OpenAiRequestBody body,
        OpenFileLimit fileLimit,
        TimeProvider time
    )
    {
        _pool = new(addresses, fileLimit);
        _head = new(target);
        _body = body;
        _isStreaming = target.IsStreaming;
        _deadlines = new(
            target.RequestTimeout,
            time,
            exchange => exchange.End(new(RequestFailureReason.TimedOut, RequestFailures.TooLate(target.RequestTimeout)))
        );
        _ends = new(AnswerEnds.Grace, time, exchange => exchange.EndDone());
    }

    public string TransportName => "sockets";

    /// <summary>Returns why requests to a target have to go another way; null if they need not.</summary>
    public static string? FindObstacle(OpenAiTarget target) =>
        !Epoll.IsSupported ? "they need Linux"
        : target.RequestUri.Scheme != Uri.UriSchemeHttp ? "they know no TLS"
        : HasProxy(target.RequestUri) ? "a proxy is in between"
        : !WireRequestHead.IsPlain(target) ? "a header changes how messages are framed"
        : null;

    /// <summary>Creates a sender; null where requests to the target have to go another way.</summary>
    public static async Task<WireSender?> TryCreateAsync(
        OpenAiTarget target,
        OpenAiRequestBody body,
        OpenFileLimit fileLimit,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        if (FindObstacle(target) is not null)
        {
            return null;
        }

        var addresses = await FindAddressesAsync(target.RequestUri, cancellationToken).ConfigureAwait(false);
        return addresses.Length == 0 ? null : new(addresses, target, body, fileLimit, time);
    }

    public Task SendAsync(LoadRequest request, RequestTrace trace, CancellationToken cancellationToken)
    {
        var content = _head.Write(_body.Write(request).Span);
        trace.MarkSent(request);
        var exchange = new WireExchange(_pool, content, _isStreaming, trace) { OnDone = AwaitEnd, OnOver = Forget };
        _deadlines.Add(exchange);
        exchange.Begin(cancellationToken);
        return exchange.Closed;
    }

    /// <summary>Completes as soon as the thread that reads answers is free to do so; what follows at once runs on that thread.</summary>
    public Task WhenFreeAsync()
    {
        var free = new TaskCompletionSource();
        _pool.FirstLoop.Post(free.SetResult);
        return free.Task;
    }

    public async ValueTask DisposeAsync()
    {
        await _pool.DisposeAsync().ConfigureAwait(false);
        _deadlines.Dispose();
        _ends.Dispose();
    }

    private void AwaitEnd(WireExchange exchange)
    {
        _deadlines.Remove(exchange);
        _ends.Add(exchange);
    }

    private void Forget(WireExchange exchange)
    {
        _deadlines.Remove(exchange);
        _ends.Remove(exchange);
    }

    private static bool HasProxy(Uri address) => !address.IsLoopback && !HttpClient.DefaultProxy.IsBypassed(address);

    // The other sender reports an unknown name.
    private static async Task<IPEndPoint[]> FindAddressesAsync(Uri address, CancellationToken cancellationToken)
    {
        try
        {
            var found = await Dns.GetHostAddressesAsync(address.IdnHost, cancellationToken).ConfigureAwait(false);
            return [.. found.Select(ip => new IPEndPoint(ip, address.Port))];
        }
        catch (SocketException)
        {
            return [];
        }
    }
}
