using System.Net.Sockets;
using System.Runtime.InteropServices;
using ServeMulti.Launching;
using ServeMulti.LoadGeneration;
using ServeMulti.Parameters;
using ServeMulti.Processes;
using ServeMulti.Results;
using ServeMulti.Statistics;
using ServeMulti.Sweeping;

// Two server configurations x two workloads x 3 runs. The server is a real process; only its engine is simulated.
var plan = SweepPlanner.Plan(new SweepDefinition
{
    ServeCommand = new CommandLine(Path.Combine(AppContext.BaseDirectory, "SimulatedServer"), "serve", "demo", "--port", $"{FindFreePort()}"),
    ServeParameters = ParameterSweep.Grid(("max_num_seqs", [4, 16])),
    BenchParameters = ParameterSweep.Zip(("random_input_len", [64, 512]), ("random_output_len", [32, 16])),
});

// The parts: what starts servers, what measures, what empties caches between runs, what keeps the results. Each can be replaced.
await using var store = new FileResultStore("results", $"quickstart-{DateTime.Now:yyyyMMdd_HHmmss}");
var runner = new SweepRunner(
    new ProcessServerLauncher(new ProcessLauncher(), new ProcessServerOptions { PollInterval = TimeSpan.FromMilliseconds(100) }),
    new OpenAiBenchmarkRunner(new OpenAiBenchmarkOptions { NumPrompts = 40, RequestRate = 40 }),
    new HttpCacheResetter(),
    store);

// Ctrl-C ends the benchmark and the server; what is finished is kept. Without a handler SIGTERM would leave the server running.
using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, press) =>
{
    press.Cancel = true;
    stop.Cancel();
};
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => Environment.Exit(143));
try
{
    if (!(await runner.RunAsync(plan, new Progress(), stop.Token)).IsComplete)
    {
        return 2;
    }
}
catch (Exception exception) when (exception is OperationCanceledException or ServeMulti.ServeMultiException)
{
    Console.WriteLine($"{exception.Message} What is finished is in {store.Location}");
    return 1;
}

// Mean ± standard deviation of three metrics for each case, and which server configuration is best over both workloads.
string[] metrics = ["request_throughput", "p99_ttft_ms", "p99_e2el_ms"];
var runs = await store.ListRunsAsync().ToListAsync();
Console.WriteLine($"\n{"server",-16}  {"workload",-42}{string.Concat(metrics.Select(metric => $"{metric,20}"))}");
foreach (var runsOfCase in runs.GroupBy(run => run.Case))
{
    var samples = metrics.Select(metric => SampleSummary.Of([.. runsOfCase.Select(run => run.Document.TryFindMetric(metric, out var value) ? value : 0)]));
    Console.WriteLine($"{runsOfCase.Key.ServeParameters,-16}  {runsOfCase.Key.BenchParameters,-42}"
        + string.Concat(samples.Select(sample => $"{$"{sample.Mean:F1} ± {sample.StandardDeviation:F1}",20}")));
}

var best = ConfigurationComparison.Of(runs, "request_throughput").Ranking[0];
Console.WriteLine($"\nBest: {best.Parameters}, {best.Lead!.Ratio - 1:P0} more requests per second (95 % interval {best.Lead.LowerBound - 1:P0} to {best.Lead.UpperBound - 1:P0})");
Console.WriteLine($"Files: {store.Location} (summary.csv holds all runs)");
return 0;

static int FindFreePort()
{
    using var listener = TcpListener.Create(port: 0);
    listener.Start();
    return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
}

internal sealed class Progress : IProgress<SweepEvent>
{
    public void Report(SweepEvent value) => Console.Write(value switch
    {
        RunFinished run => $"{run.Progress.FinishedRuns,2} of {run.Progress.TotalRuns}: {run.Case.Name}, {run.Duration.TotalSeconds:F1} s\n",
        RunFailed run => $"{run.Case.Name} failed: {run.Failure.Message}\n",
        _ => "",
    });
}
