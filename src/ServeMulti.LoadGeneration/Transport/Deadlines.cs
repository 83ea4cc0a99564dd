namespace ServeMulti.LoadGeneration.Transport;

/// <summary>Ends exchanges that take too long. All have the same time, so the one that began first is due first, and one timer serves
/// all.</summary>
internal sealed class Deadlines : IDisposable
{
    // What a timer can wait for at most is some 49 days; it fires in vain then.
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    private readonly object _gate = new();
    private readonly LinkedList<WireExchange> _open = new();
    private readonly TimeSpan _limit;
    private readonly TimeProvider _time;
    private readonly Action<WireExchange> _end;
    private readonly ITimer _timer;
    private bool _isWaiting;

    /// <param name="limit">The time that each exchange has.</param>
    /// <param name="time">The clock.</param>
    /// <param name="end">Ends an exchange whose time is up.</param>
    public Deadlines(TimeSpan limit, TimeProvider time, Action<WireExchange> end)
    {
        _limit = limit;
        _end = end;
        _time = time;
        _timer = time.CreateTimer(_ => EndDue(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Add(WireExchange exchange)
    {
        var now = _time.GetTimestamp();
        lock (_gate)
        {
            exchange.DueTimestamp = (long)Math.Min(now + (_limit.TotalSeconds * _time.TimestampFrequency), long.MaxValue / 2);
            _open.AddLast(exchange.Deadline);
            Wait(now);
        }
    }

    public void Remove(WireExchange exchange)
    {
        lock (_gate)
        {
            if (exchange.Deadline.List == _open)
            {
                _open.Remove(exchange.Deadline);
            }
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Wait(long now)
    {
        if (!_isWaiting && _open.First is { } first)
        {
            _isWaiting = true;
            var left = _time.GetElapsedTime(now, first.Value.DueTimestamp);
            _timer.Change(left < LongestWait ? left : LongestWait, Timeout.InfiniteTimeSpan);
        }
    }

    private void EndDue()
    {
        foreach (var exchange in TakeDue())
        {
            _end(exchange);
        }
    }

    private List<WireExchange> TakeDue()
    {
        List<WireExchange> due = [];
        var now = _time.GetTimestamp();
        lock (_gate)
        {
            while (_open.First is { } first && first.Value.DueTimestamp <= now)
            {
                _open.RemoveFirst();
                due.Add(first.Value);
            }

            _isWaiting = false;
            Wait(now);
        }

        return due;
    }
}
