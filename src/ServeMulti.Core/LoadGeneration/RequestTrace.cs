using System.Text;

namespace ServeMulti.LoadGeneration;

/// <summary>Writes down what happens to one request, while it happens. Safe to be read by another thread meanwhile.</summary>
internal sealed class RequestTrace(int index, TimeSpan scheduled, TimeSpan intended, SessionClock clock, bool keepsText = false)
{
    private readonly object _gate = new();
    private readonly List<TimeSpan> _gaps = [];
    private readonly StringBuilder? _text = keepsText ? new() : null;
    private LoadRequest? _request;
    private TimeSpan _start;
    private TimeSpan? _firstToken;
    private TimeSpan _lastToken;
    private TimeSpan? _end;
    private int _inputTokens;
    private int? _outputTokens;
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
                return _firstToken is null ? 0 : _gaps.Count + 1;
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

    public void MarkToken(string? text = null) => MarkToken(text, clock.Now);

    public void MarkToken(string? text, TimeSpan now)
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
            _text?.Append(text);
        }
    }

    public void MarkUsage(int? inputTokens, int? outputTokens)
    {
        lock (_gate)
        {
            _inputTokens = inputTokens ?? _inputTokens;
            _outputTokens = outputTokens ?? _outputTokens;
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
                OutputTokens = _outputTokens ?? (_firstToken is null ? 0 : _gaps.Count + 1),
                AreOutputTokensCounted = _outputTokens is null,
                Resends = _resends,
                GeneratedText = _text?.ToString(),
                Failure = _failure,
            };
        }
    }
}
