namespace ServeMulti.Testing.Simulation;

/// <summary>What one simulated run measured, in arrays that are used again.</summary>
internal sealed class Samples
{
    private double[] _latency = [];
    private double[] _firstToken = [];
    private double[] _arrivals = [];

    public int Count { get; private set; }

    /// <summary>Gets the seconds from the start to the last answer.</summary>
    public double Duration { get; set; }

    public Span<double> Latency => _latency.AsSpan(0, Count);

    public Span<double> FirstToken => _firstToken.AsSpan(0, Count);

    public Span<double> Arrivals => _arrivals.AsSpan(0, Count);

    public void Resize(int count)
    {
        Count = count;
        if (_latency.Length < count)
        {
            _latency = new double[count];
            _firstToken = new double[count];
            _arrivals = new double[count];
        }
    }

    /// <summary>Forgets the first requests, which met an empty server.</summary>
    public void DropFirst(int count)
    {
        Latency[count..].CopyTo(_latency);
        FirstToken[count..].CopyTo(_firstToken);
        Count -= count;
    }
}
