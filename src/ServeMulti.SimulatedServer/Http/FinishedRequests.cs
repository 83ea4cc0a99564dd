namespace ServeMulti.Simulation.Http;

/// <summary>Counts the completed requests by finish reason.</summary>
internal sealed class FinishedRequests
{
    private long _length;
    private long _stop;

    public long Length => Interlocked.Read(ref _length);

    public long Stop => Interlocked.Read(ref _stop);

    public long Total => Length + Stop;

    /// <summary>Counts one request. Called before the last bytes of the answer are sent, so that a client that has read them finds the
    /// request counted.</summary>
    public void Add(string finishReason) => Interlocked.Increment(ref finishReason == "stop" ? ref _stop : ref _length);
}
