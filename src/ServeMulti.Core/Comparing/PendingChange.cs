using ServeMulti.Statistics;

namespace ServeMulti.Comparing;

/// <summary>One comparison that waits for all others: its p-values are corrected together with theirs.</summary>
/// <param name="PWorse">The one-sided p-value that the current build is not worse.</param>
/// <param name="PBetter">The one-sided p-value that it is not better.</param>
/// <param name="Judge">Receives both p-values, corrected, the level, and the number of comparisons.</param>
internal sealed record PendingChange(double PWorse, double PBetter, Action<double, double, double, int> Judge)
{
    /// <summary>Judges all together (Holm).</summary>
    public static void JudgeAll(IReadOnlyList<PendingChange> pending, double errorRate)
    {
        var worse = HolmCorrection.Adjust([.. pending.Select(one => one.PWorse)]);
        var better = HolmCorrection.Adjust([.. pending.Select(one => one.PBetter)]);
        for (var index = 0; index < pending.Count; index++)
        {
            pending[index].Judge(worse[index], better[index], errorRate, pending.Count);
        }
    }
}
