namespace ServeMulti.Benchmarking;

/// <summary>Measures what this process, the host, uses of the machine while a benchmark runs beside it.</summary>
internal sealed class HostUsage
{
    /// <summary>The field of a result that holds it.</summary>
    public const string Field = "host_cpu_share";

    private readonly TimeProvider _timeProvider;
    private readonly TimeSpan _used = AppDomain.CurrentDomain.MonitoringTotalProcessorTime;
    private readonly long _start;

    public HostUsage(TimeProvider timeProvider)
    {
        _timeProvider = timeProvider;
        _start = timeProvider.GetTimestamp();
    }

    /// <summary>Returns the result with the host's processor time since the start, as a share of all processors of the machine; as it is
    /// where no time has passed, or it has such a field.</summary>
    public BenchmarkResult AddTo(BenchmarkResult result)
    {
        var elapsed = _timeProvider.GetElapsedTime(_start);
        if (!result.IsSuccess || elapsed <= TimeSpan.Zero || result.Document.TryFind(Field, out _))
        {
            return result;
        }

        var share = (AppDomain.CurrentDomain.MonitoringTotalProcessorTime - _used) / elapsed / Environment.ProcessorCount;
        return BenchmarkResult.Success(result.Document.With(Field, Math.Round(Math.Clamp(share, 0, 1), 4)));
    }
}
