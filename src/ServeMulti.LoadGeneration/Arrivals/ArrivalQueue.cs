namespace ServeMulti.LoadGeneration.Arrivals;

/// <summary>What is to be sent next: first what fell due under an earlier load or came as a burst, then the arrivals of the present
/// load.</summary>
/// <remarks>Not safe for several threads at once.</remarks>
internal sealed class ArrivalQueue
{
    private readonly Queue<TimeSpan> _overdue = new();
    private IArrivals _arrivals = ScheduledArrivals.None;

    /// <summary>Gets the instant of the next request; null if none is to be sent any more.</summary>
    public TimeSpan? Next => _overdue.TryPeek(out var first) ? first : _arrivals.Next;

    /// <summary>Goes over to other arrivals; those of the present ones that are due are kept.</summary>
    public void Follow(IArrivals arrivals, TimeSpan now)
    {
        while (!_arrivals.IsOnDemand && _arrivals.Next is { } due && due <= now)
        {
            _overdue.Enqueue(due);
            _arrivals.Take();
        }

        _arrivals = arrivals;
    }

    public void AddBurst(int count, TimeSpan now)
    {
        for (var i = 0; i < count; i++)
        {
            _overdue.Enqueue(now);
        }
    }

    public void Resume(TimeSpan now) => _arrivals.Resume(now);

    public void Clear()
    {
        _overdue.Clear();
        _arrivals = ScheduledArrivals.None;
    }

    /// <summary>Takes the next request and returns when the schedule wanted it; if there is no schedule, when there was room for
    /// it.</summary>
    public TimeSpan Take(TimeSpan roomSince)
    {
        if (_overdue.TryDequeue(out var due))
        {
            return due;
        }

        var scheduled = _arrivals.Next!.Value;
        var isOnDemand = _arrivals.IsOnDemand && roomSince > scheduled;
        _arrivals.Take();
        return isOnDemand ? roomSince : scheduled;
    }
}
