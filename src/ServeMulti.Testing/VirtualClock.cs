namespace ServeMulti.Testing;

/// <summary>A clock that wall time does not move: it moves when it is advanced, and short pauses pass at once.</summary>
/// <remarks>
/// Give it to everything that takes a <see cref="TimeProvider"/>. A wait of at most <see cref="LongestPause"/> is a pause: the clock jumps
/// to its end by itself. A longer wait is a limit, such as a timeout: it passes only when <see cref="Advance"/> reaches it. Safe for use
/// from several threads.
/// </remarks>
public sealed class VirtualClock : TimeProvider
{
    private readonly object _gate = new();
    private readonly List<VirtualTimer> _timers = [];
    private readonly DateTimeOffset _start;
    private readonly TimeSpan _longestPause = TimeSpan.FromSeconds(10);
    private long _elapsed;

    /// <summary>Initializes a new instance at 2000-01-01, 00:00 UTC.</summary>
    public VirtualClock()
        : this(new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero)) { }

    /// <summary>Initializes a new instance at a given time.</summary>
    /// <param name="start">The time.</param>
    public VirtualClock(DateTimeOffset start) => _start = start;

    /// <summary>Gets the longest wait that passes by itself; default 10 s. Zero: none does.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public TimeSpan LongestPause
    {
        get => _longestPause;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero);
            _longestPause = value;
        }
    }

    /// <summary>Gets how far the clock has come since its start.</summary>
    public TimeSpan Elapsed => TimeSpan.FromTicks(GetTimestamp());

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override long GetTimestamp() => Interlocked.Read(ref _elapsed);

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => _start + Elapsed;

    /// <summary>Advances the clock, and calls what is due meanwhile, in order, on the caller's thread.</summary>
    /// <param name="time">By how much; zero calls what is due now.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="time"/> is negative.</exception>
    public void Advance(TimeSpan time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.Zero);
        AdvanceTo(GetTimestamp() + time.Ticks);
    }

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new VirtualTimer(this, callback, state);
        lock (_gate)
        {
            _timers.Add(timer);
        }

        timer.Change(dueTime, period);
        return timer;
    }

    private void AdvanceTo(long target)
    {
        while (TakeDue(target) is { } timer)
        {
            timer.Fire();
        }
    }

    /// <summary>Moves the clock to the next timer that is due by a time, or to that time where none is.</summary>
    private VirtualTimer? TakeDue(long target)
    {
        lock (_gate)
        {
            var next = _timers.Where(timer => timer.Due <= target).MinBy(timer => timer.Due);
            Interlocked.Exchange(ref _elapsed, Math.Max(_elapsed, next?.Due ?? target));
            next?.Repeat();
            return next;
        }
    }

    private sealed class VirtualTimer(VirtualClock clock, TimerCallback callback, object? state) : ITimer
    {
        private long? _period;

        /// <summary>Gets the timestamp at which the timer fires; null: not at all.</summary>
        public long? Due { get; private set; }

        public void Fire() => callback(state);

        public void Repeat() => Due += _period;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            long? due;
            lock (clock._gate)
            {
                if (!clock._timers.Contains(this))
                {
                    return false;
                }

                _period = period > TimeSpan.Zero ? period.Ticks : null;
                Due = due = dueTime == Timeout.InfiniteTimeSpan ? null : clock._elapsed + dueTime.Ticks;
            }

            if (due is { } at && _period is null && dueTime <= clock.LongestPause)
            {
                ThreadPool.QueueUserWorkItem(static item => item.Timer.JumpTo(item.At), (Timer: this, At: at), preferLocal: false);
            }

            return true;
        }

        public void Dispose()
        {
            lock (clock._gate)
            {
                clock._timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        /// <summary>Moves the clock to the end of a pause, unless the pause was cut short meanwhile.</summary>
        private void JumpTo(long due)
        {
            bool isPending;
            lock (clock._gate)
            {
                isPending = Due == due && clock._timers.Contains(this);
            }

            if (isPending)
            {
                clock.AdvanceTo(due);
            }
        }
    }
}
