namespace ServeMulti.Comparing;

/// <summary>The place of a configuration in a ranking.</summary>
public enum ConfigurationStanding
{
    /// <summary>It is distinguished from every other one, and better than each.</summary>
    Best,

    /// <summary>No other one is distinguished from it and better, but it is not distinguished from all others either.</summary>
    Tied,

    /// <summary>The one that measured best is distinguished from it, and better.</summary>
    Behind,

    /// <summary>It is unknown: it, or the one that measured best, has a single run, or it is the only one that competes.</summary>
    NotKnown,
}
