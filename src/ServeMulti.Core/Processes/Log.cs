using Microsoft.Extensions.Logging;

namespace ServeMulti.Processes;

/// <summary>The log messages of processes; their ids are stable, 100 to 109.</summary>
internal static partial class Log
{
    [LoggerMessage(100, LogLevel.Debug, "Started '{Executable}' as process {ProcessId}")]
    public static partial void StartedProcess(ILogger logger, string executable, int processId);

    [LoggerMessage(101, LogLevel.Information, "Kills {Processes}: still running {Seconds} s after they were asked to end")]
    public static partial void KillsProcesses(ILogger logger, string processes, double seconds);

    [LoggerMessage(
        102,
        LogLevel.Warning,
        "The log file '{Path}' can no longer be written; output of the process that follows is lost there"
    )]
    public static partial void OutputLogFailed(ILogger logger, string? path, Exception exception);

    [LoggerMessage(103, LogLevel.Warning, "The receiver of output lines threw and gets no further lines of this process")]
    public static partial void OutputReceiverFailed(ILogger logger, Exception exception);

    [LoggerMessage(104, LogLevel.Warning, "The process ledger cannot be written")]
    public static partial void LedgerFailed(ILogger logger, Exception exception);

    [LoggerMessage(105, LogLevel.Warning, "Ends what an earlier host left running: {Processes}")]
    public static partial void EndsLeftovers(ILogger logger, string processes);

    [LoggerMessage(
        106,
        LogLevel.Warning,
        "A host on machine '{Machine}' may have left process {ProcessId} running there; it cannot be looked for from here"
    )]
    public static partial void LeftoverElsewhere(ILogger logger, string machine, int? processId);

    [LoggerMessage(
        107,
        LogLevel.Warning,
        "Left running: process {Process}. {Ledger} says that an earlier host started it, but {Reason}, so it may be another one. If it is yours, end it by hand"
    )]
    public static partial void LeftoverUnmarked(ILogger logger, string process, string ledger, string reason);
}
