using System.Collections.Concurrent;
using System.Diagnostics;
using ServeMulti.LoadGeneration.Pacing;

namespace ServeMulti.LoadGeneration.Transport;

/// <summary>A thread that reads the answers of many connections: one waiting for all, nothing handed from thread to thread.</summary>
/// <remarks>
/// With many streams at once tokens arrive every few microseconds, and to wake up for each would cost more than to read it. Then the thread
/// rests a little between two rounds (<see cref="Rest"/>), so that one wake-up serves all tokens that came meanwhile.
/// </remarks>
internal sealed class WireLoop : IAsyncDisposable
{
    private const int BufferLength = 64 * 1024;

    // Below this number of streams every token is read when it comes; above, its time is up to half a millisecond late.
    private const int ManyStreams = 64;
    private static readonly TimeSpan Rest = TimeSpan.FromMicroseconds(500);

    private readonly Epoll _epoll = new();
    private readonly object _gate = new();
    private readonly ConcurrentQueue<Action> _posted = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile WireConnection?[] _connections = new WireConnection?[64];
    private volatile bool _isStopping;
    private int _streams;

    public WireLoop() => new Thread(Run) { IsBackground = true, Name = "ServeMulti answers" }.Start();

    /// <summary>Has something done by the thread.</summary>
    public void Post(Action action)
    {
        _posted.Enqueue(action);
        _epoll.Wake();
    }

    public void Add(WireConnection connection, bool isWriting)
    {
        lock (_gate)
        {
            if (connection.File >= _connections.Length)
            {
                var larger = new WireConnection?[Math.Max(connection.File + 1, _connections.Length * 2)];
                _connections.CopyTo(larger, 0);
                _connections = larger;
            }

            _connections[connection.File] = connection;
        }

        _epoll.Add(connection.File, Events(isWriting));
    }

    public void Change(WireConnection connection, bool isWriting) => _epoll.Change(connection.File, Events(isWriting));

    /// <summary>Forgets a connection; to be called before its socket is closed, as the number of its file is then another's.</summary>
    public void Remove(WireConnection connection)
    {
        lock (_gate)
        {
            if (connection.File < _connections.Length && _connections[connection.File] == connection)
            {
                _connections[connection.File] = null;
            }
        }
    }

    /// <summary>Notes that the tokens of one more stream arrive, or of one less.</summary>
    public void NoteStream(bool isBegun) => Interlocked.Add(ref _streams, isBegun ? 1 : -1);

    /// <summary>Stops the thread; connections are closed by those who use them, and idle ones by the pool.</summary>
    public async ValueTask DisposeAsync()
    {
        _isStopping = true;
        _epoll.Wake();
        await _ended.Task.ConfigureAwait(false);
        _epoll.Dispose();
    }

    private static uint Events(bool isWriting) => isWriting ? Epoll.Readable | Epoll.Writable : Epoll.Readable;

    private void Run()
    {
        ThreadUrgency.TryRaise();
        var buffer = new byte[BufferLength];
        while (!_isStopping)
        {
            var ready = _epoll.Wait();
            var started = Stopwatch.GetTimestamp();
            for (var i = 0; i < ready; i++)
            {
                Serve(_epoll.FileAt(i), buffer);
            }

            if (Volatile.Read(ref _streams) >= ManyStreams && Rest - Stopwatch.GetElapsedTime(started) is var left && left > TimeSpan.Zero)
            {
                PreciseSleep.Doze(left);
            }
        }

        _ended.SetResult();
    }

    private void Serve(int file, byte[] buffer)
    {
        if (_epoll.TryTakeWake(file))
        {
            while (_posted.TryDequeue(out var action))
            {
                action();
            }

            return;
        }

        // A file that was closed meanwhile may be another connection's by now: that one then finds nothing to read.
        var connections = _connections;
        if (file < connections.Length)
        {
            connections[file]?.Serve(buffer);
        }
    }
}
