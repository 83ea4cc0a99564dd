using Microsoft.Extensions.Logging;

namespace ServeMulti.Launching;

/// <summary>The log messages of servers; their ids are stable, 110 to 199.</summary>
internal static partial class Log
{
    [LoggerMessage(110, LogLevel.Information, "Server process {ProcessId} started; waiting until {Endpoint} is ready")]
    public static partial void ServerStarting(ILogger logger, int processId, string? endpoint);

    [LoggerMessage(111, LogLevel.Information, "Server process {ProcessId} is ready after {Elapsed}")]
    public static partial void ServerReady(ILogger logger, int processId, TimeSpan elapsed);

    [LoggerMessage(
        112,
        LogLevel.Warning,
        "Port {Port} is still taken{Owner}, after the server that had it before was stopped: the next server waits for it, up to {Seconds} s"
    )]
    public static partial void WaitsForPort(ILogger logger, int port, string owner, double seconds);
}
