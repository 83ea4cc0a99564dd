using ServeMulti.Benchmarking;
using ServeMulti.Cases;
using ServeMulti.Parameters;
using ServeMulti.Results;

namespace ServeMulti.Testing.Gates;

/// <summary>A gate against a baseline that was packed into one file.</summary>
public sealed class RegressionGateTests
{
    private static readonly double[] Spread = [1, 1.004, 0.996, 1.002, 0.998];

    private string _folder = null!;

    private string Baseline => Path.Combine(_folder, "baseline.zip");

    [SetUp]
    public async Task MeasureBaseline()
    {
        _folder = Directory.CreateTempSubdirectory("serve-multi-gate-").FullName;
        await MeasureAsync("before", throughput: 20);
        await (await StoredExperiment.ReadAsync(Path.Combine(_folder, "before"))).PackAsync(Baseline);
    }

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [TestCase(20, GateVerdict.Passed, "passed against baseline: verdict: no relevant difference")]
    [TestCase(25, GateVerdict.Passed, "passed against baseline: verdict: improved")]
    [TestCase(16, GateVerdict.Failed, "failed against baseline: verdict: regressed")]
    public async Task HasNotRegressedAsync_Build_IsJudgedByItsRuns(double throughput, GateVerdict expected, string message)
    {
        var gate = await PerformanceGate.HasNotRegressedAsync(Baseline, await MeasureAsync("after", throughput));

        Assert.That(gate.Verdict, Is.EqualTo(expected), gate.Message);
        Assert.That(gate.Message, Does.StartWith(message));
        Assert.That(gate.Runs, Is.EqualTo(5));
    }

    [Test]
    public async Task HasNotRegressedAsync_SingleRun_IsInconclusive()
    {
        var gate = await PerformanceGate.HasNotRegressedAsync(Baseline, await MeasureAsync("after", 16, runs: 1));

        Assert.That(gate.Verdict, Is.EqualTo(GateVerdict.Inconclusive));
        Assert.That(gate.Runs, Is.EqualTo(1));
    }

    [Test]
    public async Task HasNotRegressedAsync_OtherMachine_IsInconclusiveAndNamesWhatDiffers()
    {
        var current = await MeasureAsync("after", throughput: 16, facts: [("processor", "Abacus 3000"), ("processors", "96")]);

        var gate = await PerformanceGate.HasNotRegressedAsync(Baseline, current);

        Assert.That(gate.Verdict, Is.EqualTo(GateVerdict.Inconclusive));
        Assert.That(
            gate.Message,
            Is.EqualTo(
                "inconclusive: the baseline was measured on another machine. processor: Rule in the baseline, Abacus 3000 here; processors: 2 in the baseline, 96 here. Measure both on one machine, or renew the baseline here."
            )
        );
    }

    [Test]
    public async Task HasNotRegressedAsync_OtherKernel_IsJudged()
    {
        var current = await MeasureAsync("after", throughput: 16, facts: [("kernel", "99.1")]);

        var gate = await PerformanceGate.HasNotRegressedAsync(Baseline, current);

        Assert.That(gate.Verdict, Is.EqualTo(GateVerdict.Failed));
        Assert.That(gate.Message, Does.Contain("kernel: "));
    }

    [Test]
    public void HasNotRegressedAsync_NoBaseline_SaysSo() =>
        Assert.That(
            () => PerformanceGate.HasNotRegressedAsync(Path.Combine(_folder, "none.zip"), Path.Combine(_folder, "before")),
            Throws.TypeOf<ResultStoreException>().With.Message.Contains("none.zip does not exist")
        );

    private async Task<string> MeasureAsync(string name, double throughput, int runs = 5, params (string Name, string Value)[] facts)
    {
        Dictionary<string, string> known = new()
        {
            ["processor"] = "Rule",
            ["processors"] = "2",
            ["kernel"] = "6.1",
        };
        foreach (var (fact, value) in facts)
        {
            known[fact] = value;
        }

        var one = new BenchmarkCase { ServeParameters = new ParameterSet { { "max_num_seqs", 16 } } };
        var store = new FileResultStore(_folder, name);
        await using (var session = await store.OpenAsync(new Experiment { Cases = [one], RunsPerCase = runs }))
        {
            await session.SaveFactsAsync(known);
            for (var run = 0; run < runs; run++)
            {
                var result = BenchmarkResult.Success(
                    ("completed", 10),
                    ("num_prompts", 10),
                    ("request_throughput", throughput * Spread[run])
                );
                await session.SaveRunAsync(new RunRecord(one, run, result.Document!));
            }

            await session.CompleteAsync();
        }

        return store.Location;
    }
}
