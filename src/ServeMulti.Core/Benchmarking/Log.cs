using Microsoft.Extensions.Logging;
using ServeMulti.Parameters;

namespace ServeMulti.Benchmarking;

/// <summary>The log messages of benchmarks; their ids are stable, 200 to 203.</summary>
internal static partial class Log
{
    [LoggerMessage(200, LogLevel.Debug, "Benchmark run {RunNumber} starts: {Command}")]
    public static partial void BenchmarkStarting(ILogger logger, int runNumber, CommandLine command);

    [LoggerMessage(201, LogLevel.Debug, "Benchmark run {RunNumber} finished after {Elapsed}")]
    public static partial void BenchmarkFinished(ILogger logger, int runNumber, TimeSpan elapsed);

    [LoggerMessage(202, LogLevel.Warning, "Benchmark run {RunNumber} failed ({Reason}) after {Elapsed}: {FailureMessage}")]
    public static partial void BenchmarkFailed(
        ILogger logger,
        int runNumber,
        BenchmarkFailureReason reason,
        TimeSpan elapsed,
        string failureMessage
    );

    [LoggerMessage(203, LogLevel.Warning, "The benchmark's scratch folder {Folder} could not be removed; it can be deleted by hand")]
    public static partial void ScratchNotRemoved(ILogger logger, string folder, Exception exception);
}
