namespace ServeMulti.Results;

/// <summary>What happens to results of other commands, parameters or environment when an experiment is resumed.</summary>
public enum ChangedResults
{
    /// <summary>The experiment is not resumed; every difference is listed.</summary>
    Refuse,

    /// <summary>The stale results are moved aside, into the folder <c>stale</c> of the experiment, and their runs are done again. Nothing
    /// is deleted.</summary>
    RunAgain,
}
