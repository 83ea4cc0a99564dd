using System.Globalization;
using System.Net;
using System.Security.Authentication;

namespace ServeMulti.Launching;

/// <summary>The HTTP client that talks to servers where the host gives none.</summary>
internal static class ServerHttp
{
    /// <summary>Makes a client without proxy and without a time limit of its own.</summary>
    /// <remarks>A proxy that the environment names cannot reach this machine's loopback addresses.</remarks>
    /// <param name="acceptsAnyCertificate">Whether a certificate that no known authority signed is accepted.</param>
    public static HttpClient CreateClient(bool acceptsAnyCertificate)
    {
        var handler = new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false };
        if (acceptsAnyCertificate)
        {
#pragma warning disable CA5359 // The host asked for it: a server under test often has a certificate of its own making.
            handler.SslOptions.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
#pragma warning restore CA5359
        }

        return new(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>Makes a request that leaves no open connection behind: the server it was for is gone when the next one starts.</summary>
    public static HttpRequestMessage CreateRequest(HttpMethod method, Uri address, ServerKey? key)
    {
        var request = new HttpRequestMessage(method, address);
        request.Headers.ConnectionClose = true;
        request.Headers.Authorization = key?.ToHeader();
        return request;
    }

    public static Uri Combine(Uri endpoint, string path) => new(endpoint.AbsoluteUri.TrimEnd('/') + path);

    /// <summary>Returns whether an answer means that the request lacked the right key.</summary>
    public static bool IsKeyRefused(HttpStatusCode status) => status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden;

    /// <summary>Words an answer to a request: <c>GET http://localhost:8000/health answered 503</c>.</summary>
    public static string DescribeAnswer(HttpMethod method, Uri address, HttpStatusCode status) =>
        string.Create(CultureInfo.InvariantCulture, $"{method} {address} answered {(int)status}");

    /// <summary>Returns whether a request failed because no known authority signed the server's certificate. Something else than TLS on the
    /// port fails in another way.</summary>
    public static bool IsCertificateRefused(HttpRequestException exception) =>
        exception.InnerException is AuthenticationException { Message: var message }
        && message.Contains("certificate", StringComparison.OrdinalIgnoreCase);

    /// <summary>Describes a request that got no answer, in one line.</summary>
    public static string Describe(HttpRequestException exception) =>
        IsCertificateRefused(exception)
            ? $"the certificate of the server is not trusted ({exception.InnerException!.Message.TrimEnd('.')}). Where it is the server's own, such as a self-signed one, have it accepted (--insecure)."
            : exception.InnerException?.Message ?? exception.Message;
}
