namespace ServeMulti.Testing.Simulation;

/// <summary>Another program on the machine: in every period it takes a share of the server's speed for some seconds.</summary>
/// <param name="Period">The seconds from one burst to the next.</param>
/// <param name="Length">The seconds that a burst lasts.</param>
/// <param name="Share">The share of the speed that is taken meanwhile.</param>
internal sealed record Interference(double Period, double Length, double Share)
{
    /// <summary>Gets the share of the speed that is left on average.</summary>
    public double SpeedLeft => WorkPerPeriod / Period;

    private double WorkPerPeriod => Period - (Length * Share);

    /// <summary>Returns the seconds of undisturbed work that are done by a time.</summary>
    public double WorkUntil(double time)
    {
        var periods = Math.Floor(time / Period);
        var within = time - (periods * Period);
        return (periods * WorkPerPeriod) + (within < Length ? within * (1 - Share) : within - (Length * Share));
    }

    /// <summary>Returns the time by which so many seconds of undisturbed work are done.</summary>
    public double TimeOf(double work)
    {
        var periods = Math.Floor(work / WorkPerPeriod);
        var within = work - (periods * WorkPerPeriod);
        var ofBurst = Length * (1 - Share);
        return (periods * Period) + (within < ofBurst ? within / (1 - Share) : within + (Length * Share));
    }
}
