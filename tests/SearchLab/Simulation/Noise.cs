using ServeMulti.Testing.Simulation;

namespace ServeMulti.SearchLab.Simulation;

/// <summary>What makes runs at one load differ, beside the requests that each happens to draw.</summary>
/// <param name="Name">The name on the command line.</param>
internal sealed record Noise(string Name)
{
    private const double SecondsPerHour = 3600;

    /// <summary>Gets the standard deviation of the logarithm of a run's speed.</summary>
    public double RunSpeed { get; init; }

    /// <summary>Gets how slow every run is: 1 is the server as it is, 1.25 takes a quarter longer.</summary>
    public double Slowness { get; init; } = 1;

    /// <summary>Gets the standard deviation of the logarithm by which a run's 99th percentiles alone are off.</summary>
    public double Tail { get; init; }

    /// <summary>Gets the share of runs that are outliers.</summary>
    public double OutlierShare { get; init; }

    /// <summary>Gets by how much an outlier is slower, as a share.</summary>
    public double OutlierSlowness { get; init; }

    /// <summary>Gets by how much the first run is slower, as a share.</summary>
    public double FirstRunSlowness { get; init; }

    /// <summary>Gets by how much the server becomes slower in an hour of measuring, as a share.</summary>
    public double SlowerPerHour { get; init; }

    /// <summary>Gets what else runs on the machine. It is there in the long runs that tell the truth too.</summary>
    public Interference? Interference { get; init; }

    /// <summary>Gets the noises that machines have, by name; each but the first three on top of 3 % from run to run.</summary>
    public static IReadOnlyList<Noise> All { get; } =
    [
        new("run-1") { RunSpeed = 0.01 },
        new("run-3") { RunSpeed = 0.03 },
        new("run-10") { RunSpeed = 0.1 },
        new("outliers")
        {
            RunSpeed = 0.03,
            OutlierShare = 0.1,
            OutlierSlowness = 0.3,
        },
        new("first-run") { RunSpeed = 0.03, FirstRunSlowness = 0.1 },
        new("drift") { RunSpeed = 0.03, SlowerPerHour = 0.1 },
        new("interference") { RunSpeed = 0.03, Interference = new(20, 2, 0.3) },
        new("tail") { RunSpeed = 0.03, Tail = 0.15 },
    ];

    public static Noise OfRuns(double share) => new($"run-{100 * share:0.#}") { RunSpeed = share };

    /// <summary>Draws how slow a run is.</summary>
    /// <param name="run">The number of the run, from 0.</param>
    /// <param name="elapsed">The seconds measured before it.</param>
    /// <param name="draws">The randomness.</param>
    public double DrawSlowness(int run, double elapsed, ref Draws draws)
    {
        var slowness = Slowness * Math.Exp(RunSpeed * draws.Normal()) * (1 + (SlowerPerHour * elapsed / SecondsPerHour));
        slowness *= run == 0 ? 1 + FirstRunSlowness : 1;
        return OutlierShare > 0 && draws.Uniform() < OutlierShare ? slowness * (1 + OutlierSlowness) : slowness;
    }

    /// <summary>Draws what a run's 99th percentiles are multiplied by.</summary>
    public double DrawTail(ref Draws draws) => Tail > 0 ? Math.Exp(Tail * draws.Normal()) : 1;

    /// <summary>Draws where in a period of the interference a run begins.</summary>
    public double DrawPhase(ref Draws draws) => Interference is { } interference ? interference.Period * draws.Uniform() : 0;
}
