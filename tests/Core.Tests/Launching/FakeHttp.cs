using System.Net;

namespace ServeMulti.Launching;

/// <summary>Answers requests by a function, and keeps what was asked.</summary>
internal sealed class FakeHttp : HttpMessageHandler
{
    private readonly Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> _answer;

    public FakeHttp(Func<string, HttpStatusCode> answer)
        : this((request, _) => Task.FromResult(new HttpResponseMessage(answer(request.RequestUri!.AbsolutePath)))) { }

    public FakeHttp(Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> answer) => _answer = answer;

    public List<string> Requests { get; } = [];

    /// <summary>Gets the keys that the requests carried; null for none.</summary>
    public List<string?> Keys { get; } = [];

    public HttpClient CreateClient() => new(this, disposeHandler: false);

    public static async Task<HttpResponseMessage> Hang(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.Infinite, cancellationToken);
        throw new InvalidOperationException("The delay has no end.");
    }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Keys.Add(request.Headers.Authorization?.ToString());
        Requests.Add($"{request.Method} {request.RequestUri}");
        return _answer(request, cancellationToken);
    }
}
