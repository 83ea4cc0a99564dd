using ServeMulti.Benchmarking;
using ServeMulti.Sla;

namespace ServeMulti.Sweeping;

/// <summary>One level of a load scan, and what its runs measured.</summary>
/// <param name="Level">The level.</param>
/// <param name="Runs">The results of the runs that finished, in the order of their numbers.</param>
public sealed record ScannedLevel(LoadScanLevel Level, IReadOnlyList<ResultDocument> Runs);
