namespace ServeMulti.LoadGeneration;

/// <summary>Measures what the load generator itself costs while a run is under way.</summary>
internal sealed class ClientLoadProbe : IAsyncDisposable
{
    // Often enough for a 99th percentile within seconds, and a thousandth of a core at most.
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    private readonly TimeProvider _time;
    private readonly PeriodicTimer _timer;
    private readonly LatencySample _delays = new();
    private readonly TimeSpan _processorTime = ProcessorTime();
    private readonly long _start;
    private readonly Task _running;

    private ClientLoadProbe(TimeProvider time)
    {
        _time = time;
        _start = time.GetTimestamp();
        _timer = new(Interval, time);
        _running = RunAsync();
    }

    public static ClientLoadProbe Start(TimeProvider time) => new(time);

    /// <summary>Stops, and tells what was measured.</summary>
    public async Task<ClientLoad> StopAsync()
    {
        var used = ProcessorTime() - _processorTime;
        var elapsed = _time.GetElapsedTime(_start);
        await DisposeAsync().ConfigureAwait(false);
        return new()
        {
            ProcessorShare = elapsed > TimeSpan.Zero ? Math.Min(1, used / elapsed / Environment.ProcessorCount) : 0,
            DispatchDelay = _delays.ToDistribution(),
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

            // To the end of the common queue, where the reading of answers waits too.
            await Task.Factory.StartNew(static () => { }, CancellationToken.None, TaskCreationOptions.PreferFairness, TaskScheduler.Default).ConfigureAwait(false);
            _delays.Add(_time.GetElapsedTime(queued));
        }
    }
}
