namespace ServeMulti.FaultLab.Crash;

/// <summary>What became of one point.</summary>
/// <param name="Point">The point.</param>
/// <param name="Kills">How many hosts were killed; 0 where they came to their end before.</param>
/// <param name="Orphans">How many processes killed hosts left behind.</param>
/// <param name="Problems">What did not hold; empty: all did.</param>
internal sealed record CrashVerdict(CrashPoint Point, int Kills, int Orphans, IReadOnlyList<string> Problems);
