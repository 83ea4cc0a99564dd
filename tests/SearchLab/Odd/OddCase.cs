using ServeMulti.Sla;
using ServeMulti.Testing.Simulation;

namespace ServeMulti.SearchLab.Odd;

/// <summary>A kind of server and SLA on which searches go astray, and what must come out.</summary>
/// <param name="Name">What is odd.</param>
/// <param name="Level">Writes the SLA for a server of the kind.</param>
/// <param name="Outcomes">The outcomes that are right.</param>
internal sealed record OddCase(string Name, Func<OddServer, string> Level, params SlaSearchOutcome[] Outcomes)
{
    private const double LeastCapacity = 10;
    private const double MostCapacity = 200;
    private const int FewestServers = 4;
    private const int MostServers = 16;

    public LoadVariable Variable { get; init; } = LoadVariable.RequestRate;

    public OddAnswer Answer { get; init; } = OddAnswer.NearTruth;

    /// <summary>Gets the metric that must bind; null: whatever.</summary>
    public string? Binds { get; init; }

    /// <summary>Gets whether the result must say that there may be no single edge, where it saw a load fail below the answer.</summary>
    public bool IsFlagged { get; init; }

    /// <summary>Gets the shape of the gamma distribution of services: 1 is exponential, 200 nearly constant.</summary>
    public double ServiceShape { get; init; } = 1;

    /// <summary>Gets by how much a server that sleeps is slower, as a share.</summary>
    public double Drowsiness { get; init; }

    /// <summary>Gets how many times slower a crowded server becomes.</summary>
    public double CrowdedSlowness { get; init; } = 1;

    /// <summary>Gets below how many mean services a latency is good.</summary>
    public double GoodServices { get; init; } = double.PositiveInfinity;

    /// <summary>Gets where the range of interest ends, as shares of the capacity; null: nowhere near.</summary>
    public (double From, double To)? EndsAt { get; init; }

    /// <summary>Gets what must come out, for people.</summary>
    public string Expected =>
        string.Join(" or ", Outcomes)
        + (IsFlagged ? ", flagged if seen" : "")
        + Answer switch
        {
            OddAnswer.None => "; no load",
            OddAnswer.NearCapacity => "; near capacity",
            OddAnswer.EndOfRange => "; the end of the range",
            _ => "; near the truth",
        };

    /// <summary>Draws a server of the kind, and the end of the range of interest.</summary>
    public (OddServer Server, double? MaxLoad) Draw(long seed, int longRun)
    {
        var draws = new Draws(seed);
        var servers = draws.Integer(FewestServers, MostServers);
        var capacity = draws.LogUniform(LeastCapacity, MostCapacity);
        var service = servers / capacity;
        var model = new QueueModel(servers, service)
        {
            ServiceShape = ServiceShape,
            Drowsiness = Drowsiness,
            SleepSeconds = service,
            CrowdedAt = 4 * servers,
            CrowdedWithin = 80 * servers,
            CrowdedSlowness = CrowdedSlowness,
        };
        double? end = EndsAt is { } share ? capacity * draws.Uniform(share.From, share.To) : null;
        return (new(model, Variable, service, GoodServices * service, seed, longRun), end);
    }
}

/// <summary>Where an answer is right.</summary>
internal enum OddAnswer
{
    None,
    NearTruth,
    NearCapacity,
    EndOfRange,
}
