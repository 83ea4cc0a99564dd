using System.Globalization;
using System.Net;

namespace ServeMulti.Launching;

/// <summary>Asks by HTTP: a GET of the profile's readiness path that answers 200 means ready.</summary>
public sealed class HttpReadinessProbe : IReadinessProbe
{
    private const int LargestFacts = 1 << 20;

    private readonly HttpClient _httpClient;
    private readonly TimeSpan _requestTimeout;
    private readonly TimeProvider _timeProvider;
    private readonly ServerAccess _access;

    /// <summary>Initializes a new instance.</summary>
    /// <param name="requestTimeout">How long one request may take; null (the default): 5 s.</param>
    /// <param name="httpClient">The client, which the caller owns; null (the default): one without proxy.</param>
    /// <param name="timeProvider">The clock of the time limit; null (the default): the system's.</param>
    /// <param name="access">The key that requests carry and the certificates that they accept; null (the default): a key that is found, and
    /// trusted certificates alone.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="requestTimeout"/> is not positive.</exception>
    public HttpReadinessProbe(
        TimeSpan? requestTimeout = null,
        HttpClient? httpClient = null,
        TimeProvider? timeProvider = null,
        ServerAccess? access = null
    )
    {
        _requestTimeout = requestTimeout ?? TimeSpan.FromSeconds(5);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(_requestTimeout, TimeSpan.Zero, nameof(requestTimeout));
        _access = access ?? new ServerAccess();
        _httpClient = httpClient ?? ServerHttp.CreateClient(_access.AcceptsAnyCertificate);
        _timeProvider = timeProvider ?? TimeProvider.System;
    }

    /// <inheritdoc/>
    public async Task<ReadinessAnswer> ProbeAsync(ReadinessRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var key = ServerKey.TryFind(request.Spec, request.Profile, _access, isAdministration: false);
        var answer = new ReadinessAnswer(false, $"the profile '{request.Profile.Name}' names no readiness path");
        foreach (var path in request.Profile.ReadinessPaths)
        {
            (answer, var exists) = await GetAsync(ServerHttp.Combine(request.Endpoint, path), key, request.Profile, cancellationToken)
                .ConfigureAwait(false);
            if (exists)
            {
                break;
            }
        }

        return answer;
    }

    /// <inheritdoc/>
    /// <remarks>Each request may take as long as one for readiness. One that fails tells nothing.</remarks>
    public async Task<IReadOnlyDictionary<string, string>> ReadFactsAsync(
        ReadinessRequest request,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(request);
        var facts = new Dictionary<string, string>(StringComparer.Ordinal);
        var key = ServerKey.TryFind(request.Spec, request.Profile, _access, isAdministration: false);
        foreach (var path in request.Profile.FactPaths)
        {
            var answer = await TryReadAsync(ServerHttp.Combine(request.Endpoint, path), key, cancellationToken).ConfigureAwait(false);
            foreach (var (name, value) in answer is null ? [] : ServerFacts.Read(request.Profile, answer))
            {
                facts.TryAdd(name, value);
            }
        }

        return facts;
    }

    private async Task<byte[]?> TryReadAsync(Uri address, ServerKey? key, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(_requestTimeout, _timeProvider);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using var request = ServerHttp.CreateRequest(HttpMethod.Get, address, key);
        try
        {
            using var response = await _httpClient
                .SendAsync(request, HttpCompletionOption.ResponseHeadersRead, linked.Token)
                .ConfigureAwait(false);
            if (response.StatusCode != HttpStatusCode.OK)
            {
                return null;
            }

            var content = await response.Content.ReadAsStreamAsync(linked.Token).ConfigureAwait(false);
            var buffer = new byte[LargestFacts];
            var count = await content
                .ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, linked.Token)
                .ConfigureAwait(false);
            return count < buffer.Length ? buffer[..count] : null;
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private async Task<(ReadinessAnswer Answer, bool Exists)> GetAsync(
        Uri address,
        ServerKey? key,
        ServerProfile profile,
        CancellationToken cancellationToken
    )
    {
        using var limit = new CancellationTokenSource(_requestTimeout, _timeProvider);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using var request = ServerHttp.CreateRequest(HttpMethod.Get, address, key);
        try
        {
            using var response = await _httpClient
                .SendAsync(request, HttpCompletionOption.ResponseHeadersRead, linked.Token)
                .ConfigureAwait(false);
            var detail = ServerHttp.DescribeAnswer(HttpMethod.Get, address, response.StatusCode);
            return ServerHttp.IsKeyRefused(response.StatusCode)
                ? (new ReadinessAnswer(false, $"{detail}: {ServerKey.DescribeRefusal(key, profile)}") { IsRefused = true }, true)
                : (new ReadinessAnswer(response.StatusCode == HttpStatusCode.OK, detail), response.StatusCode != HttpStatusCode.NotFound);
        }
        catch (HttpRequestException exception)
        {
            return (
                new ReadinessAnswer(false, $"GET {address}: {ServerHttp.Describe(exception)}")
                {
                    IsRefused = ServerHttp.IsCertificateRefused(exception),
                },
                true
            );
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (
                new ReadinessAnswer(
                    false,
                    string.Create(CultureInfo.InvariantCulture, $"GET {address} did not answer within {_requestTimeout.TotalSeconds} s")
                ),
                true
            );
        }
    }
}
