namespace ServeMulti.Launching;

/// <summary>The HTTP client that talks to servers where the host gives none.</summary>
internal static class ServerHttp
{
    /// <summary>Makes a client without proxy and without a time limit of its own.</summary>
    /// <remarks>A proxy that the environment names cannot reach this machine's loopback addresses.</remarks>
    public static HttpClient CreateClient() =>
        new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }) { Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>Makes a request that leaves no open connection behind: the server it was for is gone when the next one starts.</summary>
    public static HttpRequestMessage CreateRequest(HttpMethod method, Uri address)
    {
        var request = new HttpRequestMessage(method, address);
        request.Headers.ConnectionClose = true;
        return request;
    }

    public static Uri Combine(Uri endpoint, string path) => new(endpoint.AbsoluteUri.TrimEnd('/') + path);

    /// <summary>Describes a request that got no answer, in one line.</summary>
    public static string Describe(HttpRequestException exception) => exception.InnerException?.Message ?? exception.Message;
}
