using ServeMulti.Sla;

namespace ServeMulti.SearchLab;

/// <summary>What one search said and cost, beside the truth.</summary>
/// <param name="Truth">The largest load in the long run.</param>
/// <param name="Capacity">The long-run throughput, in req/s.</param>
/// <param name="Load">The answer; NaN where there was none.</param>
/// <param name="Runs">The benchmark runs.</param>
/// <param name="Seconds">The simulated time of those runs.</param>
internal sealed record SearchOutcome(double Truth, double Capacity, double Load, int Runs, double Seconds)
{
    public double? AtLeast { get; init; }

    public LoadInterval? Interval { get; init; }

    public string Outcome { get; init; } = "";

    public Exception? Crash { get; init; }

    public string Probes { get; init; } = "";

    public string Label { get; init; } = "";
}
