using Microsoft.Extensions.Logging;

namespace ServeMulti.Processes;

/// <summary>Where a child's output goes: its log file as it is, and line by line to the last lines and the host's receiver.</summary>
/// <remarks>A log that can no longer be written, or a receiver that throws, is reported once and left out; the child's output is still
/// read, or the child would block.</remarks>
internal sealed class OutputSink : IDisposable
{
    private readonly object _gate = new();
    private readonly OutputTail _tail;
    private readonly LineSplitter[] _splitters;
    private readonly string? _logPath;
    private readonly ILogger _logger;
    private OutputLog? _log;
    private Action<string>? _lineReceiver;

    /// <summary>Opens the log file, to which output is appended.</summary>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public OutputSink(string? logPath, Action<string>? lineReceiver, OutputTail tail, ILogger logger)
    {
        _logPath = logPath;
        _lineReceiver = lineReceiver;
        _tail = tail;
        _logger = logger;
        _splitters = [new LineSplitter(ReceiveLine), new LineSplitter(ReceiveLine)];
        _log = logPath is null ? null : new OutputLog(logPath);
    }

    /// <summary>Takes a piece of output.</summary>
    /// <param name="channel">0 for standard output, 1 for standard error: lines of the two are never mixed.</param>
    /// <param name="bytes">The piece.</param>
    public void Write(int channel, ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            WriteLog(bytes);
            _splitters[channel].Append(bytes);
        }
    }

    /// <summary>Completes a last line without an end, because the process that wrote it is gone.</summary>
    public void CompleteLines()
    {
        lock (_gate)
        {
            Array.ForEach(_splitters, splitter => splitter.Complete());
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _log?.Dispose();
            _log = null;
        }
    }

    private void WriteLog(ReadOnlySpan<byte> bytes)
    {
        try
        {
            _log?.Write(bytes);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Log.OutputLogFailed(_logger, _logPath, exception);
            _log?.Dispose();
            _log = null;
        }
    }

    private void ReceiveLine(ReadOnlySpan<byte> line)
    {
        _tail.Add(line);
        if (_lineReceiver is not { } receiver)
        {
            return;
        }

        try
        {
            receiver(LineSplitter.Decode(line));
        }
#pragma warning disable CA1031 // It is the host's code: whatever it throws must not stop the reading, which would stop the child.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Log.OutputReceiverFailed(_logger, exception);
            _lineReceiver = null;
        }
    }
}
