using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace ServeMulti.Launching;

/// <summary>A server that asks for a key at every path, by plain HTTP or with a certificate of its own making.</summary>
internal sealed class GuardedServer : IAsyncDisposable
{
    public const string Key = "sk-guarded-5c1e";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly X509Certificate2? _certificate;
    private readonly Task _serving;

    public GuardedServer(bool isTls)
    {
        _certificate = isTls ? SignItself() : null;
        _listener.Start();
        Endpoint = new Uri($"{(isTls ? "https" : "http")}://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        _serving = ServeAsync();
    }

    public Uri Endpoint { get; }

    /// <summary>Gets the first lines of the requests that came through, such as <c>GET /health 200</c>.</summary>
    public ConcurrentQueue<string> Answers { get; } = [];

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _serving;
        _listener.Dispose();
        _certificate?.Dispose();
        _end.Dispose();
    }

    private static X509Certificate2 SignItself()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    private async Task ServeAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            try
            {
                using var client = await _listener.AcceptTcpClientAsync(_end.Token);
                await AnswerAsync(client);
            }
            catch (Exception exception)
                when (exception is OperationCanceledException or IOException or System.Security.Authentication.AuthenticationException)
            {
                // The end, or a client that went away.
            }
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        await using var stream = await OpenAsync(client);
        using var reader = new StreamReader(stream);
        if (await reader.ReadLineAsync(_end.Token) is not { Length: > 0 } firstLine)
        {
            // A client that did not like the certificate asks nothing.
            return;
        }

        var request = firstLine.Split(' ');
        var isLetIn = false;
        while (await reader.ReadLineAsync(_end.Token) is { Length: > 0 } header)
        {
            isLetIn |= header == $"Authorization: Bearer {Key}";
        }

        var status = isLetIn ? 200 : 401;
        Answers.Enqueue($"{request[0]} {request[1]} {status}");
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes($"HTTP/1.1 {status} x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"),
            _end.Token
        );
    }

    private async Task<Stream> OpenAsync(TcpClient client)
    {
        if (_certificate is null)
        {
            return client.GetStream();
        }

        var stream = new SslStream(client.GetStream());
        await stream.AuthenticateAsServerAsync(_certificate);
        return stream;
    }
}
