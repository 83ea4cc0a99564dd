namespace ServeMulti.LoadGeneration.Pacing;

/// <summary>Calls a step of work again and again, each time at the instant that the step before asked for.</summary>
internal abstract class Pacer : IAsyncDisposable
{
    /// <summary>Creates the pacer for a clock: a thread that waits to within a tenth of a millisecond for the system's, a timer for any
    /// other.</summary>
    public static Pacer For(TimeProvider time) => time == TimeProvider.System ? new ThreadPacer() : new TimerPacer(time);

    /// <summary>Starts to call the step.</summary>
    /// <param name="step">The work; it returns how long to wait before the next call, or null to wait until it is woken. It does not
    /// throw.</param>
    public abstract void Start(Func<TimeSpan?> step);

    /// <summary>Has the step called at once.</summary>
    public abstract void Wake();

    /// <summary>Stops; when the task completes the step is not running and will not be called again.</summary>
    public abstract ValueTask DisposeAsync();
}
