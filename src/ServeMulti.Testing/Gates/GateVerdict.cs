namespace ServeMulti.Testing.Gates;

/// <summary>What a gate found.</summary>
public enum GateVerdict
{
    /// <summary>What the gate asks for was shown.</summary>
    Passed,

    /// <summary>The opposite was shown.</summary>
    Failed,

    /// <summary>Neither was shown: the measurements do not tell, or cannot be compared.</summary>
    Inconclusive,
}
