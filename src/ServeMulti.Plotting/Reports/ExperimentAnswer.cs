using ServeMulti.Sla;

namespace ServeMulti.Plotting.Reports;

/// <summary>The answer of a search for one case and one SLA.</summary>
/// <param name="Case">The name of the case, from its folder.</param>
/// <param name="Result">The result of the search.</param>
public sealed record ExperimentAnswer(string Case, SlaSearchResult Result);
