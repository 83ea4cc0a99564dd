using ServeMulti.Parameters;
using ServeMulti.Sla;
using ServeMulti.Sweeping;

namespace ServeMulti.TestPrograms;

/// <summary>What the host sweeps: little, and something of everything.</summary>
internal static class CrashSweep
{
    /// <summary>Two servers, two benchmarks, two runs each; one of them fails each time.</summary>
    public static SweepDefinition Plain(string scripts) =>
        new()
        {
            ServeCommand = new CommandLine(Path.Combine(scripts, "server")),
            BenchCommand = new CommandLine(Path.Combine(scripts, "bench")),
            ServeParameters = ParameterSweep.Grid(("slots", [1, 2])),
            BenchParameters = ParameterSweep.Grid(("x", [1, 2])),
            RunsPerCase = 2,
            OnFailure = FailurePolicy.Continue,
        };

    /// <summary>One server, one benchmark, and a search for the largest concurrency with a latency of at most 200 ms.</summary>
    public static SweepDefinition Search(string scripts) =>
        Plain(scripts) with
        {
            ServeParameters = ParameterSweep.Grid(("slots", [1])),
            BenchParameters = ParameterSweep.Grid(("x", [1])),
            Search = new SearchDefinition
            {
                ServiceLevels = [ServiceLevel.Parse("p99_e2el_ms<=200")],
                Variable = LoadVariable.MaxConcurrency,
                Options = new SlaSearchOptions { MaxLoad = 64 },
                BasePrompts = 10,
            },
        };
}
