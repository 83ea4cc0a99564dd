namespace ServeMulti.Testing.Gates;

/// <summary>What a gate found, and the evidence. Immutable; it belongs to no test framework.</summary>
/// <param name="Verdict">Passed, failed, or inconclusive.</param>
/// <param name="Message">The verdict in words with the evidence and, where it is inconclusive, what to change; one line or more.</param>
public sealed record GateResult(GateVerdict Verdict, string Message)
{
    /// <summary>Gets the number of runs that the verdict rests on.</summary>
    public required int Runs { get; init; }

    /// <summary>Returns the message.</summary>
    public override string ToString() => Message;
}
