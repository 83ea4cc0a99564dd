using ServeMulti.Parameters;
using ServeMulti.Sla;

namespace ServeMulti.Comparing;

/// <summary>How the largest load that a configuration sustains within an SLA changed: the answers of a search of each build.
/// Immutable.</summary>
public sealed record LoadChange
{
    /// <summary>Gets the server parameters of the current build.</summary>
    public required ParameterSet Configuration { get; init; }

    /// <summary>Gets the benchmark parameters, without the load.</summary>
    public required ParameterSet Workload { get; init; }

    /// <summary>Gets what the search of the baseline found.</summary>
    public required SlaSearchResult Baseline { get; init; }

    /// <summary>Gets what the search of the current build found.</summary>
    public required SlaSearchResult Current { get; init; }

    /// <summary>Gets what the answers say.</summary>
    public required ChangeVerdict Verdict { get; init; }

    /// <summary>Gets the ratio of the current load to that of the baseline; null where one of them has no load.</summary>
    public double? Ratio { get; init; }

    /// <summary>Gets the lower end of the 90 % interval of <see cref="Ratio"/>; null where it is open or not known.</summary>
    public double? Low { get; init; }

    /// <summary>Gets the upper end of the 90 % interval of <see cref="Ratio"/>; null where it is open or not known.</summary>
    public double? High { get; init; }

    /// <summary>Gets the smallest difference that is relevant, as a share: 0.05 is 5 %.</summary>
    public required double Margin { get; init; }

    /// <summary>Gets why the verdict is not that of an interval, or why there is none; null where the interval says everything.</summary>
    public string? Problem { get; init; }

    /// <summary>Describes the change, such as <c>largest request_rate within p99_e2el_ms&lt;=500 -12 %, from 42 to 37 req/s (90 % interval -18 to
    /// -5 %), regressed</c>.</summary>
    public override string ToString() => ChangeText.Describe(this);
}
