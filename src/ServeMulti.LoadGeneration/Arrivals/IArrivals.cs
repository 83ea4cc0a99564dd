using ServeMulti.LoadGeneration.Pacing;

namespace ServeMulti.LoadGeneration.Arrivals;

/// <summary>When requests are to be sent, one after the other. Not safe for several threads at once.</summary>
internal interface IArrivals
{
    /// <summary>Gets the next instant without taking it; null if no request is to be sent any more.</summary>
    TimeSpan? Next { get; }

    /// <summary>Gets whether there is no schedule: a request is due whenever there is room for one.</summary>
    bool IsOnDemand => false;

    /// <summary>Takes the next instant.</summary>
    void Take();

    /// <summary>Goes on after a pause: what a rate would have sent meanwhile is not made up for, what a schedule lists is.</summary>
    void Resume(TimeSpan now) { }
}

/// <summary>A schedule of instants, in order.</summary>
internal sealed class ScheduledArrivals : IArrivals
{
    private readonly IEnumerator<TimeSpan> _offsets;

    public ScheduledArrivals(IEnumerable<TimeSpan> offsets)
    {
        _offsets = offsets.GetEnumerator();
        Take();
    }

    public static ScheduledArrivals None { get; } = new([]);

    public TimeSpan? Next { get; private set; }

    public void Take() => Next = _offsets.MoveNext() ? _offsets.Current : null;
}

/// <summary>Arrivals at a rate, without end or until an instant.</summary>
internal sealed class SteadyArrivals : IArrivals
{
    private readonly Func<double> _nextGap;
    private readonly TimeSpan _until;
    private TimeSpan _next;

    /// <summary>Initializes a new instance.</summary>
    /// <param name="start">From when the first gap counts.</param>
    /// <param name="nextGap">Draws a gap, in seconds.</param>
    /// <param name="until">After which instant there are no more; null: never.</param>
    public SteadyArrivals(TimeSpan start, Func<double> nextGap, TimeSpan? until = null)
    {
        _next = start;
        _nextGap = nextGap;
        _until = until ?? TimeSpan.MaxValue;
        Take();
    }

    public TimeSpan? Next => _next <= _until ? _next : null;

    public void Take()
    {
        var gap = _nextGap();
        _next = gap < (TimeSpan.MaxValue - _next).TotalSeconds ? _next + TimeSpan.FromSeconds(gap) : TimeSpan.MaxValue;
    }

    public void Resume(TimeSpan now)
    {
        if (_next < now)
        {
            _next = now;
            Take();
        }
    }
}

/// <summary>A request whenever there is room for one: users of whom each sends the next request when the last one is answered.</summary>
/// <param name="since">From when on.</param>
/// <param name="clock">The clock of the session.</param>
/// <param name="until">After which instant there are no more; null: never.</param>
internal sealed class UserArrivals(TimeSpan since, SessionClock clock, TimeSpan? until = null) : IArrivals
{
    public TimeSpan? Next => until is null || clock.Now <= until ? since : null;

    public bool IsOnDemand => true;

    public void Take() { }
}
