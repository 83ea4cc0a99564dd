// A short sweep on a server and a benchmark of the host's own, stored in files, and resumed: what the README promises a host.
using System.Runtime.InteropServices;
using ServeMulti.Benchmarking;
using ServeMulti.Launching;
using ServeMulti.Parameters;
using ServeMulti.Results;
using ServeMulti.Sweeping;

var output = Directory.CreateTempSubdirectory("serve-multi-consumer-").FullName;
try
{
    var first = await SweepAsync(ExperimentMode.New);
    Check(first is { ExecutedRuns: 8, EarlierRuns: 0, IsComplete: true }, $"8 runs are executed, not {first.ExecutedRuns}");
    var second = await SweepAsync(ExperimentMode.Resume);
    Check(second is { ExecutedRuns: 0, EarlierRuns: 8, IsComplete: true }, $"8 runs are found again, not {second.EarlierRuns}");
    var rows = await File.ReadAllLinesAsync(Path.Combine(output, "consumer", "summary.csv"));
    Check(rows.Length == 9, $"the table has a header and 8 rows, not {rows.Length} lines");
    Console.WriteLine($"A sweep on the packages, on {RuntimeInformation.FrameworkDescription} ({AppContext.TargetFrameworkName}): {first.ExecutedRuns} runs, resumed: {second.ExecutedRuns} more.");
}
finally
{
    Directory.Delete(output, recursive: true);
}

async Task<SweepReport> SweepAsync(ExperimentMode mode)
{
    var servers = 0;
    var launcher = new DelegateServerLauncher((spec, _) =>
    {
        servers++;
        return Task.FromResult<IRunningServer>(new DelegateServer(spec, new Uri("http://127.0.0.1:8000"), () =>
        {
            servers--;
            return ValueTask.CompletedTask;
        }));
    });
    var benchmark = DelegateBenchmarkRunner.FromMetrics(request =>
    {
        request.ServeParameters.TryFind("max_num_seqs", out var sequences);
        return new Dictionary<string, double> { ["completed"] = 10, ["request_throughput"] = double.Parse(sequences!.Text, null) };
    });
    var plan = SweepPlanner.Plan(new SweepDefinition
    {
        ServeParameters = ParameterSweep.Grid(("max_num_seqs", [16, 64])),
        BenchParameters = ParameterSweep.Grid(("request_rate", [1, 4])),
        RunsPerCase = 2,
    });
    await using var store = new FileResultStore(output, "consumer", new FileResultStoreOptions { Mode = mode });
    var report = await new SweepRunner(launcher, benchmark, new NoCacheReset(), store).RunAsync(plan);
    Check(servers == 0, $"every server is stopped, not {servers} left");
    return report;
}

static void Check(bool holds, string claim)
{
    if (!holds)
    {
        throw new InvalidOperationException($"The consumer check failed: expected that {claim}.");
    }
}
