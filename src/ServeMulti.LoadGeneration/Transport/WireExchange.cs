using System.Net.Sockets;
using ServeMulti.LoadGeneration.Requests;

namespace ServeMulti.LoadGeneration.Transport;

/// <summary>One request and its answer.</summary>
/// <remarks>
/// Whoever has something to do for it does it under its lock: the sender begins, a loop goes on, time-out and cancellation end it. What
/// follows its end runs on the thread that ended it, so that the next request of a user is sent without a detour.
/// </remarks>
internal sealed class WireExchange
{
    private readonly object _gate = new();
    private readonly TaskCompletionSource _closed = new();
    private readonly WirePool _pool;
    private readonly ReadOnlyMemory<byte> _request;
    private readonly bool _isStreaming;
    private readonly RequestTrace _trace;
    private readonly WireAttempts _attempts;
    private WireConnection? _connection;
    private AnswerContent? _content;
    private RequestFailure? _failure;
    private Exception? _fault;
    private CancellationTokenRegistration _cancellation;
    private bool _isAnswered;
    private bool _isResent;
    private bool _isAwaitingEnd;
    private bool _isOver;

    public WireExchange(WirePool pool, ReadOnlyMemory<byte> request, bool isStreaming, RequestTrace trace)
    {
        _pool = pool;
        _request = request;
        _isStreaming = isStreaming;
        _trace = trace;
        _attempts = new(pool, this, request);
        Deadline = new(this);
    }

    /// <summary>Gets its place among those whose time is limited.</summary>
    public LinkedListNode<WireExchange> Deadline { get; }

    /// <summary>Gets or sets the timestamp at which its time is up.</summary>
    public long DueTimestamp { get; set; }

    /// <summary>Gets what is told that the answer is over while its connection may still be used again: it ends the exchange later
    /// on.</summary>
    public required Action<WireExchange> OnDone { private get; init; }

    /// <summary>Gets what is notified at its end.</summary>
    public required Action<WireExchange> OnOver { private get; init; }

    /// <summary>Gets what completes when the trace is closed, whether or not the request was answered.</summary>
    public Task Closed => _closed.Task;

    /// <summary>Sends the request.</summary>
    public void Begin(CancellationToken cancellationToken)
    {
        _cancellation = cancellationToken.UnsafeRegister(static exchange => ((WireExchange)exchange!).Abandon(), this);
        Step(null, null);
    }

    /// <summary>Goes on: there is something to read, or room to write.</summary>
    public void GoOn(WireConnection connection, byte[] buffer) => Step(connection, buffer);

    /// <summary>Ends the request, unless its answer is over.</summary>
    public void End(RequestFailure failure)
    {
        lock (_gate)
        {
            if (_isOver)
            {
                return;
            }

            Finish(IsDone ? _content!.End(isCut: false) : failure, keepsConnection: false);
        }

        Conclude();
    }

    /// <summary>Ends the request, whose answer is over, without waiting for its connection any longer.</summary>
    public void EndDone()
    {
        _pool.Ends.Note(came: false);
        End(new(RequestFailureReason.TimedOut, RequestFailures.EndedEarly));
    }

    private bool IsDone => _content is { IsDone: true };

    private void Abandon() => End(new(RequestFailureReason.Abandoned, "The run ended before the answer was complete."));

    private void Step(WireConnection? connection, byte[]? buffer)
    {
        lock (_gate)
        {
            if (_isOver || connection != _connection)
            {
                return;
            }

            Try(buffer);
            if (!_isOver)
            {
                return;
            }
        }

        Conclude();
    }

    private void Try(byte[]? buffer)
    {
        try
        {
            if (buffer is null)
            {
                Send();
            }
            else
            {
                Receive(buffer);
            }
        }
        catch (Exception exception)
        {
            var failure = RequestFailures.TryClassify(exception);
            if (failure is not null && IsDone)
            {
                // What comes after the answer is none of it.
                Finish(_content!.End(isCut: false), keepsConnection: false);
                return;
            }

            _fault = failure is null ? exception : null;
            Finish(failure ?? new(RequestFailureReason.Abandoned, exception.Message), keepsConnection: false);
        }
    }

