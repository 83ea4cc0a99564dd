using System.Globalization;
using System.Net;

namespace ServeMulti.Launching;

/// <summary>Empties caches by the requests that the server's profile names.</summary>
public sealed class HttpCacheResetter : ICacheResetter
{
    private readonly IReadOnlyList<ServerProfile> _profiles;
    private readonly HttpClient _httpClient;
    private readonly TimeSpan _requestTimeout;
    private readonly TimeProvider _timeProvider;
    private readonly ServerAccess _access;

    /// <summary>Initializes a new instance.</summary>
    /// <param name="profiles">The kinds of servers that are recognised; null (the default): <see cref="ServerProfiles.BuiltIn"/>.</param>
    /// <param name="requestTimeout">How long one request may take; null (the default): 60 s.</param>
    /// <param name="httpClient">The client, which the caller owns; null (the default): one without proxy.</param>
    /// <param name="timeProvider">The clock of the time limit; null (the default): the system's.</param>
    /// <param name="access">The key that requests carry and the certificates that they accept; null (the default): a key that is found, and
    /// trusted certificates alone.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="requestTimeout"/> is not positive.</exception>
    public HttpCacheResetter(
        IReadOnlyList<ServerProfile>? profiles = null,
        TimeSpan? requestTimeout = null,
        HttpClient? httpClient = null,
        TimeProvider? timeProvider = null,
        ServerAccess? access = null
    )
    {
        _profiles = profiles ?? ServerProfiles.BuiltIn;
        _requestTimeout = requestTimeout ?? TimeSpan.FromSeconds(60);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(_requestTimeout, TimeSpan.Zero, nameof(requestTimeout));
        _access = access ?? new ServerAccess();
        _httpClient = httpClient ?? ServerHttp.CreateClient(_access.AcceptsAnyCertificate);
        _timeProvider = timeProvider ?? TimeProvider.System;
    }

    /// <inheritdoc/>
    public string? FindProblem(ServerSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        if (ServerProfiles.TryFind(spec, _profiles) is not { } profile)
        {
            return $"It is not known how to reset the caches of {DescribeServer(spec)}: give the server's profile (--server-profile), {CacheAdvice.Always}";
        }

        if (profile.CacheResets is null)
        {
            return profile.CacheSwitch is not { } caches ? $"No request resets the caches of a {profile.Name} server: {CacheAdvice.Always}"
                : caches.IsOff(spec.Command) ? null
                : $"A {profile.Name} server {caches.Advice}: turn them off, {CacheAdvice.Always}";
        }

        return LostEnvironment.FindProblem(spec, profile) is { } lost ? lost
            : FindUnresettable(spec, profile) is { } option
                ? $"{option} keeps a cache that no request to a {profile.Name} server resets: leave it out, {CacheAdvice.Always}"
            : null;
    }

    /// <inheritdoc/>
    public string? DescribeReset(ServerSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        var profile = ServerProfiles.TryFind(spec, _profiles);
        return profile?.CacheResets is { } calls ? string.Join(", ", calls.Select(call => call.Path).DefaultIfEmpty("none"))
            : profile?.CacheSwitch?.IsOff(spec.Command) == true ? $"none, as {profile.CacheSwitch.Off} turns the caches off"
            : null;
    }

    /// <inheritdoc/>
    public async Task ResetAsync(IRunningServer server, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(server);
        var spec = PartAnswer.Require(server.Spec, "running server", nameof(server.Spec));
        if (FindProblem(spec) is { } problem)
        {
            throw new CacheResetException(problem);
        }

        var profile = ServerProfiles.TryFind(spec, _profiles)!;
        var key = ServerKey.TryFind(spec, profile, _access, isAdministration: true);
        foreach (var call in profile.CacheResets ?? [])
        {
            if (server.Endpoint is not { } endpoint)
            {
                throw new CacheResetException($"The caches of {DescribeServer(spec)} cannot be reset: its address is not known.");
            }

            var status = await PostAsync(ServerHttp.Combine(endpoint, call.Path), key, cancellationToken).ConfigureAwait(false);
            Check(status, ServerHttp.Combine(endpoint, call.Path), call, key, profile);
        }
    }

    private static string? FindUnresettable(ServerSpec spec, ServerProfile profile) =>
        profile.UnresettableOptions.FirstOrDefault(option =>
            CommandOptions.FindLast(spec.Command?.Arguments ?? [], [option]).Option is not null
        );

    private static string DescribeServer(ServerSpec spec) =>
        spec.Command is { } command ? $"'{command.Program.Name}'"
        : spec.Endpoint is { } endpoint ? $"the server at {endpoint}"
        : "the server";

    private async Task<HttpStatusCode> PostAsync(Uri address, ServerKey? key, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(_requestTimeout, _timeProvider);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using var request = ServerHttp.CreateRequest(HttpMethod.Post, address, key);
        try
        {
            using var response = await _httpClient
                .SendAsync(request, HttpCompletionOption.ResponseHeadersRead, linked.Token)
                .ConfigureAwait(false);
            return response.StatusCode;
        }
        catch (HttpRequestException exception)
        {
            throw new CacheResetException($"POST {address} failed: {ServerHttp.Describe(exception)}", exception);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new CacheResetException(
                string.Create(CultureInfo.InvariantCulture, $"POST {address} was not answered within {_requestTimeout.TotalSeconds} s."),
                exception
            );
        }
    }

    private static void Check(HttpStatusCode status, Uri address, CacheResetCall call, ServerKey? key, ServerProfile profile)
    {
        var isMissing = status == HttpStatusCode.NotFound;
        if ((int)status is >= 200 and < 300 || (isMissing && call.IsOptional))
        {
            return;
        }

        var hint =
            ServerHttp.IsKeyRefused(status) ? $": {ServerKey.DescribeRefusal(key, profile)}"
            : isMissing && call.MissingHint is not null ? $". {call.MissingHint}"
            : ".";
        throw new CacheResetException(ServerHttp.DescribeAnswer(HttpMethod.Post, address, status) + hint);
    }
}
