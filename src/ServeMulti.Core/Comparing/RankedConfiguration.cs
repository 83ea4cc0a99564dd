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
);
