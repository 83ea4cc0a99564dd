namespace ServeMulti.FaultLab;

/// <summary>How a trial went.</summary>
internal enum TrialOutcome
{
    /// <summary>Nothing broke.</summary>
    Held,

    /// <summary>Something broke; what, and how to see it again, was printed.</summary>
    Broken,
}
