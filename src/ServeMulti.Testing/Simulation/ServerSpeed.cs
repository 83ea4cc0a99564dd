namespace ServeMulti.Testing.Simulation;

/// <summary>How fast a server works in one run.</summary>
/// <param name="slowness">What every service time is multiplied by.</param>
/// <param name="interference">What else runs on the machine; null: nothing.</param>
/// <param name="phase">How far into a period of the interference the run begins, in seconds.</param>
internal readonly struct ServerSpeed(double slowness, Interference? interference = null, double phase = 0)
{
    /// <summary>Returns the time at which work that begins at a time ends.</summary>
    /// <param name="start">The time at which it begins, in seconds.</param>
    /// <param name="seconds">How long it takes a server of normal speed that is not disturbed.</param>
    public double After(double start, double seconds) =>
        interference is null
            ? start + (slowness * seconds)
            : interference.TimeOf(interference.WorkUntil(start + phase) + (slowness * seconds)) - phase;

    /// <summary>Returns how many seconds of normal work fit between two times.</summary>
    public double WorkBetween(double start, double end) =>
        (interference is null ? end - start : interference.WorkUntil(end + phase) - interference.WorkUntil(start + phase)) / slowness;
}
