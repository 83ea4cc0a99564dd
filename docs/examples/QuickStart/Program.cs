// Compares two configurations of a server on two workloads, then finds the largest load that each sustains within an SLA.
// The server is a real process; only its engine is simulated.
using System.Net.NetworkInformation;
using ServeMulti;
using ServeMulti.Benchmarking;
using ServeMulti.Comparing;
using ServeMulti.LoadGeneration;
using ServeMulti.Parameters;
using ServeMulti.Plotting.Reports;
using ServeMulti.Results;
using ServeMulti.Sla;
using ServeMulti.Statistics;
using ServeMulti.Sweeping;

// 1. What to measure: two servers x two workloads x 3 runs.
var sweep = new SweepDefinition
{
    ServeCommand = new CommandLine(Path.Combine(AppContext.BaseDirectory, "SimulatedServer"), "serve", "demo", "--port", FindFreePort()),
    ServeParameters = ParameterSweep.Grid(("max_num_seqs", [4, 16])),
    BenchParameters = ParameterSweep.Zip(("random_input_len", [64, 512]), ("random_output_len", [32, 16])),
};

// 2. What to search for: the largest rate of short requests that each server sustains with a 99th percentile of at most 100 ms.
//    The options keep the search short, about half a minute; the defaults are for figures to publish.
var search = sweep with
{
    BenchParameters = ParameterSweep.Zip(("random_input_len", [64]), ("random_output_len", [4])),
    RunsPerCase = 2,
    Search = new SearchDefinition
    {
        ServiceLevels = [ServiceLevel.Parse("p99_e2el_ms<=100")],
        Options = new SlaSearchOptions
        {
            RunTime = TimeSpan.FromSeconds(1.5),
            MaxRunTime = TimeSpan.FromSeconds(2),
            ConfirmFactor = 1,
            Budget = 8,
            Tolerance = 0.5,
        },
    },
};

// 3. Run both. Ctrl-C and SIGTERM end the benchmark and the server; what is finished is kept.
using var signals = new StopSignals();
var name = $"quickstart-{DateTime.Now:yyyyMMdd_HHmmss}";
try
{
    await using (var comparing = CreateSweep(sweep, name))
    {
        await RunAsync(comparing);
        var runs = await comparing.ReadRunsAsync();
        ShowMeans(runs);
        ShowBest(ConfigurationComparison.Of(runs, "request_throughput"));
    }

    Console.WriteLine("\nThe largest rate within the SLA, by a search with short runs:");
    await using var searching = CreateSweep(search, $"{name}-search");
    var answers = (await RunAsync(searching)).Answers;
    ShowAnswers(answers);

    Console.WriteLine($"""

        Every run is in {Path.GetDirectoryName(searching.Location)} (summary.csv is the table of an experiment)
        Try next: put your own server and benchmark in docs/examples/QuickStart/Program.cs, or read docs/tutorial/first-sweep.md
        Report: {await HtmlReport.SaveAsync(searching.Location)}
        """);
    return 0;
}
catch (Exception exception) when (exception is OperationCanceledException or ServeMultiException)
{
    Console.WriteLine($"{exception.Message} What is finished is in {Path.GetFullPath(Path.Combine("results", name))}");
    return signals.Signal is null ? 1 : signals.ExitCode;
}

// A sweep on this machine that uses the built-in load generator. Every part of it can be replaced.
LocalSweep CreateSweep(SweepDefinition definition, string experimentName) => new(definition, new LocalSweepOptions
{
    ExperimentName = experimentName,
    Runner = _ => new OpenAiBenchmarkRunner(new OpenAiBenchmarkOptions { NumPrompts = 24, RequestRate = 40 }),
});

async Task<SweepReport> RunAsync(LocalSweep local)
{
    var report = await local.RunAsync(Show, signals.Token);
    return report.IsComplete ? report : throw new ServeMultiException($"A run failed: {report.Failures[0].Failure.Message}");
}

static void Show(SweepEvent item)
{
    if (item is RunFinished { Progress: var now } run)
    {
        var load = run.Load is null ? "" : $" {run.Load}";
        var remarks = string.Concat(RunRemark.Of(run.Document).Select(remark => $", {remark.ShortText}"));
        Console.WriteLine($"{now.FinishedRuns,2} of {now.TotalRuns}: {run.Case.Name}{load}, {run.Duration.TotalSeconds:F1} s{remarks}");
    }
}

static void ShowMeans(IReadOnlyList<RunRecord> runs)
{
    string[] metrics = ["request_throughput", "p99_ttft_ms", "p99_e2el_ms"];
    Console.WriteLine("\nMean of the runs ± half the width of its 95 % interval:");
    Console.WriteLine($"{"server",-16}  {"workload",-42}{string.Concat(metrics.Select(metric => $"{metric,20}"))}");
    foreach (var ofCase in runs.GroupBy(run => run.Case))
    {
        var means = metrics.Select(metric => SampleSummary.Of([.. ofCase.Select(run => run.Document.FindMetric(metric))]));
        var cells = string.Concat(means.Select(mean => $"{mean.ToString(),20}"));
        Console.WriteLine($"{ofCase.Key.ServeParameters,-16}  {ofCase.Key.BenchParameters,-42}{cells}");
    }
}

static void ShowBest(ConfigurationComparison comparison)
{
    Console.WriteLine("\nWhich server answers the most requests per second:");
    foreach (var ranking in comparison.Workloads.Append(comparison.Overall!))
    {
        Console.WriteLine($"{ranking.Workload?.ToString() ?? "both workloads",-42}  {comparison.Describe(ranking)}");
    }
}

static void ShowAnswers(IReadOnlyList<CaseAnswer> answers)
{
    Console.WriteLine();
    foreach (var answer in answers)
    {
        Console.WriteLine($"{answer.Case.Case.ServeParameters,-16}  {answer.Result}; {answer.Result.Runs} runs");
    }

    Console.WriteLine($"\nWithin the SLA {LoadComparison.Of(answers)[0].Describe()}");
    if (answers.Any(answer => answer.Result.Load is null))
    {
        Console.WriteLine("Where no load passes, this machine is too slow or too busy for 100 ms.");
        Console.WriteLine("Allow more in Program.cs (p99_e2el_ms<=500), or run it with nothing beside it.");
    }
}

static string FindFreePort()
{
    var taken = IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Select(listener => listener.Port);
    return $"{Enumerable.Range(Random.Shared.Next(20000, 30000), 1000).Except(taken).First()}";
}
