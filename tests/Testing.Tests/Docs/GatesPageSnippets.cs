using ServeMulti.Benchmarking;
using ServeMulti.Comparing;
using ServeMulti.Parameters;
using ServeMulti.Results;
using ServeMulti.Sla;
using ServeMulti.Sweeping;
using ServeMulti.Testing;
using ServeMulti.Testing.Gates;
using ServeMulti.Testing.Simulation;

namespace ServeMulti.Docs;

/// <summary>The code of docs/how-to/gates.md, on a simulated server that sustains 60 requests per second.</summary>
public sealed class GatesPageSnippets
{
    private string _folder = null!;

    private string BaselineFile => Path.Combine(_folder, "baseline.zip");

    [SetUp]
    public async Task PackBaseline()
    {
        _folder = Directory.CreateTempSubdirectory("serve-multi-gate-").FullName;
        await (await StoredExperiment.ReadAsync(await MeasureAsync("before"))).PackAsync(BaselineFile);
    }

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    private static readonly ServiceLevel Sla = ServiceLevel.Parse("p99_e2el_ms<=500");
    private static readonly SlaGateOptions Options = new() { RunTime = TimeSpan.FromSeconds(20), MaxRuns = 9 };

    private static readonly ExperimentComparisonOptions Compared = new() { Metrics = ["request_throughput", "p99_e2el_ms"], Margin = 0.05 };

    private static readonly IBenchmarkRunner Runner = new SimulatedRunner(new QueueModel(servers: 4, serviceSeconds: 0.05));
    private static readonly BenchmarkRequest Benchmark = new();

    [Test]
    public async Task Build_Sustains40RequestsPerSecond()
    {
        var gate = await PerformanceGate.SustainsAsync(Sla, LoadVariable.RequestRate, 40, Runner, Benchmark, Options);

        Require(gate);
    }

    [Test]
    public async Task Build_HasNotRegressed()
    {
        var gate = await PerformanceGate.HasNotRegressedAsync(BaselineFile, await MeasureAsync(), Compared);

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

    private async Task<string> MeasureAsync(string name = "after")
    {
        await using var sweep = new LocalSweep(
            new SweepDefinition
            {
                Endpoint = new Uri("http://127.0.0.1:1"),
                BenchParameters = ParameterSweep.Zip(("request_rate", [20])),
                CheckReadiness = false,
                RunsPerCase = 5,
            },
            new LocalSweepOptions
            {
                OutputFolder = _folder,
                ExperimentName = name,
                Runner = _ => Runner,
                CacheResetter = _ => new RecordingCacheResetter(),
            }
        );
        await sweep.RunAsync();
        return sweep.Location;
    }
}
