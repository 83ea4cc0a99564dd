using ServeMulti.Benchmarking;
using ServeMulti.Cases;

namespace ServeMulti.Results;

/// <summary>One run that has no result; it is tried again when the experiment is resumed.</summary>
/// <param name="Case">The case.</param>
/// <param name="RunNumber">The number of the run within its case, from 0.</param>
/// <param name="Failure">Why there is no result.</param>
public sealed record FailedRun(BenchmarkCase Case, int RunNumber, BenchmarkFailure Failure);
