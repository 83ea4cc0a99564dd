using System.Text;
using ServeMulti.LoadGeneration.Pacing;

namespace ServeMulti.LoadGeneration.Requests;

/// <summary>Writes down what happens to one request, while it happens. Safe to be read by another thread meanwhile.</summary>
internal sealed class RequestTrace(int index, TimeSpan scheduled, TimeSpan intended, SessionClock clock, bool keepsText = false)
{
    private readonly object _gate = new();
    private readonly List<TimeSpan> _gaps = [];
    private readonly ChunkLog _log = new();
    private readonly StringBuilder? _text = keepsText ? new() : null;
    private LoadRequest? _request;
    private TimeSpan _start;
    private TimeSpan? _firstToken;
    private TimeSpan _lastToken;
    private TimeSpan? _end;
    private int _inputTokens;
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

    public void MarkSent(LoadRequest request)
    {
        lock (_gate)
        {
            _request = request;
            _inputTokens = request.InputTokens;
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

    /// <summary>Reads the clock that all instants of the trace are told by.</summary>
    public TimeSpan ReadClock() => clock.Now;

    public void MarkToken() => MarkToken(null, 0, clock.Now);

    /// <summary>Notes that a chunk arrived.</summary>
    /// <param name="text">Its text, where it is kept.</param>
    /// <param name="length">The length of its text in bytes of UTF-8.</param>
    /// <param name="now">When.</param>
    public void MarkToken(string? text, int length, TimeSpan now)
    {
        lock (_gate)
        {
            if (_firstToken is null)
            {
                _firstToken = now;
            }
            else
            {
                _gaps.Add(now - _lastToken);
            }

            _lastToken = now;
            _log.AddChunk(length);
            _text?.Append(text);
        }
    }

    /// <summary>Notes what the server has counted by now.</summary>
    public void MarkUsage(AnswerUsage usage)
    {
        lock (_gate)
        {
            _inputTokens = usage.InputTokens ?? _inputTokens;
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

    public void AddText(string? text)
    {
        lock (_gate)
        {
            _text?.Append(text);
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
                InterTokenTimes = [.. _gaps],
                End = _end,
                RequestedInputTokens = _request is { IsInputLengthAsked: true } ? _request.InputTokens : null,
                RequestedOutputTokens = _request?.RequestedOutputTokens ?? 0,
                InputTokens = _inputTokens,
                OutputTokens = CountsTokens ? _log.Usage.OutputTokens!.Value : _log.Lengths.Count,
                AreOutputTokensCounted = !CountsTokens,
                ChunkTokens = arrivals.PerChunk,
                UnstreamedTokens = arrivals.Unstreamed,
                AreTokensTimed = arrivals.AreTimed,
                Resends = _resends,
                GeneratedText = _text?.ToString(),
                Failure = _failure,
            };
        }
    }

    // That nothing was generated is no count of tokens that did arrive.
    private bool CountsTokens => _log.Usage.OutputTokens is { } tokens && (tokens > 0 || _firstToken is null);

    private TokenArrivals FindArrivals() =>
        _failure is null && _firstToken is { } first && CountsTokens
            ? TokenArrivals.Of(_log.Usage.OutputTokens!.Value, _log, first - _start, _lastToken - first)
            : new([], 0, true);
}
