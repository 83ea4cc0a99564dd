namespace ServeMulti.Results;

/// <summary>Where a configuration stands in a ranking.</summary>
public enum ConfigurationStanding
{
    /// <summary>It is told apart from every other one, and better than each.</summary>
    Best,

    /// <summary>No other one is told apart from it and better, but it is not told apart from all others either.</summary>
    Tied,

    /// <summary>The one that measured best is told apart from it, and better.</summary>
    Behind,

    /// <summary>It cannot be told: it, or the one that measured best, has a single run, or it is the only one that competes.</summary>
    NotKnown,
}
