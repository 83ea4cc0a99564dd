using ServeMulti.LoadGeneration.Wire;

namespace ServeMulti.LoadGeneration;

/// <summary>The connections to the server: kept ones, and fresh ones for requests under which a kept one was closed.</summary>
internal sealed class OpenAiClients : IDisposable
{
    private readonly bool _isOwner;
    private readonly Lazy<HttpClient> _fresh;

    private OpenAiClients(HttpClient pooled, Func<HttpClient> fresh, bool isOwner)
    {
        Pooled = pooled;
        _fresh = new(fresh);
        _isOwner = isOwner;
    }

    public HttpClient Pooled { get; }

    public HttpClient Fresh => _fresh.Value;

    /// <summary>Uses the host's own client for everything.</summary>
    public static OpenAiClients Of(HttpClient client) => new(client, () => client, isOwner: false);

    /// <summary>Opens as many connections as there are requests in flight: a limit would hold requests back in secret.</summary>
    public static OpenAiClients Create(bool usesProxy, bool acceptsAnyCertificate) =>
        new(Open(usesProxy, acceptsAnyCertificate, Timeout.InfiniteTimeSpan), () => Open(usesProxy, acceptsAnyCertificate, TimeSpan.Zero), isOwner: true);

    /// <summary>Makes what sends requests to a target: over sockets of its own where that is possible and the host gave no client.</summary>
    public async Task<IRequestSender> CreateSenderAsync(OpenAiTarget target, OpenAiRequestBody body, TimeProvider time, CancellationToken cancellationToken) =>
        (_isOwner ? await WireSender.TryCreateAsync(target, body, time, cancellationToken).ConfigureAwait(false) : null)
        ?? (IRequestSender)new OpenAiSender(this, target, body, time);

    public void Dispose()
    {
        if (!_isOwner)
        {
            return;
        }

        Pooled.Dispose();
        if (_fresh.IsValueCreated)
        {
            _fresh.Value.Dispose();
        }
    }

    private static HttpClient Open(bool usesProxy, bool acceptsAnyCertificate, TimeSpan lifetime)
    {
        var handler = new SocketsHttpHandler
        {
            MaxConnectionsPerServer = int.MaxValue,
            PooledConnectionLifetime = lifetime,
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(5),
            UseCookies = false,
            UseProxy = usesProxy,
            AllowAutoRedirect = false,
            ActivityHeadersPropagator = null,
        };
        if (acceptsAnyCertificate)
        {
#pragma warning disable CA5359 // The host asked for it: a server under test often has a certificate of its own making.
            handler.SslOptions.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
#pragma warning restore CA5359
        }

        return new(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }
}
