using ServeMulti.Parameters;

namespace ServeMulti.Results;

/// <summary>One server configuration in a ranking.</summary>
/// <param name="Parameters">The server parameters.</param>
/// <param name="Score">The geometric mean of the metric over the compared workloads, in the metric's unit.</param>
/// <param name="Lead">How much better it is than the next in the ranking; null for the last.</param>
public sealed record RankedConfiguration(ParameterSet Parameters, double Score, ConfigurationLead? Lead);
