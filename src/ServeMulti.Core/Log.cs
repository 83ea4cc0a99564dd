using Microsoft.Extensions.Logging;
using ServeMulti.Benchmarking;
using ServeMulti.Parameters;
using ServeMulti.Sla;

namespace ServeMulti;

/// <summary>Every log message of the library, with stable ids: 1xx processes and servers, 2xx benchmarks, 3xx results, 4xx sweeps, 5xx SLA.</summary>
internal static partial class Log
{
    [LoggerMessage(100, LogLevel.Debug, "Started '{Executable}' as process {ProcessId}")]
    public static partial void StartedProcess(ILogger logger, string executable, int processId);

    [LoggerMessage(101, LogLevel.Information, "Kills {Processes}: still running {Seconds} s after they were asked to end")]
    public static partial void KillsProcesses(ILogger logger, string processes, double seconds);

    [LoggerMessage(102, LogLevel.Warning, "The log file '{Path}' can no longer be written; output of the process that follows is lost there")]
    public static partial void OutputLogFailed(ILogger logger, string? path, Exception exception);

    [LoggerMessage(103, LogLevel.Warning, "The receiver of output lines threw and gets no further lines of this process")]
    public static partial void OutputReceiverFailed(ILogger logger, Exception exception);

    [LoggerMessage(104, LogLevel.Warning, "The process ledger cannot be written")]
    public static partial void LedgerFailed(ILogger logger, Exception exception);

    [LoggerMessage(105, LogLevel.Warning, "Ends what an earlier host left running: {Processes}")]
    public static partial void EndsLeftovers(ILogger logger, string processes);

    [LoggerMessage(106, LogLevel.Warning, "A host on machine '{Machine}' may have left process {ProcessId} running there; it cannot be looked for from here")]
    public static partial void LeftoverElsewhere(ILogger logger, string machine, int? processId);

    [LoggerMessage(110, LogLevel.Information, "Server process {ProcessId} started; waiting until {Endpoint} is ready")]
    public static partial void ServerStarting(ILogger logger, int processId, Uri? endpoint);

    [LoggerMessage(111, LogLevel.Information, "Server process {ProcessId} is ready after {Elapsed}")]
    public static partial void ServerReady(ILogger logger, int processId, TimeSpan elapsed);

    [LoggerMessage(112, LogLevel.Warning, "Port {Port} is still taken{Owner}, after the server that had it before was stopped: the next server waits for it, up to {Seconds} s")]
    public static partial void WaitsForPort(ILogger logger, int port, string owner, double seconds);

    [LoggerMessage(200, LogLevel.Debug, "Benchmark run {RunNumber} starts: {Command}")]
    public static partial void BenchmarkStarting(ILogger logger, int runNumber, CommandLine command);

    [LoggerMessage(201, LogLevel.Debug, "Benchmark run {RunNumber} finished after {Elapsed}")]
    public static partial void BenchmarkFinished(ILogger logger, int runNumber, TimeSpan elapsed);

    [LoggerMessage(202, LogLevel.Warning, "Benchmark run {RunNumber} failed ({Reason}) after {Elapsed}: {FailureMessage}")]
    public static partial void BenchmarkFailed(ILogger logger, int runNumber, BenchmarkFailureReason reason, TimeSpan elapsed, string failureMessage);

    [LoggerMessage(203, LogLevel.Warning, "The benchmark's scratch folder {Folder} could not be removed; it can be deleted by hand")]
    public static partial void ScratchNotRemoved(ILogger logger, string folder, Exception exception);

    [LoggerMessage(204, LogLevel.Warning, "The profiler of the server was not stopped ({Problem}); it may slow the server down until it is")]
    public static partial void ProfilerNotStopped(ILogger logger, string problem);

    [LoggerMessage(205, LogLevel.Warning, "The client may run out of connections: {What}")]
    public static partial void ConnectionsMayRunOut(ILogger logger, string what);

    [LoggerMessage(206, LogLevel.Information, "Prompts are sent as words: the server does not take them as numbers of tokens ({Why})")]
    public static partial void PromptsAsWords(ILogger logger, string why);

    [LoggerMessage(300, LogLevel.Warning, "{Path} cannot be used ({Reason}); it was set aside as {NewName}")]
    public static partial void FileSetAside(ILogger logger, string path, string reason, string newName);

    [LoggerMessage(301, LogLevel.Warning, "The results of {Count} cases are of other commands, parameters or environment; they were moved to {Folder}")]
    public static partial void StaleResultsMoved(ILogger logger, int count, string folder);

    [LoggerMessage(308, LogLevel.Information, "{Count} answers that were found under other rules were moved to {Folder}")]
    public static partial void AnswersMoved(ILogger logger, int count, string folder);

    [LoggerMessage(302, LogLevel.Information, "{Path} was brought in line with the run files: {Missing} lines made, {Invalid} lines left out")]
    public static partial void JournalRepaired(ILogger logger, string path, int missing, int invalid);

    [LoggerMessage(303, LogLevel.Warning, "Parameter {Name} has the name of something that the benchmark measured, with another value; it stands as {NewName} in results")]
    public static partial void ParameterRenamed(ILogger logger, string name, string newName);

    [LoggerMessage(304, LogLevel.Warning, "{Path} cannot be written now; it is written again later")]
    public static partial void TableNotWritten(ILogger logger, string path, Exception exception);

    [LoggerMessage(305, LogLevel.Warning, "{Folder} could not be released; its lock ends with this process")]
    public static partial void ExperimentNotReleased(ILogger logger, string folder, Exception exception);

    [LoggerMessage(306, LogLevel.Warning, "{Folder} is what was made of a merge that broke off, and could not be removed; the next merge of that name removes it")]
    public static partial void DraftNotRemoved(ILogger logger, string folder, Exception exception);

    [LoggerMessage(307, LogLevel.Warning, "{Path} was removed while the experiment is run; its run is done again when it is resumed")]
    public static partial void RunGone(ILogger logger, string path);

    [LoggerMessage(400, LogLevel.Warning, "The caches could not be reset")]
    public static partial void CacheResetFailed(ILogger logger, Exception exception);

    [LoggerMessage(401, LogLevel.Error, "The server could not be started; its cases are given up")]
    public static partial void ServerNotStarted(ILogger logger, Exception exception);

    [LoggerMessage(402, LogLevel.Warning, "The server was lost: {Message}")]
    public static partial void ServerLost(ILogger logger, string message);

    [LoggerMessage(403, LogLevel.Warning, "Run {RunNumber} of {CaseName} failed: {Message}")]
    public static partial void RunFailed(ILogger logger, string caseName, int runNumber, string message);

    [LoggerMessage(405, LogLevel.Error, "{Part} threw an exception")]
    public static partial void PartThrew(ILogger logger, string part, Exception exception);

    [LoggerMessage(404, LogLevel.Error, "The table of results could not be renewed after the sweep broke off ({Cause})")]
    public static partial void TableNotRenewed(ILogger logger, string cause, Exception exception);

    [LoggerMessage(500, LogLevel.Information, "SLA search finished after {Runs} runs: {Result}")]
    public static partial void SearchFinished(ILogger logger, SlaSearchResult result, int runs);
}
