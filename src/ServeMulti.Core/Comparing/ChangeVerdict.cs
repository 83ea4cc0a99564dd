namespace ServeMulti.Comparing;

/// <summary>What the runs of two builds say of a metric.</summary>
public enum ChangeVerdict
{
    /// <summary>The runs do not tell whether there is a relevant difference.</summary>
    Inconclusive,

    /// <summary>The difference is smaller than the margin, either way.</summary>
    NoRelevantDifference,

    /// <summary>The current build is better, by the margin or more as measured.</summary>
    Improved,

    /// <summary>The current build is worse, by the margin or more as measured.</summary>
    Regressed,
}
