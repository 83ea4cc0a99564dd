#:package ServeMulti.LoadGeneration@*-*
#:package ServeMulti.Plotting@*-*
using ServeMulti;
using ServeMulti.Comparing;
using ServeMulti.LoadGeneration;
using ServeMulti.Parameters;
using ServeMulti.Plotting.Reports;
using ServeMulti.Sweeping;

// Two configurations of a server, two workloads, three runs of each. Your own: dotnet run sweep.cs -- "vllm serve m"
var definition = new SweepDefinition
{
    ServeCommand = CommandLine.Parse(args is [var command] ? command : "serve-multi simulate serve demo --port 8123"),
    ServeParameters = ParameterSweep.Grid(("max_num_seqs", [4, 16])),
    BenchParameters = ParameterSweep.Zip(("random_input_len", [64, 512]), ("random_output_len", [32, 16])),
};
try
{
    using var signals = new StopSignals(); // Ctrl-C and SIGTERM end the benchmark and the server.
    await using var sweep = new LocalSweep(definition, new LocalSweepOptions
    {
        ExperimentName = "first", // Run the program again, and it does only what is not finished.
        Runner = _ => new OpenAiBenchmarkRunner(new OpenAiBenchmarkOptions { NumPrompts = 40, RequestRate = 40 }),
    });
    await sweep.RunAsync(item => Console.Write(item switch
    {
        RunFinished run => $"{run.Progress.FinishedRuns} of {run.Progress.TotalRuns}: {run.Case.Name}\n",
        RunFailed run => $"{run.Case.Name} failed: {run.Failure.Message}\n",
        _ => "",
    }), signals.Token);
    var best = ConfigurationComparison.Of(await sweep.ReadRunsAsync(), "request_throughput");
    Console.WriteLine(string.Join('\n', best.Workloads.Select(one => $"{one.Workload}: {best.Describe(one)}")));
    Console.WriteLine($"Report: {await HtmlReport.SaveAsync(sweep.Location)}");
}
catch (Exception exception) when (exception is ServeMultiException or OperationCanceledException)
{
    Console.Error.WriteLine(exception.Message);
    Environment.ExitCode = 1;
}
