using ServeMulti.Benchmarking;
using ServeMulti.Sla;

namespace ServeMulti.Sweeping;

/// <summary>One load of a scan, and what its runs measured. Immutable.</summary>
public sealed class ScannedLevel
{
    internal ScannedLevel(LoadScanLevel level, IReadOnlyList<ResultDocument> runs) => (Level, Runs) = (level, runs);

    /// <summary>Gets the load: a whole number.</summary>
    public double Load => Level.Load;

    /// <summary>Gets the most requests in flight; null where the scan does not limit them.</summary>
    public int? MaxConcurrency => Level.MaxConcurrency;

    /// <summary>Gets the results of the runs that finished, in the order of their numbers.</summary>
    public IReadOnlyList<ResultDocument> Runs { get; }

    internal LoadScanLevel Level { get; }

    /// <summary>Returns the level as text, such as <c>request_rate=16</c>, or <c>request_rate=1 max_concurrency=1</c>.</summary>
    public override string ToString() => Level.ToString();
}
