using System.Text;
using ServeMulti.LoadGeneration.Pacing;

namespace ServeMulti.LoadGeneration.Requests;

/// <summary>Writes down what happens to one request, while it happens. Safe to be read by another thread meanwhile.</summary>
internal sealed class RequestTrace(
    int index,
    TimeSpan scheduled,
    TimeSpan intended,
    SessionClock clock,
    bool keepsText = false,
    AnswerMemory? memory = null
)
{
    // An answer that is longer than this, and than it can be, is one without end.
    private const int LongAnswer = 1 << 16;

    private readonly object _gate = new();
    private readonly ChunkLog _log = new();
    private readonly List<ByteBuffer> _buffers = [];
    private readonly StringBuilder? _text = keepsText ? new() : null;
    private LoadRequest? _request;
    private TimeSpan _start;
    private TimeSpan? _firstToken;
    private TimeSpan _lastToken;
    private TimeSpan? _end;
    private long _mostChunks = LongAnswer;
    private long _taken;
    private int _resends;
    private RequestFailure? _failure;

    public int Index => index;

    public bool KeepsText => _text is not null;

    public int Chunks
    {
        get
        {
            lock (_gate)
            {
                return _log.Lengths.Count;
            }
        }
    }

    /// <summary>Gets how many generated tokens the server counted so far; 0 if it did not.</summary>
    public int CountedTokens
    {
        get
        {
            lock (_gate)
            {
                return _log.Usage.OutputTokens ?? 0;
            }
        }
    }

    /// <summary>Gets whether so much text came that the answer has no end; for the thread that reads it.</summary>
    public bool IsEndless => _log.Lengths.Count > _mostChunks;

    public void MarkSent(LoadRequest request)
    {
        lock (_gate)
        {
            _request = request;
            _mostChunks = Math.Max(LongAnswer, CountCheck.MostOutput(request.RequestedOutputTokens));
            _start = clock.Now;
        }
    }

    public void MarkResent()
    {
        lock (_gate)
        {
            _resends++;
        }
    }

    /// <summary>Reads the clock of all instants of the trace.</summary>
    public TimeSpan ReadClock() => clock.Now;

    /// <summary>Takes memory for what is kept of the answer until the request is over.</summary>
    /// <exception cref="AnswerMemoryException">There is not so much left.</exception>
    public void TakeMemory(long bytes)
    {
        if (memory is not null && bytes > 0)
        {
            memory.Take(bytes);
            Interlocked.Add(ref _taken, bytes);
        }
    }

    /// <summary>Has a buffer emptied when the request is over.</summary>
    public void Own(ByteBuffer buffer) => _buffers.Add(buffer);

    /// <summary>Takes a block of memory for what is kept of the answer.</summary>
    /// <exception cref="AnswerMemoryException">There is not so much left.</exception>
    public byte[] TakeBlock() => memory?.TakeBlock() ?? new byte[AnswerMemory.BlockLength];

    /// <summary>Gives a block back.</summary>
    public void ReturnBlock(byte[] block) => memory?.ReturnBlock(block);

    /// <summary>Gives back what was taken; nothing of the answer is needed any more.</summary>
    public void ReturnMemory()
    {
        _buffers.ForEach(buffer => buffer.Clear());
        memory?.Return(Interlocked.Exchange(ref _taken, 0));
    }

    public void MarkToken() => MarkToken(null, 0, clock.Now);

    /// <summary>Notes that a chunk arrived.</summary>
    /// <param name="text">Its text, where it is kept.</param>
    /// <param name="length">The length of its text in bytes of UTF-8.</param>
    /// <param name="now">When.</param>
    /// <exception cref="AnswerMemoryException">There is no memory left for it.</exception>
    public void MarkToken(string? text, int length, TimeSpan now)
    {
        lock (_gate)
        {
            TakeMemory(_log.NextBytes);
            if (_firstToken is null)
            {
                _firstToken = now;
            }
            else
            {
                _log.AddGap(now - _lastToken);
            }

            _lastToken = now;
            _log.AddChunk(length);
            Append(text);
        }
    }

    /// <summary>Notes what the server has counted by now.</summary>
    public void MarkUsage(AnswerUsage usage)
    {
        lock (_gate)
        {
            _log.AddUsage(usage);
        }
    }

    /// <summary>Notes that some of what arrived is reasoning.</summary>
    public void MarkReasoning()
    {
        lock (_gate)
        {
            _log.MarkReasoning();
        }
    }

    /// <summary>Notes the text of an answer that came as a whole: one chunk, whose tokens have no times.</summary>
    public void MarkWhole(string? text, int length)
    {
        lock (_gate)
        {
            _log.AddChunk(length);
            Append(text);
        }
    }

    /// <summary>Closes the request as answered: at its last token or, where no token was timed, now.</summary>
    public void Complete()
    {
        var now = clock.Now;
        lock (_gate)
        {
            _end = _firstToken is null ? now : _lastToken;
        }
    }

    /// <summary>Closes the request.</summary>
    /// <param name="failure">Why it was not answered in full; null if it was.</param>
    public void Close(RequestFailure? failure)
    {
        if (failure is null)
        {
            Complete();
        }
        else
        {
            Fail(failure);
        }
    }

    public void Fail(RequestFailure failure)
    {
        var now = clock.Now;
        lock (_gate)
        {
            _end = now;
            _failure = failure;
        }
    }

    public RequestRecord ToRecord()
    {
        lock (_gate)
        {
            var arrivals = FindArrivals();
            return new()
            {
                Index = index,
                Scheduled = scheduled,
                IntendedStart = intended,
                ActualStart = _start,
                FirstToken = _firstToken,
                InterTokenTimes = _end is null ? [.. _log.Gaps] : _log.Gaps,
                End = _end,
                RequestedInputTokens = _request is { IsInputLengthAsked: true } ? _request.InputTokens : null,
                RequestedOutputTokens = _request?.RequestedOutputTokens ?? 0,
                InputTokens = IsInputRefused ? _request?.InputTokens ?? 0 : _log.Usage.InputTokens ?? _request?.InputTokens ?? 0,
                OutputTokens = CountsTokens ? _log.Usage.OutputTokens!.Value : _log.Lengths.Count,
                AreOutputTokensCounted = !CountsTokens,
                AreCountsRefused = IsInputRefused || IsOutputRefused,
                ChunkTokens = arrivals.PerChunk,
                UnstreamedTokens = arrivals.Unstreamed,
                AreTokensTimed = arrivals.AreTimed,
                Resends = _resends,
                GeneratedText = _text?.ToString(),
                Failure = _failure,
            };
        }
    }

    private bool CountsTokens => _log.Usage.OutputTokens is not null && !IsOutputRefused;

    private bool IsOutputRefused =>
        _log.Usage.OutputTokens is { } tokens
        && !CountCheck.IsOutputPossible(tokens, _request?.RequestedOutputTokens ?? 0, _log.Lengths.Count);

    private bool IsInputRefused => _log.Usage.InputTokens is { } tokens && !CountCheck.IsInputPossible(tokens, _request);

    private TokenArrivals FindArrivals() =>
        _failure is null && _firstToken is { } first && CountsTokens
            ? TokenArrivals.Of(_log.Usage.OutputTokens!.Value, _log, first - _start, _lastToken - first)
            : new([], 0, true);

    private void Append(string? text)
    {
        if (_text is not null && text is not null)
        {
            TakeMemory(text.Length * sizeof(char));
            _text.Append(text);
        }
    }
}
