using Microsoft.Extensions.Logging;

namespace ServeMulti.Sweeping;

/// <summary>The log messages of sweeps; their ids are stable, 400 to 499.</summary>
internal static partial class Log
{
    [LoggerMessage(400, LogLevel.Warning, "The caches could not be reset")]
    public static partial void CacheResetFailed(ILogger logger, Exception exception);

    [LoggerMessage(401, LogLevel.Error, "The server could not be started; its cases are skipped")]
    public static partial void ServerNotStarted(ILogger logger, Exception exception);

    [LoggerMessage(402, LogLevel.Warning, "The server was lost: {Message}")]
    public static partial void ServerLost(ILogger logger, string message);

    [LoggerMessage(403, LogLevel.Warning, "Run {RunNumber} of {CaseName} failed: {Message}")]
    public static partial void RunFailed(ILogger logger, string caseName, int runNumber, string message);

    [LoggerMessage(404, LogLevel.Error, "The table of results could not be renewed after the sweep broke off ({Cause})")]
    public static partial void TableNotRenewed(ILogger logger, string cause, Exception exception);

    [LoggerMessage(405, LogLevel.Error, "{Part} threw an exception")]
    public static partial void PartThrew(ILogger logger, string part, Exception exception);

    [LoggerMessage(406, LogLevel.Information, "{Server} did not say what it is; its version and model are not recorded")]
    public static partial void FactsNotKnown(ILogger logger, string server, Exception exception);
}
