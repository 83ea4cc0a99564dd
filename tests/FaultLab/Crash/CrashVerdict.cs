namespace ServeMulti.FaultLab.Crash;

/// <summary>What became of one point.</summary>
/// <param name="Point">The point.</param>
/// <param name="Kills">How many hosts were killed.</param>
/// <param name="Orphans">How many processes killed hosts left behind.</param>
/// <param name="Missed">How long the host took where it came to its end before its moment; null where it did not.</param>
/// <param name="Problems">What did not hold; empty: all did.</param>
internal sealed record CrashVerdict(CrashPoint Point, int Kills, int Orphans, TimeSpan? Missed, IReadOnlyList<string> Problems);
