using Microsoft.Extensions.Logging;
using ServeMulti.Benchmarking;
using ServeMulti.Hosts;
using ServeMulti.Launching;
using ServeMulti.Processes;
using ServeMulti.Results;

namespace ServeMulti.Sweeping;

/// <summary>The parts of a sweep on this machine: those of the host's options, and the defaults for all others.</summary>
internal sealed class LocalSweepParts : IDisposable
{
    private readonly TimeProvider _timeProvider;
    private readonly ILoggerFactory _loggers;
    private readonly HttpClient? _client;
    private readonly HostFacts? _hostFacts;

    public LocalSweepParts(
        SweepDefinition definition,
        LocalSweepOptions options,
        string ledgerName,
        HttpMessageHandler? httpHandler,
        TimeProvider timeProvider,
        ILoggerFactory loggers
    )
    {
        _timeProvider = timeProvider;
        _loggers = loggers;
        _client = httpHandler is null ? null : new HttpClient(httpHandler, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };
        Store = options.Store ?? CreateStore(options);
        if (options.Store is null && options.Processes is null)
        {
            // Where no name was given, the folder is certain only once the experiment has begun; nothing is started before that.
            Ledger = new(() =>
                new ProcessLedger(Path.Combine(Store.Location, ledgerName), timeProvider, loggers.CreateLogger<ProcessLedger>())
            );
        }

        Processes = new(CreateProcesses, options.OutputReceived, options.Processes);
        // A process launcher of the host's own starts what the host asked for, and nothing else.
        // The tools of GPUs are nobody's output, and one that a broken driver holds must not hold the end of the sweep.
        _hostFacts = options.Processes is null
            ? new HostFacts(new TrackedProcessLauncher(CreateProcesses, outputReceived: null), timeProvider)
            : null;
        Launcher = options.Launcher?.Invoke(Processes) ?? CreateLauncher(definition, options);
        Runner =
            options.Runner?.Invoke(Processes)
            ?? new CommandBenchmarkRunner(Processes, timeProvider, loggers.CreateLogger<CommandBenchmarkRunner>());
        CacheResetter =
            options.CacheResetter?.Invoke(Processes)
            ?? new HttpCacheResetter(
                options.Servers.Profiles,
                httpClient: _client,
                timeProvider: timeProvider,
                access: options.Servers.Access
            );
    }

    public IResultStore Store { get; }

    /// <summary>Gets the record of the processes; null where nothing records them.</summary>
    public Lazy<ProcessLedger>? Ledger { get; }

    public TrackedProcessLauncher Processes { get; }

    public IServerLauncher Launcher { get; }

    public IBenchmarkRunner Runner { get; }

    public ICacheResetter CacheResetter { get; }

    public SweepRunner CreateRunner() =>
        new(Launcher, Runner, CacheResetter, Store, _timeProvider, _loggers.CreateLogger<SweepRunner>()) { HostFacts = _hostFacts };

    public void Dispose() => _client?.Dispose();

    private ProcessLauncher CreateProcesses() => new(Ledger?.Value, _timeProvider, _loggers.CreateLogger<ProcessLauncher>());

    private FileResultStore CreateStore(LocalSweepOptions options) =>
        new(
            options.OutputFolder,
            options.ExperimentName,
            new FileResultStoreOptions
            {
                Mode = options.Mode,
                OnChanged = options.OnChanged,
                ConcludeAgain = options.ConcludeAgain,
                VerifyRuns = options.VerifyRuns,
                QuotesFormulas = options.QuotesFormulas,
            },
            _timeProvider,
            _loggers.CreateLogger<FileResultStore>()
        );

    private IServerLauncher CreateLauncher(SweepDefinition definition, LocalSweepOptions options)
    {
        var probe =
            options.ReadinessProbe
            ?? new HttpReadinessProbe(httpClient: _client, timeProvider: _timeProvider, access: options.Servers.Access);
        return definition.ServeCommand is null
            ? new RunningServerLauncher(probe, _timeProvider, options.Servers.Access)
            : new ProcessServerLauncher(Processes, options.Servers, probe, _timeProvider, _loggers.CreateLogger<ProcessServerLauncher>());
    }
}
