using ServeMulti.Cases;
using ServeMulti.Parameters;

namespace ServeMulti.Sweeping;

/// <summary>A run that a search or a scan asked for when it was played with the stored runs alone.</summary>
/// <param name="Measured">The case of its load.</param>
/// <param name="Parameters">The benchmark parameters, the load included.</param>
/// <param name="RunNumber">The number of the run.</param>
/// <param name="IsDone">Whether it is stored.</param>
internal sealed record ReplayedRun(BenchmarkCase Measured, ParameterSet Parameters, int RunNumber, bool IsDone);
