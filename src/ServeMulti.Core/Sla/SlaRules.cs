using ServeMulti.Parameters;

namespace ServeMulti.Sla;

/// <summary>What a verdict asks for beside the criteria. Immutable.</summary>
public sealed record SlaRules
{
    /// <summary>The throughput that a sustained load reaches at least, as a share of what was offered.</summary>
    internal const double DefaultSustainedShare = 0.95;

    /// <summary>Gets the largest share of requests that may fail, from 0 to 1. The default is 0.</summary>
    public double FailedShareLimit { get; init; }

    /// <summary>Gets the share of the offered request rate that the server must reach for a rate to count as sustained; 0 turns the rule
    /// off. The default is 0.95.</summary>
    /// <remarks>
    /// A run of N requests at rate x with the mean latency L is sustained where its throughput is at least this share of N/(N/x + L): the
    /// last request is sent after N/x and answered L later. It does not apply to <c>max_concurrency</c>, where the server sets the rate.
    /// </remarks>
    public double SustainedShare { get; init; } = DefaultSustainedShare;

    /// <summary>Finds values that are out of range, one line each.</summary>
    /// <param name="subject">What the rules are of.</param>
    internal IReadOnlyList<string> FindProblems(string subject) =>
        new SettingCheck(subject)
            .Require(FailedShareLimit is >= 0 and <= 1, "the failed share", FailedShareLimit, "must be from 0 to 1")
            .Require(SustainedShare is >= 0 and < 1, "the sustained share", SustainedShare, "must be 0 (off), or above it and below 1")
            .Problems;
}
