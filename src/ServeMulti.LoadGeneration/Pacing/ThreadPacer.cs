using System.Diagnostics;

namespace ServeMulti.LoadGeneration.Pacing;

/// <summary>A pacer on a thread of its own, so that neither a busy thread pool nor the coarse timer makes a step late.</summary>
internal sealed class ThreadPacer : Pacer
{
    // A wait on an event ends up to a millisecond late; what is left after it is slept through precisely. It knows whole milliseconds only:
    // one of less than that would not wait at all.
    private static readonly TimeSpan CoarseEnd = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    private readonly object _gate = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Func<TimeSpan?> _step = () => null;
    private bool _isWoken;
    private bool _isStarted;
    private volatile bool _isStopping;

    public override void Start(Func<TimeSpan?> step)
    {
        _step = step;
        _isStarted = true;
        new Thread(Run) { IsBackground = true, Name = "ServeMulti load pacer" }.Start();
    }

    public override void Wake()
    {
        lock (_gate)
        {
            _isWoken = true;
            Monitor.Pulse(_gate);
        }
    }

    public override async ValueTask DisposeAsync()
    {
        _isStopping = true;
        Wake();
        if (_isStarted)
        {
            await _ended.Task.ConfigureAwait(false);
        }
    }

    private void Run()
    {
        ThreadUrgency.TryMakePunctual();
        while (!_isStopping)
        {
            var started = Stopwatch.GetTimestamp();
            var wait = _step();
            if (wait is null)
            {
                WaitWoken(Timeout.InfiniteTimeSpan);
            }
            else
            {
                WaitUntil(started, wait.Value);
            }
        }

        _ended.SetResult();
    }

    private void WaitUntil(long started, TimeSpan wait)
    {
        while (!_isStopping)
        {
            var left = wait - Stopwatch.GetElapsedTime(started);
            if (left <= TimeSpan.Zero)
            {
                return;
            }

            if (left < CoarseEnd + ShortestWait)
            {
                PreciseSleep.For(left);
            }
            else if (WaitWoken(left < LongestWait ? left - CoarseEnd : LongestWait))
            {
                return;
            }
        }
    }

    private bool WaitWoken(TimeSpan longest)
    {
        lock (_gate)
        {
            if (!_isWoken)
            {
                Monitor.Wait(_gate, longest);
            }

            var isWoken = _isWoken;
            _isWoken = false;
            return isWoken;
        }
    }
}
