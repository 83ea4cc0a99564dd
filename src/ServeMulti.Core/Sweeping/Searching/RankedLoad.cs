using ServeMulti.Comparing;
using ServeMulti.Parameters;
using ServeMulti.Sla;

namespace ServeMulti.Sweeping;

/// <summary>What one server configuration sustains, in a ranking.</summary>
/// <param name="Parameters">The server parameters.</param>
/// <param name="Result">What the search found; it has a load.</param>
/// <param name="Standing">Whether it is best, tied, behind or not known.</param>
/// <param name="LeadOverFirst">How much larger its load is than that of the first configuration of the file, as a ratio; null for that one
/// itself, and where that one has no load.</param>
public sealed record RankedLoad(ParameterSet Parameters, SlaSearchResult Result, ConfigurationStanding Standing, double? LeadOverFirst);
