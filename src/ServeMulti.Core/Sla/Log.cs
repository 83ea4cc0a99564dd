using Microsoft.Extensions.Logging;

namespace ServeMulti.Sla;

/// <summary>The log messages of searches; their ids are stable, 500 to 599.</summary>
internal static partial class Log
{
    [LoggerMessage(500, LogLevel.Information, "SLA search finished after {Runs} runs: {Result}")]
    public static partial void SearchFinished(ILogger logger, SlaSearchResult result, int runs);
}
