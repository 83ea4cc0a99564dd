using ServeMulti.Benchmarking;
using ServeMulti.Launching;
using ServeMulti.Parameters;
using ServeMulti.Results;
using ServeMulti.Results.Folder;
using ServeMulti.Sweeping;

namespace ServeMulti.FaultLab.Disk;

/// <summary>A host that runs a sweep, with servers and benchmarks that need no process.</summary>
internal abstract class SweepStory : DiskStory
{
    private const int MostRounds = 5;

    internal static SweepDefinition TwoByTwo { get; } =
        new()
        {
            ServeCommand = new CommandLine("serve", "model"),
            BenchCommand = new CommandLine("bench"),
            ServeParameters = ParameterSweep.Grid(("a", [1, 2])),
            BenchParameters = ParameterSweep.Grid(("b", [1, 2])),
            RunsPerCase = 2,
            OnFailure = FailurePolicy.Continue,
        };

    protected virtual SweepDefinition Definition => TwoByTwo;

    protected virtual ChangedResults OnChanged => ChangedResults.Refuse;

    /// <summary>Gets whether answers that were found under other rules are found again.</summary>
    protected virtual bool ConcludesAgain => false;

    public override Task PlayAsync(StoryFolder folder, IFileSystem files) => RunAsync(folder, files, Definition, OnChanged, ConcludesAgain);

    public override async Task FinishAsync(StoryFolder folder)
    {
        for (var round = 0; round < MostRounds; round++)
        {
            if ((await RunAsync(folder, new DiskFileSystem(isDurable: false), Definition, OnChanged, ConcludesAgain)).IsComplete)
            {
                return;
            }
        }

        throw new InvalidOperationException($"{Name}: runs are left after {MostRounds} rounds on a disk that works.");
    }

    /// <summary>Runs what is not finished. Run 1 of the first case fails when it is tried first.</summary>
    internal static async Task<SweepReport> RunAsync(
        StoryFolder folder,
        IFileSystem files,
        SweepDefinition definition,
        ChangedResults onChanged = ChangedResults.Refuse,
        bool concludesAgain = false
    )
    {
        var running = 0;
        var launcher = new DelegateServerLauncher(
            (spec, _) =>
            {
                running++;
                return Task.FromResult<IRunningServer>(
                    new DelegateServer(
                        spec,
                        stop: () =>
                        {
                            running--;
                            return Task.CompletedTask;
                        }
                    )
                );
            }
        );
        var store = new RecordingStore(folder.Open(files, onChanged, concludesAgain), folder.SavedAnswers);
        var runner = new DelegateBenchmarkRunner((request, _) => Task.FromResult(Execute(folder, definition, request)));
        try
        {
            var report = await new SweepRunner(launcher, runner, new NoCacheReset(), store, new ImpatientTimeProvider()).RunAsync(
                SweepPlanner.Plan(definition),
                new Listener(folder)
            );
            folder.Messages.AddRange(report.Failures.Select(failed => failed.Failure.Message));
            return report;
        }
        finally
        {
            if (running != 0)
            {
                folder.Messages.Add("a server was left running\n");
            }
        }
    }

    private static BenchmarkResult Execute(StoryFolder folder, SweepDefinition definition, BenchmarkRequest request)
    {
        var id = $"{definition.ServeCommand} {request.ServeParameters.Canonical} {request.Parameters.Canonical} {request.RunNumber}";
        folder.Executed.Add(id);
        folder.RunStarting?.Invoke();
        folder.RunStarting = null;
        if (
            definition.Search is null
            && request is { RunNumber: 1, Parameters: var parameters }
            && parameters.ToString().Contains('1', StringComparison.Ordinal)
            && folder.Executed.Count(one => one == id) == 1
        )
        {
            return BenchmarkResult.Failed(
                new BenchmarkFailure(BenchmarkFailureReason.NonZeroExit, "The benchmark exited with code 1.")
                {
                    ExitCode = 1,
                    RecentOutput = ["last line"],
                }
            );
        }

        // Latency of a queue: 100 / (1 - rate / 40) ms; beyond 40 requests a second nothing keeps up.
        var rate =
            request.Parameters.TryFind("request_rate", out var value)
            && double.TryParse(value.ToString(), System.Globalization.CultureInfo.InvariantCulture, out var number)
                ? number
                : 1;
        var load = Math.Min(rate, 1e6);
        return BenchmarkResult.Success(
            ResultDocument
                .FromMetrics([
                    new("completed", 100),
                    new("failed", 0),
                    new("request_throughput", Math.Min(load, 40)),
                    new("duration", 100 / Math.Min(load, 40)),
                    new("p99_e2el_ms", load < 40 ? 100 / (1 - (load / 40)) : 1e5),
                    new("mean_e2el_ms", load < 40 ? 50 / (1 - (load / 40)) : 1e5),
                ])
                .With("id", id)
        );
    }

    /// <summary>Keeps what the sweep says to have finished.</summary>
    private sealed class Listener(StoryFolder folder) : IProgress<SweepEvent>
    {
        public void Report(SweepEvent value)
        {
            if (value is RunFinished finished && finished.Document.TryFind("id", out var id))
            {
                folder.SaidFinished.Add(id.GetString()!);
            }
            else if (value is SweepStarted started)
            {
                folder.Notes.AddRange(started.Notes);
            }
        }
    }
}
