using ServeMulti.Benchmarking;
using ServeMulti.Cli.Options;
using ServeMulti.Launching;
using ServeMulti.Parameters;
using ServeMulti.Processes;
using ServeMulti.Results;
using ServeMulti.Sweeping;

namespace ServeMulti.Cli.Running;

/// <summary>The parts of the library that a sweep on the command line is made of, put together.</summary>
internal sealed class SweepHost : IAsyncDisposable
{
    private static readonly TimeSpan UsualLeftoverGrace = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ReadinessInterval = TimeSpan.FromMilliseconds(250);

    private readonly FileResultStore _store;
    private readonly TimeSpan _leftoverGrace;
    private readonly bool _isResumed;
    private readonly string? _existedBefore;
    private readonly Lazy<ProcessLedger> _ledger;
    private readonly TrackedProcessLauncher _processes;
    private readonly IServerLauncher _launcher;
    private readonly ICacheResetter _cacheResetter;
    private readonly CommandBenchmarkRunner _runner;
    private bool _hasBegun;

    /// <param name="request">What was asked for.</param>
    /// <param name="outputReceived">Gets each line of output of servers and commands; null: none.</param>
    /// <param name="warned">Gets each warning of the library.</param>
    /// <exception cref="InvalidInputException">The name of the experiment is not that of a folder.</exception>
    public SweepHost(SweepRequest request, Action<string>? outputReceived, Action<string> warned)
    {
        var experiment = request.Experiment;
        _store = new FileResultStore(experiment.OutputFolder, experiment.Name, experiment.ToStoreOptions(), logger: new WarningLogger<FileResultStore>(warned));
        IsNamedByTime = experiment.Name is null;
        _isResumed = experiment.IsResumed;
        _leftoverGrace = request.StopGrace ?? UsualLeftoverGrace;
        _existedBefore = Directory.Exists(_store.Location) ? _store.Location : null;

        // Where no name was given, the folder is certain only once the experiment has begun; nothing is started before that.
        _ledger = new(() => new ProcessLedger(Path.Combine(_store.Location, "processes.jsonl"), logger: new WarningLogger<ProcessLedger>(warned)));
        _processes = new(() => new ProcessLauncher(_ledger.Value, logger: new WarningLogger<ProcessLauncher>(warned)), outputReceived);
        _launcher = request.Plan.Definition.ServeCommand is null
            ? new RunningServerLauncher(access: request.Access)
            : new ProcessServerLauncher(_processes, ToOptions(request), logger: new WarningLogger<ProcessServerLauncher>(warned));
        _cacheResetter = request.KeepsCaches ? new NoCacheReset()
            : request.AfterBenchCommand is { } command ? new CommandCacheResetter(command, _processes)
            : new HttpCacheResetter(access: request.Access);
        _runner = new CommandBenchmarkRunner(_processes);
    }

    public string ExperimentName => _store.Name;

    /// <summary>Gets whether there is something to resume: the experiment has begun, and its folder is still there.</summary>
    public bool HasExperiment => Directory.Exists(_store.Location) && (HasBegun || _store.Location != _existedBefore);

    /// <summary>Gets whether the experiment has begun, also where its folder is gone since.</summary>
    public bool HasBegun => _isResumed || _hasBegun;

    /// <summary>Gets the folder of the experiment.</summary>
    public string Location => _store.Location;

    /// <summary>Gets whether no name was given, so that the experiment is called by the time at which it begins.</summary>
    public bool IsNamedByTime { get; }

    /// <summary>Looks at store and machine. Starts and changes nothing.</summary>
    public Task<PreflightReport> CheckAsync(SweepPlan plan, CancellationToken cancellationToken) => CreatePreflight().CheckAsync(plan, cancellationToken);

    /// <summary>Foresees the runs of a case.</summary>
    public IEnumerable<ForeseenRun> ForeseeRuns(SweepPlan plan, CaseWork work) => CreatePreflight().ForeseeRuns(plan, work);

    /// <summary>Tells the command of a run, with everything that is added to it.</summary>
    public CommandLine? CommandFor(BenchmarkRequest request) => _runner.CommandFor(request);

    public async Task<SweepReport> RunAsync(SweepPlan plan, IProgress<SweepEvent> progress, CancellationToken cancellationToken)
    {
        if (_isResumed && _existedBefore is not null)
        {
            // Before the preflight: a server that a killed host left behind still holds its port.
            await _ledger.Value.EndLeftoversAsync(_leftoverGrace, cancellationToken);
        }

        try
        {
            return await new SweepRunner(_launcher, _runner, _cacheResetter, _store).RunAsync(plan, new BeginningWatch(this, progress), cancellationToken);
        }
        catch (ResultStoreException exception) when (!HasBegun && !HasExperiment)
        {
            // Looking at permissions is not enough to know: a folder may refuse for reasons of its own.
            throw new InvalidInputException(
                $"{Path.GetDirectoryName(_store.Location)} cannot be written: {exception.InnerException?.Message ?? exception.Message} Use another output folder.", exception);
        }
    }

    public async Task<IReadOnlyList<RunRecord>> ListRunsAsync()
    {
        var runs = new List<RunRecord>();
        await foreach (var run in _store.ListRunsAsync())
        {
            runs.Add(run);
        }

        return runs;
    }

    /// <summary>Ends every process of the sweep at once.</summary>
    public Task KillAllAsync() => _processes.KillAllAsync();

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    private Preflight CreatePreflight() => new(_launcher, _runner, _cacheResetter, _store);

    private static ProcessServerOptions ToOptions(SweepRequest request)
    {
        var options = new ProcessServerOptions { PollInterval = ReadinessInterval, Access = request.Access };
        return request.StopGrace is { } grace ? options with { StopGrace = grace, ContainerStopGrace = grace } : options;
    }

    /// <summary>Notes that the experiment has begun, and passes every event on.</summary>
    private sealed class BeginningWatch(SweepHost host, IProgress<SweepEvent> next) : IProgress<SweepEvent>
    {
        public void Report(SweepEvent value)
        {
            host._hasBegun = true;
            next.Report(value);
        }
    }
}
