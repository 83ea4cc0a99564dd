namespace ServeMulti.LoadGeneration.Metrics;

/// <summary>Collects latencies. Exact for the first <see cref="ExactLimit"/> values; then the percentiles come from a histogram, so that
/// memory does not grow.</summary>
/// <remarks>Not safe for several threads at once.</remarks>
internal sealed class LatencySample
{
    /// <summary>2 MB of values: more than any run of a sweep sends requests, and enough tokens for thousands of them.</summary>
    public const int ExactLimit = 1 << 18;

    private readonly int _exactLimit;
    private List<double>? _exact = [];
    private LatencyHistogram? _histogram;
    private long _count;
    private double _mean;
    private double _squares;
    private double _max;

    public LatencySample(int exactLimit = ExactLimit) => _exactLimit = exactLimit;

    public void Add(TimeSpan latency) => Add(latency.TotalMilliseconds);

    public void Add(double value)
    {
        AddMoments(value);
        if (_exact is not null && _exact.Count == _exactLimit)
        {
            MoveToHistogram(_exact);
        }

        if (_exact is not null)
        {
            _exact.Add(value);
        }
        else
        {
            _histogram!.Add(value);
        }
    }

    public LatencyDistribution ToDistribution()
    {
        if (_exact is null)
        {
            return new(_count, _mean, Math.Sqrt(_squares / _count), _max, _histogram!.Copy());
        }

        var sorted = _exact.ToArray();
        Array.Sort(sorted);
        var mean = sorted.Length == 0 ? 0 : sorted.Average();
        var deviation = sorted.Length == 0 ? 0 : Math.Sqrt(sorted.Sum(value => (value - mean) * (value - mean)) / sorted.Length);
        return new(_count, mean, deviation, _max, new SortedQuantiles(sorted));
    }

    private void AddMoments(double value)
    {
        _count++;
        _max = Math.Max(_max, value);
        var distance = value - _mean;
        _mean += distance / _count;
        _squares += distance * (value - _mean);
    }

    private void MoveToHistogram(List<double> values)
    {
        _histogram = new();
        foreach (var value in values)
        {
            _histogram.Add(value);
        }

        _exact = null;
    }
}
