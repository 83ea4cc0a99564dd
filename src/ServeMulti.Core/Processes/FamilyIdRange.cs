using System.Diagnostics;

namespace ServeMulti.Processes;

/// <summary>The process ids that a child and its descendants can have: it spares reading every process after a child that ran only for a
/// moment.</summary>
/// <remarks>
/// Linux gives ids out upwards and starts again from the smallest only after the largest. Until that can have happened, all descendants
/// have larger ids than the child. How many ids were given out since is bounded by a rate of creation that no machine reaches.
/// </remarks>
internal sealed class FamilyIdRange
{
    private const double MostCreatedPerMillisecond = 1_000;
    private const int SmallestId = 1;

    private readonly int _leaderId;
    private readonly long _startTimestamp;

    /// <summary>Initializes a new instance.</summary>
    /// <param name="leaderId">The id of the child.</param>
    /// <param name="startTimestamp">A timestamp of <see cref="Stopwatch"/> from before it was started.</param>
    public FamilyIdRange(int leaderId, long startTimestamp)
    {
        _leaderId = leaderId;
        _startTimestamp = startTimestamp;
    }

    /// <summary>Gets the range of all ids, for a family whose start was not seen.</summary>
    public static FamilyIdRange All { get; } = new(SmallestId, 0);

    /// <summary>Finds the smallest id that a member can have by now.</summary>
    public int FindSmallest() => FindSmallest(Stopwatch.GetElapsedTime(_startTimestamp), ProcFs.ReadLargestId());

    internal int FindSmallest(TimeSpan age, int largestId) =>
        _leaderId + (age.TotalMilliseconds * MostCreatedPerMillisecond) < largestId ? _leaderId : SmallestId;
}
