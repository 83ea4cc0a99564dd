using ServeMulti.Benchmarking;
using ServeMulti.Cases;

namespace ServeMulti.Results;

/// <summary>One finished run: the case, the run's number and what was measured.</summary>
/// <param name="Case">The case.</param>
/// <param name="RunNumber">The number of the run within its case, from 0.</param>
/// <param name="Document">What was measured, as the benchmark wrote it: without run number and parameters.</param>
public sealed record RunRecord(BenchmarkCase Case, int RunNumber, ResultDocument Document);
