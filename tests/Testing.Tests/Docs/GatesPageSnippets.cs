using ServeMulti.Benchmarking;
using ServeMulti.Sla;
using ServeMulti.Testing.Gates;
using ServeMulti.Testing.Simulation;

namespace ServeMulti.Docs;

/// <summary>The code of docs/how-to/gates.md, on a simulated server that sustains 60 requests per second.</summary>
public sealed class GatesPageSnippets
{
    private static readonly ServiceLevel Sla = ServiceLevel.Parse("p99_e2el_ms<=500");
    private static readonly SlaGateOptions Options = new() { RunTime = TimeSpan.FromSeconds(20), MaxRuns = 9 };

    private static readonly IBenchmarkRunner Runner = new SimulatedRunner(new QueueModel(servers: 4, serviceSeconds: 0.05));
    private static readonly BenchmarkRequest Benchmark = new();

    [Test]
    public async Task Build_Sustains40RequestsPerSecond()
    {
        var gate = await PerformanceGate.SustainsAsync(Sla, LoadVariable.RequestRate, 40, Runner, Benchmark, Options);

        Require(gate);
    }

    private static void Require(GateResult gate)
    {
        switch (gate.Verdict)
        {
            case GateVerdict.Failed:
                Assert.Fail(gate.Message);
                break;
            case GateVerdict.Inconclusive:
                Assert.Inconclusive(gate.Message);
                break;
        }
    }
}
