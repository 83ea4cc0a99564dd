namespace ServeMulti.LoadGeneration.Pacing;

/// <summary>Returns how long ago the sending started, on the monotonic clock.</summary>
internal sealed class SessionClock(TimeProvider time)
{
    private long _origin = time.GetTimestamp();

    public TimeProvider Time { get; } = time;

    public TimeSpan Now => Time.GetElapsedTime(_origin);

    /// <summary>Counts from now on; only before anything is sent.</summary>
    public void Restart() => _origin = Time.GetTimestamp();
}
