using System.Globalization;

namespace ServeMulti.Launching;

/// <summary>Hands out a server that already runs at <see cref="ServerSpec.Endpoint"/>: checks that it is ready, and never stops
/// it.</summary>
public sealed class RunningServerLauncher : IServerLauncher
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan HealthTimeout = TimeSpan.FromSeconds(30);

    private readonly ReadinessWait _readiness;
    private readonly ServerAccess _access;

    /// <summary>Initializes a new instance.</summary>
    /// <param name="readinessProbe">How to ask whether the server is ready; null (the default): <see cref="HttpReadinessProbe"/>.</param>
    /// <param name="timeProvider">The clock; null (the default): the system's.</param>
    /// <param name="access">The key and the certificates of the server, for the default probe; null (the default): a key that is found, and
    /// trusted certificates alone.</param>
    public RunningServerLauncher(IReadinessProbe? readinessProbe = null, TimeProvider? timeProvider = null, ServerAccess? access = null)
    {
        timeProvider ??= TimeProvider.System;
        _access = access ?? new ServerAccess();
        _readiness = new ReadinessWait(
            readinessProbe ?? new HttpReadinessProbe(timeProvider: timeProvider, access: _access),
            PollInterval,
            timeProvider
        );
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> FindProblems(ServerSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        var ofAddress = spec.Endpoint switch
        {
            null => "No endpoint is given for the server that already runs.",
            { IsAbsoluteUri: true, Scheme: "http" or "https" } => null,
            var endpoint => $"'{endpoint}' is not the address of a server; give one such as http://localhost:8000.",
        };
        return [.. new[] { ofAddress, _access.FindProblem() }.OfType<string>()];
    }

    /// <inheritdoc/>
    public async Task<IRunningServer> LaunchAsync(ServerSpec spec, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (FindProblems(spec) is [var problem, ..])
        {
            throw new ServerStartException(problem);
        }

        var profile = spec.Profile ?? ServerProfiles.Unknown;
        if (spec.CheckReadiness)
        {
            var never = new TaskCompletionSource();
            var request = new ReadinessRequest(spec, spec.Endpoint!, profile);
            (var outcome, var lastAnswer) = await _readiness
                .WaitAsync(request, spec.ReadyTimeout, never.Task, cancellationToken)
                .ConfigureAwait(false);
            if (outcome != ReadinessOutcome.Ready)
            {
                throw new ServerStartException(
                    outcome == ReadinessOutcome.Refused
                        ? $"The server at {spec.Endpoint} does not say whether it is ready: {lastAnswer}"
                        : string.Create(
                            CultureInfo.InvariantCulture,
                            $"The server at {spec.Endpoint} was not ready within {spec.ReadyTimeout.TotalSeconds} s ({lastAnswer}). Start it, correct its address, or allow it more time (--server-ready-timeout)."
                        )
                );
            }
        }

        return new RemoteServer(spec, new HealthCheck(_readiness, profile, HealthTimeout));
    }
}
