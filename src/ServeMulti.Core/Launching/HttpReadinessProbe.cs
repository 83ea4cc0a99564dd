using System.Globalization;
using System.Net;

namespace ServeMulti.Launching;

/// <summary>Asks by HTTP: a GET of the profile's readiness path that answers 200 means ready.</summary>
public sealed class HttpReadinessProbe : IReadinessProbe
{
    private readonly HttpClient _httpClient;
    private readonly TimeSpan _requestTimeout;
    private readonly TimeProvider _timeProvider;

    /// <summary>Initializes a new instance.</summary>
    /// <param name="requestTimeout">How long one request may take; null (the default): 5 s.</param>
    /// <param name="httpClient">The client, which the caller owns; null (the default): one without proxy.</param>
    /// <param name="timeProvider">The clock of the time limit; null (the default): the system's.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="requestTimeout"/> is not positive.</exception>
    public HttpReadinessProbe(TimeSpan? requestTimeout = null, HttpClient? httpClient = null, TimeProvider? timeProvider = null)
    {
        _requestTimeout = requestTimeout ?? TimeSpan.FromSeconds(5);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(_requestTimeout, TimeSpan.Zero, nameof(requestTimeout));
        _httpClient = httpClient ?? ServerHttp.CreateClient();
        _timeProvider = timeProvider ?? TimeProvider.System;
    }

    /// <inheritdoc/>
    public async Task<ReadinessAnswer> ProbeAsync(Uri endpoint, ServerProfile profile, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        ArgumentNullException.ThrowIfNull(profile);
        string detail = $"the profile '{profile.Name}' names no readiness path";
        foreach (string path in profile.ReadinessPaths)
        {
            (HttpStatusCode? status, detail) = await GetAsync(ServerHttp.Combine(endpoint, path), cancellationToken).ConfigureAwait(false);
            if (status != HttpStatusCode.NotFound)
            {
                return new ReadinessAnswer(status == HttpStatusCode.OK, detail);
            }
        }

        return new ReadinessAnswer(false, detail);
    }

    private async Task<(HttpStatusCode? Status, string Detail)> GetAsync(Uri address, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(_requestTimeout, _timeProvider);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using HttpRequestMessage request = ServerHttp.CreateRequest(HttpMethod.Get, address);
        try
        {
            using HttpResponseMessage response =
                await _httpClient.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, linked.Token).ConfigureAwait(false);
            return (response.StatusCode, string.Create(CultureInfo.InvariantCulture, $"GET {address} answered {(int)response.StatusCode}"));
        }
        catch (HttpRequestException exception)
        {
            return (null, $"GET {address}: {ServerHttp.Describe(exception)}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (null, string.Create(CultureInfo.InvariantCulture, $"GET {address} did not answer within {_requestTimeout.TotalSeconds} s"));
        }
    }
}
