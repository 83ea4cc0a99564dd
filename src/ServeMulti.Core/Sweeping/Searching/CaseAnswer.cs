using ServeMulti.Sla;

namespace ServeMulti.Sweeping;

/// <summary>What a search found for one case and one SLA.</summary>
/// <param name="Case">The case.</param>
/// <param name="Result">What was found.</param>
public sealed record CaseAnswer(PlannedCase Case, SlaSearchResult Result);
