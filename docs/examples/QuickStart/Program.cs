using System.Net.NetworkInformation;
using System.Runtime.InteropServices;
using ServeMulti;
using ServeMulti.Launching;
using ServeMulti.LoadGeneration;
using ServeMulti.Parameters;
using ServeMulti.Plotting.Reports;
using ServeMulti.Processes;
using ServeMulti.Results;
using ServeMulti.Sla;
using ServeMulti.Statistics;
using ServeMulti.Sweeping;

var port = Enumerable.Range(Random.Shared.Next(20000, 30000), 1000).Except(IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Select(taken => taken.Port)).First();

// Two server configurations x two workloads x 3 runs. The server is a real process; only its engine is simulated.
var sweep = new SweepDefinition
{
    ServeCommand = new CommandLine(Path.Combine(AppContext.BaseDirectory, "SimulatedServer"), "serve", "demo", "--port", $"{port}"),
    ServeParameters = ParameterSweep.Grid(("max_num_seqs", [4, 16])),
    BenchParameters = ParameterSweep.Zip(("random_input_len", [64, 512]), ("random_output_len", [32, 16])),
};

// The largest rate of short requests that the same servers sustain within an SLA. The options keep the search short: about half a minute.
var options = new SlaSearchOptions { RunTime = TimeSpan.FromSeconds(2), MaxRunTime = TimeSpan.FromSeconds(3), ConfirmFactor = 1, Budget = 9, Tolerance = 0.3 };
var search = sweep with
{
    BenchParameters = ParameterSweep.Zip(("random_input_len", [64]), ("random_output_len", [4])),
    RunsPerCase = 4,
    Search = new SearchDefinition { ServiceLevels = [ServiceLevel.Parse("p99_e2el_ms<=100")], Options = options },
};

// Ctrl-C ends the benchmark and the server; what is finished is kept. Without a handler SIGTERM would leave the server running.
using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, press) => { press.Cancel = true; stop.Cancel(); };
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => Environment.Exit(143));
await using var store = new FileResultStore("results", $"quickstart-{DateTime.Now:yyyyMMdd_HHmmss}");
await using var searchStore = new FileResultStore("results", $"{store.Name}-search");
try
{
    await RunAsync(sweep, store);
    var runs = await store.ListRunsAsync().ToListAsync();
    string[] metrics = ["request_throughput", "p99_ttft_ms", "p99_e2el_ms"];
    Console.WriteLine($"\nMean of the runs ± half the width of its 95 % interval:\n{"server",-16}  {"workload",-42}{string.Concat(metrics.Select(metric => $"{metric,20}"))}");
    foreach (var ofCase in runs.GroupBy(run => run.Case))
    {
        var samples = metrics.Select(metric => SampleSummary.Of([.. ofCase.Select(run => run.Document.TryFindMetric(metric, out var value) ? value : throw new ServeMultiException($"A run has no {metric}."))]));
        Console.WriteLine($"{ofCase.Key.ServeParameters,-16}  {ofCase.Key.BenchParameters,-42}{string.Concat(samples.Select(sample => $"{sample.ToString(),20}"))}");
    }
    var comparison = ConfigurationComparison.Of(runs, "request_throughput");
    var rankings = comparison.Workloads.Append(comparison.Overall!).Select(ranking => $"\n{ranking.Workload?.ToString() ?? "both workloads",-42}  {comparison.Describe(ranking)}");
    Console.WriteLine($"\nWhich server answers the most requests per second:{string.Concat(rankings)}\n\nThe largest rate within the SLA: a search with short runs, to show how it goes. For a figure to publish, search with the default options.");
    var answers = (await RunAsync(search, searchStore)).Answers;
    Console.WriteLine(string.Concat(answers.Select(answer => $"\n{answer.Case.Case.ServeParameters,-16}  {answer.Result}; {answer.Result.Runs} runs")) + $"\n\nWithin the SLA {LoadComparison.Of(answers)[0].Describe()}" + (answers.All(answer => answer.Result.Load is not null) ? "" : "\nWhere no load passes, this machine is too slow or too busy for 100 ms: raise the limit in Program.cs (p99_e2el_ms<=500), or run it with nothing beside it."));
    HtmlReport.Save(await ExperimentResults.ReadAsync(searchStore.Location), $"{searchStore.Location}/report.html");
    Console.WriteLine($"Files: {store.Location} (summary.csv holds all runs) and {searchStore.Location} (SLA-*.json hold every probe)\nReport: {searchStore.Location}/report.html");
    return 0;
}
catch (Exception exception) when (exception is OperationCanceledException or ServeMultiException)
{
    Console.WriteLine($"{exception.Message} What is finished is in {store.Location}");
    return 1;
}

// The parts: what starts servers, what measures, what empties caches between runs, what keeps the results. Each can be replaced.
async Task<SweepReport> RunAsync(SweepDefinition definition, IResultStore results)
{
    var launcher = new ProcessServerLauncher(new ProcessLauncher(), new ProcessServerOptions { PollInterval = TimeSpan.FromMilliseconds(100) });
    var generator = new OpenAiBenchmarkRunner(new OpenAiBenchmarkOptions { NumPrompts = 40, RequestRate = 40 });
    var report = await new SweepRunner(launcher, generator, new HttpCacheResetter(), results).RunAsync(SweepPlanner.Plan(definition), new Progress(), stop.Token);
    return report.IsComplete ? report : throw new ServeMultiException($"A run failed: {report.Failures[0].Failure.Message}");
}

internal sealed class Progress : IProgress<SweepEvent>
{
    public void Report(SweepEvent value) => Console.Write(value is RunFinished { Progress: var now } run
        ? $"{now.FinishedRuns,2} of {now.TotalRuns}: {run.Case.Name}{(run.Load is { } load ? $" {load}" : "")}, {run.Duration.TotalSeconds:F1} s{string.Concat(ServeMulti.Benchmarking.RunRemarks.Of(run.Document).Select(remark => $", {remark.ShortText}"))}\n" : "");
}
