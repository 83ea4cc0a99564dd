using ServeMulti.Benchmarking;
using ServeMulti.Cli.Options;
using ServeMulti.Launching;
using ServeMulti.Parameters;
using ServeMulti.Processes;
using ServeMulti.Results;
using ServeMulti.Sweeping;

namespace ServeMulti.Cli.Running;

/// <summary>Composes the parts of the library for a sweep on the command line.</summary>
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

    /// <param name="request">The parsed options.</param>
    /// <param name="outputReceived">Receives each line of output of servers and commands; optional.</param>
    /// <param name="warned">Receives each warning of the library.</param>
    /// <exception cref="InvalidInputException">The name of the experiment is not a folder name.</exception>
    public SweepHost(SweepRequest request, Action<string>? outputReceived, Action<string> warned)
    {
        var experiment = request.Experiment;
        _store = new FileResultStore(experiment.OutputFolder, experiment.Name, experiment.ToStoreOptions(), logger: new WarningLogger<FileResultStore>(warned));
        IsNamedByTime = experiment.Name is null;
        _isResumed = experiment.IsResumed;
        _leftoverGrace = request.StopGrace ?? UsualLeftoverGrace;
        _existedBefore = Directory.Exists(_store.Location) ? _store.Location : null;

        // Without a name, the folder is known only when the experiment has begun. No process is started before that.
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

    /// <summary>Gets whether the experiment can be resumed: it has begun, and its folder exists.</summary>
    public bool HasExperiment => Directory.Exists(_store.Location) && (HasBegun || _store.Location != _existedBefore);

    /// <summary>Gets whether the experiment has begun, even if its folder does not exist any more.</summary>
    public bool HasBegun => _isResumed || _hasBegun;

    /// <summary>Gets the folder of the experiment.</summary>
    public string Location => _store.Location;

    /// <summary>Gets whether the experiment is named after the time at which it begins, because no name was given.</summary>
    public bool IsNamedByTime { get; }

    /// <summary>Checks the store and the machine. Starts nothing and changes nothing.</summary>
    public Task<PreflightReport> CheckAsync(SweepPlan plan, CancellationToken cancellationToken) => CreatePreflight().CheckAsync(plan, cancellationToken);

    /// <summary>Returns the runs of a case that can be predicted.</summary>
    public IEnumerable<ForeseenRun> ForeseeRuns(SweepPlan plan, CaseWork work) => CreatePreflight().ForeseeRuns(plan, work);

    /// <summary>Returns the complete command of a run.</summary>
    public CommandLine? CommandFor(BenchmarkRequest request) => _runner.CommandFor(request);

    public async Task<SweepReport> RunAsync(SweepPlan plan, IProgress<SweepEvent> progress, CancellationToken cancellationToken)
    {
        if (_isResumed && _existedBefore is not null)
        {
            // Before the preflight, because a server that a killed host left behind still holds its port.
            await _ledger.Value.EndLeftoversAsync(_leftoverGrace, cancellationToken);
        }

        try
        {
            return await new SweepRunner(_launcher, _runner, _cacheResetter, _store).RunAsync(plan, new BeginningWatch(this, progress), cancellationToken);
        }
        catch (ResultStoreException exception) when (!HasBegun && !HasExperiment)
        {
            // Checking permissions is not enough: a write can fail for other reasons.
            throw new InvalidInputException(
                $"{Path.GetDirectoryName(_store.Location)} cannot be written: {exception.InnerException?.Message ?? exception.Message} Use another output folder (--output-dir).", exception);
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

    /// <summary>Records that the experiment has begun, and forwards every event.</summary>
    private sealed class BeginningWatch(SweepHost host, IProgress<SweepEvent> next) : IProgress<SweepEvent>
    {
        public void Report(SweepEvent value)
        {
            host._hasBegun = true;
            next.Report(value);
        }
    }
}
