namespace ServeMulti.LoadGeneration.Pacing;

/// <summary>A pacer on the timer of any clock. Steps never overlap.</summary>
internal sealed class TimerPacer(TimeProvider time) : Pacer
{
    private readonly object _gate = new();
    private ITimer? _timer;
    private Func<TimeSpan?>? _step;

    public override void Start(Func<TimeSpan?> step)
    {
        lock (_gate)
        {
            _step = step;
            _timer = time.CreateTimer(_ => Wake(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        Wake();
    }

    public override void Wake()
    {
        lock (_gate)
        {
            if (_step?.Invoke() is { } wait)
            {
                _timer?.Change(wait < TimeSpan.Zero ? TimeSpan.Zero : wait, Timeout.InfiniteTimeSpan);
            }
        }
    }

    public override async ValueTask DisposeAsync()
    {
        ITimer? timer;
        lock (_gate)
        {
            (timer, _timer, _step) = (_timer, null, null);
        }

        if (timer is not null)
        {
            await timer.DisposeAsync().ConfigureAwait(false);
        }
    }
}
