namespace ServeMulti.Results;

/// <summary>Whether an experiment is a new one or is resumed.</summary>
public enum ExperimentMode
{
    /// <summary>A new experiment; a folder of that name must not exist.</summary>
    New,

    /// <summary>An experiment that exists is continued; finished runs are kept and not run again.</summary>
    Resume,

    /// <summary>An experiment of that name is continued where its folder exists, and is a new one where it does not. Without a name it is
    /// always a new one.</summary>
    NewOrResume,
}
