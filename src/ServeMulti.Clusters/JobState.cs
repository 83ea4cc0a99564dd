namespace ServeMulti.Clusters;

/// <summary>What a scheduler says of a task.</summary>
public enum JobState
{
    /// <summary>It is held: it waits to be released.</summary>
    Held,

    /// <summary>It waits for its turn, for resources or for other jobs.</summary>
    Waiting,

    /// <summary>It runs, or is just beginning or ending.</summary>
    Running,

    /// <summary>It ended with exit code 0.</summary>
    Done,

    /// <summary>It ended with another exit code.</summary>
    Failed,

    /// <summary>It was cancelled, by its user or an administrator.</summary>
    Cancelled,

    /// <summary>It reached its time limit.</summary>
    TimedOut,

    /// <summary>It used more memory than it may.</summary>
    OutOfMemory,

    /// <summary>Its node failed.</summary>
    NodeFailed,

    /// <summary>It was ended for a job of higher priority.</summary>
    Preempted,

    /// <summary>The scheduler could not start it on its node.</summary>
    NotStarted,
}
