namespace ServeMulti.Sla;

/// <summary>What a verdict asks for beside the criteria. Immutable.</summary>
public sealed record SlaRules
{
    private readonly double _failedShareLimit;
    private readonly double _sustainedShare = DefaultSustainedShare;

    /// <summary>The throughput that a sustained load reaches at least, as a share of what was offered.</summary>
    internal const double DefaultSustainedShare = 0.95;

    /// <summary>Gets the largest share of requests that may fail, from 0 to 1. The default is 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not from 0 to 1.</exception>
    public double FailedShareLimit
    {
        get => _failedShareLimit;
        init =>
            _failedShareLimit = value is >= 0 and <= 1
                ? value
                : throw new ArgumentOutOfRangeException(nameof(value), value, "The failed share must be from 0 to 1.");
    }

    /// <summary>Gets the share of the offered request rate that the server must reach for a rate to count as sustained; 0 turns the rule
    /// off. The default is 0.95.</summary>
    /// <remarks>
    /// A run of N requests at rate x with the mean latency L is sustained where its throughput is at least this share of N/(N/x + L): the
    /// last request is sent after N/x and answered L later. It does not apply to <c>max_concurrency</c>, where the server sets the rate.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 0 or not below 1.</exception>
    public double SustainedShare
    {
        get => _sustainedShare;
        init =>
            _sustainedShare = value is >= 0 and < 1
                ? value
                : throw new ArgumentOutOfRangeException(
                    nameof(value),
                    value,
                    "The sustained share must be 0 (off), or above it and below 1."
                );
    }
}
