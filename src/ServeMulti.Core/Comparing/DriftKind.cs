namespace ServeMulti.Comparing;

/// <summary>How the runs of an experiment depend on when they were executed.</summary>
public enum DriftKind
{
    /// <summary>The first run of a case differs from the others.</summary>
    FirstRun,

    /// <summary>The runs of a case rise or fall from the first to the last.</summary>
    Trend,
}
