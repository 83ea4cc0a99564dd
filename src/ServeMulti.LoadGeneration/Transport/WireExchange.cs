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
    private WireConnection? _connection;
    private AnswerContent? _content;
    private RequestFailure? _failure;
    private Exception? _fault;
    private CancellationTokenRegistration _cancellation;
    private int _firstAddress;
    private int _attempt;
    private bool _isAnswered;
    private bool _isResent;
    private bool _isOver;

    public WireExchange(WirePool pool, ReadOnlyMemory<byte> request, bool isStreaming, RequestTrace trace)
    {
        _pool = pool;
        _request = request;
        _isStreaming = isStreaming;
        _trace = trace;
        Deadline = new(this);
    }

    /// <summary>Gets its place among those whose time is limited.</summary>
    public LinkedListNode<WireExchange> Deadline { get; }

    /// <summary>Gets or sets the timestamp at which its time is up.</summary>
    public long DueTimestamp { get; set; }

    /// <summary>Gets what is told that it is over.</summary>
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

    /// <summary>Ends the request, whatever has come of its answer.</summary>
    public void End(RequestFailure failure)
    {
        lock (_gate)
        {
            if (_isOver)
            {
                return;
            }

            Finish(failure, keepsConnection: false);
        }

        Conclude();
    }

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
            _fault = failure is null ? exception : null;
            Finish(failure ?? new(RequestFailureReason.Abandoned, exception.Message), keepsConnection: false);
        }
    }

    private void Send()
    {
        if (_pool.TryTake() is not { } kept)
        {
            ConnectAnew();
            return;
        }

        _connection = kept;
        kept.Exchange = this;
        kept.Send(_request);
    }

    private void ConnectAnew()
    {
        (_firstAddress, _attempt) = (_pool.FirstAddress, 0);
        Connect();
    }

    private void Connect()
    {
        for (; ; _attempt++)
        {
            var error = TryConnect();
            if (error == SocketError.Success)
            {
                return;
            }

            LetGo();
            if (_attempt + 1 >= _pool.AddressCount)
            {
                throw new SocketException((int)error);
            }
        }
    }

    private SocketError TryConnect()
    {
        try
        {
            _connection = _pool.Open(_firstAddress + _attempt);
            _connection.Exchange = this;
            return _connection.Send(_request);
        }
        catch (SocketException exception)
        {
            return exception.SocketErrorCode;
        }
    }

    private void Receive(byte[] buffer)
    {
        if (_connection!.GoOn() is not SocketError.Success and var reason)
        {
            LetGo();
            _attempt = _attempt + 1 < _pool.AddressCount ? _attempt + 1 : throw new SocketException((int)reason);
            Connect();
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
            if (_attempt > 0)
            {
                _pool.NoteReached(_firstAddress + _attempt);
            }
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
            Finish(_content!.End(isCut: false), answer.Head.KeepsConnection && data.IsEmpty && _connection.IsSent);
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
            ConnectAnew();
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
        if (_failure is null)
        {
            _trace.Complete();
        }
        else
        {
            _trace.Fail(_failure);
        }

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
