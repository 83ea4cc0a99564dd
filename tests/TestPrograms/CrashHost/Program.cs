using System.Globalization;
using ServeMulti.Benchmarking;
using ServeMulti.Launching;
using ServeMulti.Processes;
using ServeMulti.Results;
using ServeMulti.Sweeping;
using ServeMulti.TestPrograms;

// A host that runs a small sweep against real children, and kills itself (kill -9) at one of its steps:
//   CrashHost OUTPUT-FOLDER EXPERIMENT-NAME sweep|search SCRIPT-FOLDER PORT KILL-AT-STEP HALF-DONE STEPS-FILE
// KILL-AT-STEP 0 is none; HALF-DONE is True or False; where it comes to its end, STEPS-FILE gets the names of all steps. It resumes what is
// there.
var (outputFolder, name, kind, scripts) = (args[0], args[1], args[2], args[3]);
var steps = new StepCounter(int.Parse(args[5], CultureInfo.InvariantCulture), bool.Parse(args[6]));
var profile = new ServerProfile
{
    Name = "crash server",
    Commands = [ServerCommandPattern.ForProgram("server")],
    DefaultHost = "127.0.0.1",
    DefaultPort = int.Parse(args[4], CultureInfo.InvariantCulture),
    CacheResets = [new CacheResetCall("/reset")],
};
var mode = Directory.Exists(Path.Combine(outputFolder, name)) ? ExperimentMode.Resume : ExperimentMode.New;
var store = new FileResultStore(
    outputFolder,
    name,
    new FileResultStoreOptions { Mode = mode },
    timeProvider: null,
    new SteppedLogger<FileResultStore>(steps),
    new SteppedFiles(steps)
);
var ledger = new ProcessLedger(
    Path.Combine(store.Location, "processes.jsonl"),
    timeProvider: null,
    new SteppedLogger<ProcessLedger>(steps),
    (file, line) => steps.Take("write to ledger", () => file.Write(line.Span), () => file.Write(line.Span[..(line.Length / 2)]))
);
if (mode == ExperimentMode.Resume)
{
    await ledger.EndLeftoversAsync(TimeSpan.FromSeconds(5));
}

var processes = new SteppedProcesses(steps, new ProcessLauncher(ledger, logger: new SteppedLogger<ProcessLauncher>(steps)));
var sweep = new SweepRunner(
    new SteppedLauncher(
        steps,
        new ProcessServerLauncher(
            processes,
            new ProcessServerOptions { PollInterval = TimeSpan.FromMilliseconds(10), Profiles = [profile] },
            logger: new SteppedLogger<ProcessServerLauncher>(steps)
        )
    ),
    new SteppedRunner(steps, new CommandBenchmarkRunner(processes, logger: new SteppedLogger<CommandBenchmarkRunner>(steps))),
    new SteppedResetter(steps, new HttpCacheResetter([profile])),
    store,
    logger: new SteppedLogger<SweepRunner>(steps)
);
await sweep.RunAsync(
    SweepPlanner.Plan(kind == "search" ? CrashSweep.Search(scripts) : CrashSweep.Plain(scripts)),
    new SteppedProgress(steps)
);

steps.WriteTo(args[7]);