    private void Send()
    {
        if (_pool.TryTake() is not { } kept)
        {
            _connection = _attempts.Begin();
            return;
        }

        _connection = kept;
        kept.Exchange = this;
        kept.Send(_request);
    }

    private void Receive(byte[] buffer)
    {
        if (_connection!.GoOn() is not SocketError.Success and var reason)
        {
            LetGo();
            _connection = _attempts.GoOn(reason);
            return;
        }

        var received = _connection.Receive(buffer, out var error);
        if (received > 0)
        {
            Read(buffer.AsSpan(0, received), _trace.ReadClock());
        }
        else if (error is not (SocketError.WouldBlock or SocketError.NotConnected))
        {
            OnDisconnected(error);
        }
    }

    private void Read(ReadOnlySpan<byte> data, TimeSpan arrival)
    {
        var answer = _connection!.Answer;
        if (!_isAnswered)
        {
            _isAnswered = true;
            _attempts.NoteReached();
        }

        while (!data.IsEmpty && !answer.IsAtEnd)
        {
            var piece = answer.Read(ref data);
            BeginContent(answer);
            if (!piece.IsEmpty && !_content!.Add(piece, arrival))
            {
                Finish(_content.End(isCut: false), keepsConnection: false);
                return;
            }
        }

        if (answer.IsAtEnd)
        {
            _pool.Ends.Note(came: true);
            Finish(_content!.End(isCut: false), answer.Head.KeepsConnection && data.IsEmpty && _connection.IsSent);
        }
        else if (IsDone)
        {
            AwaitEnd(answer);
        }
    }

    private void AwaitEnd(HttpAnswerReader answer)
    {
        if (!_pool.Ends.AreAwaited || !answer.Head.KeepsConnection)
        {
            Finish(_content!.End(isCut: false), keepsConnection: false);
        }
        else if (!_isAwaitingEnd)
        {
            _isAwaitingEnd = true;
            OnDone(this);
        }
    }

    private void BeginContent(HttpAnswerReader answer)
    {
        if (_content is null && answer.HasHead)
        {
            _content = AnswerContent.For(answer.Head, _isStreaming, _trace);
            _connection!.Loop.NoteStream(isBegun: true);
        }
    }

    private void OnDisconnected(SocketError error)
    {
        var isClosed = error is SocketError.Success or SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown;
        if (isClosed && !_isAnswered && !_isResent)
        {
            // The server closed a kept connection under the request: that says nothing about how it would have answered.
            _isResent = true;
            _trace.MarkResent();
            LetGo();
            _connection = _attempts.Begin();
        }
        else if (_content is null)
        {
            Finish(
                isClosed
                    ? new(RequestFailureReason.Reset, RequestFailures.EndedEarly)
                    : RequestFailures.TryClassify(new SocketException((int)error)),
                keepsConnection: false
            );
        }
        else
        {
            Finish(_content.End(isCut: error != SocketError.Success || !_connection!.Answer.EndsWithConnection), keepsConnection: false);
        }
    }

    private void LetGo()
    {
        _connection?.Close();
        _connection = null;
    }

    private void Finish(RequestFailure? failure, bool keepsConnection)
    {
        _isOver = true;
        _failure = failure;
        if (_content is not null)
        {
            _connection!.Loop.NoteStream(isBegun: false);
        }

        if (keepsConnection)
        {
            _connection!.Exchange = null;
            _pool.Put(_connection);
            _connection = null;
        }

        LetGo();
    }

    private void Conclude()
    {
        _cancellation.Unregister();
        OnOver(this);
        _trace.Close(_failure);
        if (_fault is null)
        {
            _closed.TrySetResult();
        }
        else
        {
            _closed.TrySetException(_fault);
        }
    }
}
