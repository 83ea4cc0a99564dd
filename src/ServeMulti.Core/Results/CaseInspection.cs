using ServeMulti.Cases;

namespace ServeMulti.Results;

/// <summary>What a store already holds of one case, seen without changing anything.</summary>
/// <param name="Case">The case.</param>
/// <param name="FinishedRuns">The numbers of its finished runs, ascending.</param>
public sealed record CaseInspection(BenchmarkCase Case, IReadOnlyList<int> FinishedRuns);
