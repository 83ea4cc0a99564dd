using System.Globalization;
using ServeMulti.Benchmarking;
using ServeMulti.Cases;
using ServeMulti.Parameters;
using ServeMulti.Results;

// A host that holds an experiment of one case and saves a run for each line on its standard input, until it is killed or the lines end:
//   StoreHost OUTPUT-FOLDER EXPERIMENT-NAME RUNS
// It prints "begun", then "saved N" for each run that is safe; or "refused: ..." where it may not hold the experiment.
var experiment = new Experiment
{
    Cases = [new BenchmarkCase { ServeCommand = new CommandLine("serve"), BenchCommand = new CommandLine("bench") }],
    RunsPerCase = int.Parse(args[2], CultureInfo.InvariantCulture),
};
var mode = Directory.Exists(Path.Combine(args[0], args[1])) ? ExperimentMode.Resume : ExperimentMode.New;
var store = new FileResultStore(args[0], args[1], new FileResultStoreOptions { Mode = mode });
var finished = (await store.InspectAsync(experiment)).Cases[0].FinishedRuns;
IExperimentSession session;
try
{
    session = await store.OpenAsync(experiment);
}
catch (ServeMulti.InvalidInputException exception)
{
    Console.WriteLine($"refused: {exception.Message}");
    return 1;
}

Console.WriteLine("begun");
await using (session)
{
    foreach (var run in Enumerable.Range(0, experiment.RunsPerCase).Except(finished))
    {
        if (await Console.In.ReadLineAsync() is null)
        {
            break;
        }

        await session.SaveRunAsync(new RunRecord(experiment.Cases[0], run, ResultDocument.FromMetrics([new("request_throughput", run)])));
        Console.WriteLine($"saved {run}");
    }

    await session.CompleteAsync();
}

return 0;
