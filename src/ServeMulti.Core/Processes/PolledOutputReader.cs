using System.IO.Pipes;
using ServeMulti.Native;

namespace ServeMulti.Processes;

/// <summary>Reads both outputs on one thread by <c>poll</c>, on Linux and macOS.</summary>
/// <remarks>
/// <para>That shows exactly when an exited child's output was read, without waiting for the end of a pipe that a grandchild may hold open:
/// what the child wrote lies in the pipes when it exits, so an empty pipe, or one pipe's capacity read since, means all was read.</para>
/// <para>After each read it rests, so that a server which prints a line per request, of tens of thousands a second, does not wake this
/// process for each: the processors are busy with what is measured. What was read is in the log file before the rest.</para>
/// </remarks>
internal sealed class PolledOutputReader : IOutputReader
{
    // The largest pipe a process without privileges can ask for.
    private const int LargestPipe = 1024 * 1024;

    // A pipe that is full stops the server: at 2.5 MB/s this one takes 100 ms to fill, ten rests. All pipes of a user share 64 MiB, so none
    // is larger.
    private const int WantedPipe = 256 * 1024;

    // Half of what a pipe holds by default. A read that fills it means that output comes faster than the rest allows.
    private const int ReadSize = 32 * 1024;
    private const int RestMilliseconds = 10;
    private const int RestInFloodMilliseconds = 1;
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
        Array.ForEach(_pipes, pipe => Libc.TryEnlargePipe((int)pipe!.SafePipeHandle.DangerousGetHandle(), WantedPipe));
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
        var buffer = new byte[ReadSize];
        var isFlood = false;
        while (Array.Exists(_pipes, pipe => pipe is not null) && FindWork() is var (output, error))
        {
            var most = Math.Max(ReadAtHand(0, output, buffer), ReadAtHand(1, error, buffer));
            if (most is > 0 and < ReadSize)
            {
                Libc.Rest(isFlood ? RestInFloodMilliseconds : RestMilliseconds);
            }

            isFlood = most >= ReadSize;
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

    /// <summary>Waits for a moment for what can be read, and looks whether everything that was waited for is read; null if nothing more is
    /// to be read at all.</summary>
    private (bool Output, bool Error)? FindWork()
    {
        lock (_gate)
        {
            var readable = FindReadable(0);
            _isIdle = readable is (false, false);
            var isAllRead = _isIdle || _readSince >= _pipes.Length * LargestPipe;
            if (_hasExited && isAllRead)
            {
                CompleteDrain();
            }

            if (_isCompleting && isAllRead)
            {
                return null;
            }

            if (!_isIdle)
            {
                return readable;
            }
        }

        var awaited = FindReadable(CompletionCheckMilliseconds);
        lock (_gate)
        {
            _isIdle = false;
        }

        return awaited;
    }

    /// <summary>Reads all that lies in a pipe, one pipe's capacity at most; returns how much.</summary>
    /// <remarks>What a server prints last, on the way to its end, is on its error output: it must not come before output that is
    /// older.</remarks>
    private int ReadAtHand(int channel, bool isReadable, byte[] buffer)
    {
        var total = 0;
        int count;
        do
        {
            count = ReadOnce(channel, isReadable, buffer);
            total += count;
            isReadable = count == buffer.Length && total < LargestPipe && IsReadable(channel);
        } while (isReadable);
        return total;
    }

    private bool IsReadable(int channel) => FindReadable(0) is var (output, error) && (channel == 0 ? output : error);

    /// <summary>Reads a part of what lies in a pipe; returns how much.</summary>
    private int ReadOnce(int channel, bool isReadable, byte[] buffer)
    {
        if (!isReadable || _pipes[channel] is not { } pipe)
        {
            return 0;
        }

        var count = pipe.Read(buffer);
        if (count == 0)
        {
            pipe.Dispose();
            _pipes[channel] = null;
            return 0;
        }

        _sink.Write(channel, buffer.AsSpan(0, count));
        lock (_gate)
        {
            _readSince += count;
        }

        return count;
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
