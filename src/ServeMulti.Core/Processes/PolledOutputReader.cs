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
    private const int CompletionCheckMilliseconds = 200;
    private const int StackSize = 256 * 1024;

    private readonly object _gate = new();
    private readonly AnonymousPipeClientStream?[] _pipes;
    private readonly OutputSink _sink;
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _completed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isIdle;
    private bool _hasExited;
    private bool _isCompleting;
    private long _readSince;

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
            _readSince = 0;
            if (_isIdle && !AnyReadable())
            {
                CompleteDrain();
            }
        }

        return _drained.Task;
    }

    /// <remarks>A process that is not ours may hold an output open; its end is not waited for.</remarks>
    public ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            _isCompleting = true;
            _readSince = 0;
        }

        return new ValueTask(_completed.Task);
    }

    private void ReadAll()
    {
        byte[] buffer = new byte[ReadSize];
        while (Array.Exists(_pipes, pipe => pipe is not null) && !LookForEnd())
        {
            (bool output, bool error) = FindReadable(CompletionCheckMilliseconds);
            lock (_gate)
            {
                _isIdle = false;
            }

            ReadOnce(0, output, buffer);
            ReadOnce(1, error, buffer);
        }

        Array.ForEach(_pipes, pipe => pipe?.Dispose());
        lock (_gate)
        {
            CompleteDrain();
        }

        _sink.CompleteLines();
        _sink.Dispose();
        _completed.SetResult();
    }

    /// <summary>Looks whether everything that was waited for is read; true where nothing more is to be read at all.</summary>
    private bool LookForEnd()
    {
        lock (_gate)
        {
            _isIdle = !AnyReadable();
            bool isAllRead = _isIdle || _readSince >= _pipes.Length * LargestPipe;
            if (_hasExited && isAllRead)
            {
                CompleteDrain();
            }

            return _isCompleting && isAllRead;
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
            _readSince += count;
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

    private bool AnyReadable() => FindReadable(0) is not (false, false);

    private (bool Output, bool Error) FindReadable(int timeoutMilliseconds) =>
        Libc.WaitReadable(Descriptor(0), Descriptor(1), timeoutMilliseconds);

    private int Descriptor(int channel) => _pipes[channel] is { } pipe ? (int)pipe.SafePipeHandle.DangerousGetHandle() : -1;
}
