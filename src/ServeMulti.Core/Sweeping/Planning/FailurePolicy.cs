namespace ServeMulti.Sweeping;

/// <summary>What a sweep does after a run has failed or a server could not be started.</summary>
public enum FailurePolicy
{
    /// <summary>Ends the sweep; everything finished is kept, and a resume goes on from there.</summary>
    Stop,

    /// <summary>Records the failure and goes on with the next run; a resume tries the failed runs again.</summary>
    Continue,
}
