using Microsoft.Extensions.Logging;

namespace ServeMulti.LoadGeneration;

/// <summary>The log messages of the load generator; their ids are stable, 204 to 299.</summary>
internal static partial class Log
{
    [LoggerMessage(
        204,
        LogLevel.Warning,
        "The profiler of the server was not stopped ({Problem}); it may slow the server down until it is"
    )]
    public static partial void ProfilerNotStopped(ILogger logger, string problem);

    [LoggerMessage(205, LogLevel.Warning, "The client may run out of connections: {What}")]
    public static partial void ConnectionsMayRunOut(ILogger logger, string what);

    [LoggerMessage(206, LogLevel.Information, "Prompts are sent as words: the server does not take them as numbers of tokens ({Why})")]
    public static partial void PromptsAsWords(ILogger logger, string why);
}
