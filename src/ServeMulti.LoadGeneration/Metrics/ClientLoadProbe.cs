namespace ServeMulti.LoadGeneration.Metrics;

/// <summary>Measures what the load generator itself costs while a run is under way.</summary>
internal sealed class ClientLoadProbe : IAsyncDisposable
{
    // Often enough for a 99th percentile within seconds. Each sample wakes a thread of the pool, which then spins for a while: 50 a second
    // cost more than the reading of 500 tokens.
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    private readonly TimeProvider _time;
    private readonly Func<Task> _dispatch;
    private readonly PeriodicTimer _timer;
    private readonly LatencySample _delays = new();
    private readonly DelayCourse _course = new();
    private readonly TimeSpan _processorTime = ProcessorTime();
    private readonly long _start;
    private readonly Task _running;
    private int _samples;

    private ClientLoadProbe(TimeProvider time, Func<Task> dispatch)
    {
        _time = time;
        _dispatch = dispatch;
        _start = time.GetTimestamp();
        _timer = new(Interval, time);
        _running = RunAsync();
    }

    /// <summary>Starts to measure.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="dispatch">Completes when work has had its turn that waits where the reading of an answer waits.</param>
    public static ClientLoadProbe Start(TimeProvider time, Func<Task> dispatch) => new(time, dispatch);

    /// <summary>Stops, and returns what was measured.</summary>
    public async Task<ClientLoad> StopAsync()
    {
        var used = ProcessorTime() - _processorTime;
        var elapsed = _time.GetElapsedTime(_start);
        await DisposeAsync().ConfigureAwait(false);
        return new()
        {
            ProcessorShare = elapsed > TimeSpan.Zero ? Math.Min(1, used / elapsed / Environment.ProcessorCount) : 0,
            DispatchDelay = _delays.ToDistribution(),
            SteadyDispatchDelayMs = _course.SteadyMs,
        };
    }

    public async ValueTask DisposeAsync()
    {
        _timer.Dispose();
        await _running.ConfigureAwait(false);
    }

    private static TimeSpan ProcessorTime() => AppDomain.CurrentDomain.MonitoringTotalProcessorTime;

    private async Task RunAsync()
    {
        while (await _timer.WaitForNextTickAsync().ConfigureAwait(false))
        {
            var queued = _time.GetTimestamp();
            await _dispatch().ConfigureAwait(false);
            var delay = _time.GetElapsedTime(queued);
            _delays.Add(delay);
            _course.Add(_samples++, delay.TotalMilliseconds);
        }
    }
}
