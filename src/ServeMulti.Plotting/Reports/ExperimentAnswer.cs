using ServeMulti.Sla;

namespace ServeMulti.Plotting.Reports;

/// <summary>What a search found for one case and one SLA.</summary>
/// <param name="Case">The case, as the folder names it.</param>
/// <param name="Result">What was found.</param>
public sealed record ExperimentAnswer(string Case, SlaSearchResult Result);
