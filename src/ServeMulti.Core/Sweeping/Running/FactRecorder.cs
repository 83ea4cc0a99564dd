using ServeMulti.Hosts;
using ServeMulti.Launching;

namespace ServeMulti.Sweeping;

/// <summary>Records what machine and servers say of themselves. What cannot be learned in time is not recorded, and costs no run.</summary>
internal static class FactRecorder
{
    /// <summary>Records the facts of the machine.</summary>
    public static async Task RecordAsync(SweepParts parts, HostFacts? host, CancellationToken cancellationToken)
    {
        if (host is not null)
        {
            await SaveAsync(parts, await host.ReadAsync(cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
        }
    }

    /// <summary>Records what a server says of itself.</summary>
    public static async Task RecordAsync(SweepParts parts, IRunningServer server, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(HostFacts.TimeLimit, parts.TimeProvider);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            if (server.ReadFactsAsync(linked.Token) is { } asked)
            {
                await SaveAsync(parts, await asked.WaitAsync(linked.Token).ConfigureAwait(false)).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (HostFault.IsData(exception, cancellationToken))
        {
            Log.FactsNotKnown(parts.Logger, server.GetType().Name, exception);
        }
    }

    private static async Task SaveAsync(SweepParts parts, IReadOnlyDictionary<string, string>? facts)
    {
        if (facts is { Count: > 0 })
        {
            await parts
                .Session.SaveFactsAsync(
                    facts.ToDictionary(fact => fact.Key, fact => parts.Secrets.Redact(fact.Value)),
                    CancellationToken.None
                )
                .ConfigureAwait(false);
        }
    }
}
