using System.Net;
using System.Net.Sockets;
using ServeMulti.LoadGeneration.Requests;

namespace ServeMulti.LoadGeneration.Transport;

/// <summary>The connections to the server: kept ones, and fresh ones for requests under which a kept one was closed.</summary>
internal sealed class OpenAiClients : IDisposable
{
    private readonly OpenFileLimit? _fileLimit;
    private readonly Lazy<HttpClient> _fresh;

    private OpenAiClients(HttpClient pooled, Func<HttpClient> fresh, OpenFileLimit? fileLimit)
    {
        Pooled = pooled;
        _fresh = new(fresh);
        _fileLimit = fileLimit;
    }

    public HttpClient Pooled { get; }

    public HttpClient Fresh => _fresh.Value;

    /// <summary>Uses the host's own client for everything.</summary>
    public static OpenAiClients Of(HttpClient client) => new(client, () => client, fileLimit: null);

    /// <summary>Opens as many connections as there are requests in flight, and fails those for which no file is left: to wait would hold
    /// requests back in secret.</summary>
    public static OpenAiClients Create(bool usesProxy, bool acceptsAnyCertificate, OpenFileLimit fileLimit) =>
        new(
            Open(usesProxy, acceptsAnyCertificate, fileLimit, Timeout.InfiniteTimeSpan),
            () => Open(usesProxy, acceptsAnyCertificate, fileLimit, TimeSpan.Zero),
            fileLimit
        );

    /// <summary>Makes what sends requests to a target.</summary>
    /// <exception cref="ServerNotAnsweringException">Sockets are requested and cannot reach the target.</exception>
    public async Task<IRequestSender> CreateSenderAsync(
        OpenAiTarget target,
        OpenAiRequestBody body,
        ClientTransport transport,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        if (transport == ClientTransport.Sockets && WireSender.FindObstacle(target) is { } obstacle)
        {
            throw new ServerNotAnsweringException(
                $"transport: sockets cannot reach {target.RequestUri.GetLeftPart(UriPartial.Authority)}: {obstacle}. Leave transport out, or set it to httpclient."
            );
        }

        var sockets =
            _fileLimit is null || transport == ClientTransport.HttpClient
                ? null
                : await WireSender.TryCreateAsync(target, body, _fileLimit, time, cancellationToken).ConfigureAwait(false);
        return sockets ?? (IRequestSender)new OpenAiSender(this, target, body, time);
    }

    public void Dispose()
    {
        if (_fileLimit is null)
        {
            return;
        }

        Pooled.Dispose();
        if (_fresh.IsValueCreated)
        {
            _fresh.Value.Dispose();
        }
    }

    private static HttpClient Open(bool usesProxy, bool acceptsAnyCertificate, OpenFileLimit fileLimit, TimeSpan lifetime)
    {
        var handler = new SocketsHttpHandler
        {
            MaxConnectionsPerServer = int.MaxValue,
            PooledConnectionLifetime = lifetime,
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(5),
            ResponseDrainTimeout = AnswerEnds.Grace,
            UseCookies = false,
            UseProxy = usesProxy,
            AllowAutoRedirect = false,
            ActivityHeadersPropagator = null,
            ConnectCallback = (context, cancellationToken) => ConnectAsync(context.DnsEndPoint, fileLimit, cancellationToken),
        };
        if (acceptsAnyCertificate)
        {
#pragma warning disable CA5359 // The host asked for it: a server under test often has a certificate of its own making.
            handler.SslOptions.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
#pragma warning restore CA5359
        }

        return new(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    // As the handler does it by itself, but for the limit.
    private static async ValueTask<Stream> ConnectAsync(DnsEndPoint address, OpenFileLimit fileLimit, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            fileLimit.Check(socket);
            await socket.ConnectAsync(address, cancellationToken).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
