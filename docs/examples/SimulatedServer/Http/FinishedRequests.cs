namespace ServeMulti.Simulation.Http;

/// <summary>Counts the requests that were answered to the end, by the reason why they ended.</summary>
internal sealed class FinishedRequests
{
    private long _length;
    private long _stop;

    public long Length => Interlocked.Read(ref _length);

    public long Stop => Interlocked.Read(ref _stop);

    public long Total => Length + Stop;

    /// <summary>Counts one; called before the answer's last bytes leave, so that whoever has read them finds it counted.</summary>
    public void Add(string finishReason) => Interlocked.Increment(ref finishReason == "stop" ? ref _stop : ref _length);
}
