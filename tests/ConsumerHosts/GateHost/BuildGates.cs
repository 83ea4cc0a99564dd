// Gates of a build in a test project of its own, on real servers over HTTP. GATE_SERVER is the command that starts the build, GATE_FOLDER keeps the
// baseline between two runs: the first one measures it.
using NUnit.Framework;
using ServeMulti.Benchmarking;
using ServeMulti.Comparing;
using ServeMulti.Launching;
using ServeMulti.LoadGeneration;
using ServeMulti.LoadGeneration.Prompts;
using ServeMulti.Parameters;
using ServeMulti.Processes;
using ServeMulti.Results;
using ServeMulti.Sla;
using ServeMulti.Sweeping;
using ServeMulti.Testing.Gates;

namespace GateHost;

public sealed class BuildGates
{
    private static readonly CommandLine Server = CommandLine.Parse(Variable("GATE_SERVER"));
    private static readonly string Folder = Variable("GATE_FOLDER");

    // Eight tokens at 10 ms each take 80 ms; a build that takes twice as long misses the SLA, and has regressed.
    private static readonly OpenAiBenchmarkRunner Runner = new(
        new OpenAiBenchmarkOptions
        {
            NumPrompts = 16,
            MaxConcurrency = 2,
            Prompts = new RandomPrompts { InputLength = 8, OutputLength = 8 },
        }
    );

    [Test]
    public async Task Build_SustainsTwoRequestsInFlight()
    {
        await using var server = await new ProcessServerLauncher(new ProcessLauncher()).LaunchAsync(new ServerSpec { Command = Server });

        var gate = await PerformanceGate.SustainsAsync(
            ServiceLevel.Parse("median_e2el_ms<=130"),
            LoadVariable.MaxConcurrency,
            2,
            Runner,
            new BenchmarkRequest { Endpoint = server.Endpoint },
            new SlaGateOptions { MinPrompts = 16, PromptsPerConcurrency = 8 }
        );

        Require(gate);
    }

    [Test]
    public async Task Build_HasNotRegressed()
    {
        var baseline = Path.Combine(Folder, "baseline.zip");
        if (!File.Exists(baseline))
        {
            await (await StoredExperiment.ReadAsync(await MeasureAsync())).PackAsync(baseline);
        }

        var gate = await PerformanceGate.HasNotRegressedAsync(
            baseline,
            await MeasureAsync(),
            new ExperimentComparisonOptions { Metrics = ["median_e2el_ms"], Margin = 0.3 }
        );

        Require(gate);
    }

    private static async Task<string> MeasureAsync()
    {
        await using var sweep = new LocalSweep(
            new SweepDefinition { ServeCommand = Server, RunsPerCase = 4 },
            new LocalSweepOptions
            {
                OutputFolder = Folder,
                ExperimentName = Path.GetRandomFileName(),
                Runner = _ => Runner,
            }
        );
        await sweep.RunAsync();
        return sweep.Location;
    }

    private static void Require(GateResult gate)
    {
        TestContext.Progress.WriteLine(gate.Message);
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

    private static string Variable(string name) =>
        Environment.GetEnvironmentVariable(name) ?? throw new InvalidOperationException($"The variable {name} is not set.");
}
