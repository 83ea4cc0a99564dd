using System.Globalization;
using ServeMulti.Sla;
using static ServeMulti.Sla.SlaSearchOutcome;

namespace ServeMulti.SearchLab.Odd;

/// <summary>The odd cases.</summary>
internal static class OddCases
{
    /// <summary>A limit in mean service times within which an uncrowded server stays: 99 % of exponential services take less than
    /// 4.6.</summary>
    private const double Usual = 6.5;

    public static OddCase[] All { get; } =
    [
        new(
            "latency, and a throughput it reaches",
            s => $"{P99(s, Usual)},{Throughput(0.5 * s.FindEdge(P99(s, Usual)))}",
            Bounded,
            Capacity
        ),
        new("latency, and a throughput it misses", s => $"{P99(s, Usual)},{Throughput(1.3 * s.FindEdge(P99(s, Usual)))}", Infeasible)
        {
            Answer = OddAnswer.None,
            Binds = "request_throughput",
        },
        new("a throughput alone, reached", s => Throughput(0.5 * s.Capacity), Capacity, TooShort) { Answer = OddAnswer.NearCapacity },
        new("a throughput alone, missed", s => Throughput(1.3 * s.Capacity), Infeasible, NothingPasses)
        {
            Answer = OddAnswer.None,
            Binds = "request_throughput",
        },
        InFlight(new("a throughput alone, reached", s => Throughput(0.5 * s.Capacity), AboveRange) { Answer = OddAnswer.EndOfRange }),
        InFlight(
            new("a throughput alone, missed", s => Throughput(1.3 * s.Capacity), Infeasible, NothingPasses)
            {
                Answer = OddAnswer.None,
                Binds = "request_throughput",
            }
        ),
        new("throughput collapses in a crowd", s => P99(s, Usual), Bounded, Capacity) { CrowdedSlowness = 3 },
        new(
            "it collapses, and a throughput before",
            s => $"{P99(s, Usual)},{Throughput(0.8 * s.FindEdge(P99(s, Usual)))}",
            Bounded,
            Capacity
        )
        {
            CrowdedSlowness = 3,
        },
        new("a good share alone", _ => "good_share>=0.9", Bounded, Capacity) { GoodServices = 4 },
        new("a good share, and latency", s => $"good_share>=0.9,{P99(s, 8)}", Bounded, Capacity) { GoodServices = 4 },
        InFlight(new("a good share alone", _ => "good_share>=0.9", Bounded) { GoodServices = 4 }),
        new("goodput rises, then falls", s => Goodput(0.5 * s.Capacity), Bounded, Capacity) { GoodServices = 5 },
        new("goodput it never reaches", s => Goodput(1.2 * s.Capacity), Infeasible, NothingPasses)
        {
            GoodServices = 5,
            Answer = OddAnswer.None,
            Binds = "request_goodput",
        },
        InFlight(new("goodput rises, then falls", s => Goodput(0.5 * s.Capacity), Bounded) { GoodServices = 5 }),
        new("slower when idle, lower loads pass", s => P99(s, 12), Bounded, Capacity) { Drowsiness = 1 },
        new("only a wide middle passes", s => P99(s, 9), Bounded, Capacity) { Drowsiness = 2, IsFlagged = true },
        new("only a narrow middle passes", s => P99(s, 7.5), Bounded, Capacity) { Drowsiness = 2, IsFlagged = true },
        new("a target below the idle latency", s => P99(s, 2.3), NothingPasses) { Answer = OddAnswer.None, Binds = "p99_e2el_ms" },
        InFlight(
            new("a target below the idle latency", s => P99(s, 2.3), NothingPasses) { Answer = OddAnswer.None, Binds = "p99_e2el_ms" }
        ),
        new("latency flat until capacity", s => P99(s, 2), Bounded, Capacity) { ServiceShape = 200 },
        new("nothing binds but overload", s => P99(s, 1000), Capacity, TooShort, Bounded) { Answer = OddAnswer.NearCapacity },
        new("range ends 2-8 % above capacity", s => P99(s, 1000), Capacity, TooShort, AboveRange)
        {
            Answer = OddAnswer.NearCapacity,
            EndsAt = (1.02, 1.08),
        },
        new("range ends far below capacity", s => P99(s, 1000), AboveRange) { Answer = OddAnswer.EndOfRange, EndsAt = (0.3, 0.6) },
    ];

    private static OddCase InFlight(OddCase odd) => odd with { Name = odd.Name + ", in flight", Variable = LoadVariable.MaxConcurrency };

    private static string P99(OddServer server, double services) => Limit("p99_e2el_ms<=", services * server.Service);

    private static string Throughput(double rate) => Limit("request_throughput>=", rate);

    private static string Goodput(double rate) => Limit("request_goodput>=", rate);

    private static string Limit(string start, double value) => start + value.ToString("G4", CultureInfo.InvariantCulture);
}
