namespace ServeMulti.Benchmarking;

/// <summary>Why a run has no result.</summary>
public enum BenchmarkFailureReason
{
    /// <summary>The benchmark could not be started.</summary>
    NotStarted,

    /// <summary>The benchmark exited with a code other than 0.</summary>
    NonZeroExit,

    /// <summary>The benchmark exited with code 0 but wrote no result, or one without a number that was measured.</summary>
    MissingResult,

    /// <summary>The benchmark wrote a result that is not a JSON object.</summary>
    UnreadableResult,

    /// <summary>The benchmark's own result says that not one request was completed, or does not say how many were.</summary>
    NothingCompleted,

    /// <summary>The run took longer than it may and was ended.</summary>
    TimedOut,

    /// <summary>The result lacks a metric that an SLA needs.</summary>
    MissingMetric,

    /// <summary>The server ended during the run.</summary>
    ServerExited,

    /// <summary>The server of the run could not be started.</summary>
    ServerNotReady,

    /// <summary>The run failed, and the server no longer answered that it was ready.</summary>
    ServerUnhealthy,

    /// <summary>The result says that it was measured with other parameters than those of the case.</summary>
    OtherParameters,

    /// <summary>There is a result, but it could not be stored: only the files of its case cannot be written.</summary>
    NotStored,

    /// <summary>The benchmark asks another server than the one under test.</summary>
    OtherServer,

    /// <summary>A part of the host's own (a runner, a launcher, a cache resetter, a criterion, a function) threw an exception; the message
    /// names its type and text.</summary>
    Exception,
}
