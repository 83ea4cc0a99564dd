using System.Globalization;

namespace ServeMulti.Launching;

/// <summary>Hands out a server that already runs at <see cref="ServerSpec.Endpoint"/>: checks that it is ready, and never stops it.</summary>
public sealed class RunningServerLauncher : IServerLauncher
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan HealthTimeout = TimeSpan.FromSeconds(30);

    private readonly ReadinessWait _readiness;

    /// <summary>Initializes a new instance.</summary>
    /// <param name="readinessProbe">How to ask whether the server is ready; null (the default): <see cref="HttpReadinessProbe"/>.</param>
    /// <param name="timeProvider">The clock; null (the default): the system's.</param>
    public RunningServerLauncher(IReadinessProbe? readinessProbe = null, TimeProvider? timeProvider = null)
    {
        timeProvider ??= TimeProvider.System;
        _readiness = new ReadinessWait(readinessProbe ?? new HttpReadinessProbe(timeProvider: timeProvider), PollInterval, timeProvider);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> FindProblems(ServerSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return spec.Endpoint switch
        {
            null => ["No endpoint is given for the server that already runs."],
            { IsAbsoluteUri: true, Scheme: "http" or "https" } => [],
            var endpoint => [$"'{endpoint}' is no address of a server; give one such as http://localhost:8000."],
        };
    }

    /// <inheritdoc/>
    public async Task<IRunningServer> LaunchAsync(ServerSpec spec, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (FindProblems(spec) is [var problem, ..])
        {
            throw new ServerStartException(problem);
        }

        ServerProfile profile = spec.Profile ?? ServerProfiles.Unknown;
        if (spec.CheckReadiness)
        {
            var never = new TaskCompletionSource();
            (ReadinessOutcome outcome, string lastAnswer) = await _readiness
                .WaitAsync(spec.Endpoint!, profile, spec.ReadyTimeout, never.Task, cancellationToken).ConfigureAwait(false);
            if (outcome != ReadinessOutcome.Ready)
            {
                throw new ServerStartException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"The server at {spec.Endpoint} was not ready within {spec.ReadyTimeout.TotalSeconds} s ({lastAnswer}). Start it, or correct its address."));
            }
        }

        return new RemoteServer(spec, new HealthCheck(_readiness, profile, HealthTimeout));
    }
}
