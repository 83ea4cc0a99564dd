using System.IO.Pipes;

namespace ServeMulti.Processes;

/// <summary>Reads both outputs on one thread by <c>poll</c>, on Linux and macOS.</summary>
/// <remarks>
/// That tells exactly when an exited child's output was read, without waiting for the end of a pipe that a grandchild may hold open:
/// what the child wrote lies in the pipes when it exits, so an empty pipe, or one pipe's capacity read since, means all was read.
/// </remarks>
internal sealed class PolledOutputReader : IOutputReader
{
    // The largest pipe a process without privileges can ask for.
    private const int LargestPipe = 1024 * 1024;
    private const int ReadSize = 64 * 1024;
    private const int AbandonedCheckMilliseconds = 500;
    private const int StackSize = 256 * 1024;

    private readonly object _gate = new();
    private readonly AnonymousPipeClientStream?[] _pipes;
    private readonly OutputSink _sink;
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isIdle;
    private bool _hasExited;
    private long _readSinceExit;
    private volatile bool _isAbandoned;

    public PolledOutputReader(AnonymousPipeClientStream output, AnonymousPipeClientStream error, OutputSink sink)
    {
        _pipes = [output, error];
        _sink = sink;
        new Thread(ReadAll, StackSize) { IsBackground = true, Name = "ServeMulti child output" }.Start();
    }

    public Task DrainAsync()
    {
        lock (_gate)
        {
            _hasExited = true;
            if (_isIdle && !AnyReadable(0))
            {
                CompleteDrain();
            }
        }

        return _drained.Task;
    }

    /// <summary>Gives up reading. Needed only where a process that is not ours holds an output open.</summary>
    public void Dispose() => _isAbandoned = true;

    private void ReadAll()
    {
        byte[] buffer = new byte[ReadSize];
        while (!_isAbandoned && Array.Exists(_pipes, pipe => pipe is not null))
        {
            WaitForOutput();
            (bool output, bool error) = FindReadable(AbandonedCheckMilliseconds);
            lock (_gate)
            {
                _isIdle = false;
            }

            ReadOnce(0, output, buffer);
            ReadOnce(1, error, buffer);
        }

        lock (_gate)
        {
            CompleteDrain();
        }

        _sink.CompleteLines();
        foreach (AnonymousPipeClientStream? pipe in _pipes)
        {
            pipe?.Dispose();
        }

        _sink.Dispose();
    }

    private void WaitForOutput()
    {
        lock (_gate)
        {
            _isIdle = !AnyReadable(0);
            if (_hasExited && (_isIdle || _readSinceExit >= 2 * LargestPipe))
            {
                CompleteDrain();
            }
        }
    }

    private void ReadOnce(int channel, bool isReadable, byte[] buffer)
    {
        if (!isReadable || _pipes[channel] is not { } pipe)
        {
            return;
        }

        int count = pipe.Read(buffer);
        if (count == 0)
        {
            pipe.Dispose();
            _pipes[channel] = null;
            return;
        }

        _sink.Write(channel, buffer.AsSpan(0, count));
        lock (_gate)
        {
            _readSinceExit += _hasExited ? count : 0;
        }
    }

    private void CompleteDrain()
    {
        if (!_drained.Task.IsCompleted)
        {
            _sink.CompleteLines();
            _drained.SetResult();
        }
    }

    private bool AnyReadable(int timeoutMilliseconds) => FindReadable(timeoutMilliseconds) is not (false, false);

    private (bool Output, bool Error) FindReadable(int timeoutMilliseconds) =>
        Libc.WaitReadable(Descriptor(0), Descriptor(1), timeoutMilliseconds);

    private int Descriptor(int channel) => _pipes[channel] is { } pipe ? (int)pipe.SafePipeHandle.DangerousGetHandle() : -1;
}
