using ServeMulti.Parameters;

namespace ServeMulti.Comparing;

/// <summary>One server configuration in a ranking.</summary>
/// <param name="Parameters">The server parameters.</param>
/// <param name="Score">The mean of the metric on one workload (the geometric mean where all values are positive), or its geometric mean
/// over all workloads; in the metric's unit.</param>
/// <param name="Standing">Whether it is best, tied, behind or not known.</param>
/// <param name="Lead">How much better it is than the next in the ranking; null for the last, and where values of 0 or below have no
/// ratio.</param>
/// <param name="LeadOverFirst">How much better it is than the first configuration of the file; null for that one itself, and where it has
/// no place in the ranking or the values no ratio.</param>
public sealed record RankedConfiguration(
    ParameterSet Parameters,
    double Score,
    ConfigurationStanding Standing,
    ConfigurationLead? Lead,
    ConfigurationLead? LeadOverFirst
)
{
    /// <summary>Gets about how many more runs, of this case and of the one that measured best, would distinguish them if means and spread stay
    /// as measured; null unless it is tied with that one on one workload, and where more than 1000 runs are needed.</summary>
    /// <remarks>
    /// The number with which Welch's test at 5 %, divided by the number of other configurations, finds such a difference with a chance of
    /// 80 %. Two or three runs know their spread badly, so this is a guide and no promise. Source: S. Chow, J. Shao, H. Wang and
    /// Y. Lokhnygina, "Sample Size Calculations in Clinical Research" (3rd ed., 2018), section 3.2.
    /// </remarks>
    public int? MoreRunsNeeded { get; init; }

    /// <summary>Gets the 95 % interval of the score; null where a case with a single run leaves it unknown.</summary>
    internal (double Low, double High)? Interval { get; init; }

    /// <summary>Gets whether the score is a geometric mean.</summary>
    internal bool IsGeometric { get; init; }
}
