using System.Globalization;

namespace ServeMulti.Launching;

/// <summary>Asks a server that was ready before whether it still is.</summary>
internal sealed class HealthCheck
{
    private readonly ReadinessWait _readiness;
    private readonly ServerProfile _profile;
    private readonly TimeSpan _timeout;

    public HealthCheck(ReadinessWait readiness, ServerProfile profile, TimeSpan timeout)
    {
        _readiness = readiness;
        _profile = profile;
        _timeout = timeout;
    }

    /// <summary>Returns what is wrong with the server; null where it answers in time, or exits meanwhile, which is reported
    /// elsewhere.</summary>
    public async Task<string?> FindProblemAsync(ServerSpec spec, Uri endpoint, Task exited, CancellationToken cancellationToken)
    {
        var request = new ReadinessRequest(spec, endpoint, _profile);
        (var outcome, var lastAnswer) = await _readiness.WaitAsync(request, _timeout, exited, cancellationToken).ConfigureAwait(false);
        return outcome switch
        {
            ReadinessOutcome.TimedOut => string.Create(
                CultureInfo.InvariantCulture,
                $"The server was ready before and did not answer so within {_timeout.TotalSeconds} s ({lastAnswer})."
            ),
            ReadinessOutcome.Refused => $"The server was ready before and no longer answers so ({lastAnswer.TrimEnd('.')}).",
            _ => null,
        };
    }

    /// <summary>Asks the server what it is: its version and its model.</summary>
    public Task<IReadOnlyDictionary<string, string>> ReadFactsAsync(ServerSpec spec, Uri endpoint, CancellationToken cancellationToken) =>
        _readiness.ReadFactsAsync(new ReadinessRequest(spec, endpoint, _profile), cancellationToken);
}
