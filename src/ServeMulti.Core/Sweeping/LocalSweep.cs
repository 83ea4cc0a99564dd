using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using ServeMulti.Parameters;
using ServeMulti.Results;

namespace ServeMulti.Sweeping;

/// <summary>A sweep on this machine, with everything around it that keeps its promises: results in files, nothing finished is run again,
/// and nothing of it is left running.</summary>
/// <remarks>
/// <para>
/// Every process that it starts is recorded in the experiment's folder, unless the host gives a store or a process launcher of its own.
/// What a killed host left running is ended when the experiment is resumed, before anything is checked. When
/// <see cref="RunAsync(IProgress{SweepEvent}?, CancellationToken)"/> ends, in whatever way, every process of the sweep has ended, and
/// disposal makes sure of it.
/// </para>
/// <para>
/// Signals are the host's own: cancel the token of <see cref="RunAsync(IProgress{SweepEvent}?, CancellationToken)"/> for a stop in good
/// order, call <see cref="KillAllAsync"/> for one that does not wait. A host without a handler for SIGTERM is ended by it at once; what
/// that leaves running is ended when the experiment is resumed.
/// </para>
/// <para>One run at a time. For an orchestration of your own, compose the parts yourself, or use <see cref="SweepPlanner"/> and
/// <see cref="SweepRunner"/>.</para>
/// </remarks>
/// <example>
/// <code>
/// await using var sweep = new LocalSweep(
///     new SweepDefinition
///     {
///         ServeCommand = CommandLine.Parse("vllm serve my-model"),
///         BenchCommand = CommandLine.Parse("vllm bench serve --model my-model"),
///         ServeParameters = ParameterSweep.Grid(("max_num_seqs", [16, 64])),
///     },
///     new LocalSweepOptions { ExperimentName = "sequences" });
/// SweepReport report = await sweep.RunAsync(cancellationToken: stop);
/// </code>
/// </example>
public sealed class LocalSweep : IAsyncDisposable
{
    /// <summary>The record of the processes, within the experiment's folder.</summary>
    private const string LedgerName = "processes.jsonl";

    private readonly LocalSweepOptions _options;
    private readonly LocalSweepParts _parts;
    private readonly CancellationTokenSource _kill = new();
    private readonly SemaphoreSlim _running = new(1);
    private int _isDisposed;

    /// <summary>Initializes a new instance. Nothing is read, written or started yet.</summary>
    /// <param name="definition">What to sweep.</param>
    /// <param name="options">The settings; optional.</param>
    /// <param name="httpHandler">Carries the requests for readiness and cache resets, and is disposed by the caller; optional, default one
    /// without proxy.</param>
    /// <param name="timeProvider">The clock; optional, default the system's.</param>
    /// <param name="loggerFactory">Makes the loggers; optional.</param>
    /// <exception cref="InvalidInputException">The definition cannot be planned, or the name is not that of an experiment; all problems are
    /// listed.</exception>
    public LocalSweep(
        SweepDefinition definition,
        LocalSweepOptions? options = null,
        HttpMessageHandler? httpHandler = null,
        TimeProvider? timeProvider = null,
        ILoggerFactory? loggerFactory = null
    )
        : this(SweepPlanner.Plan(definition), options, httpHandler, timeProvider, loggerFactory) { }

    /// <summary>Initializes a new instance for a plan, such as one part of a plan that several machines share. Nothing is read, written or
    /// started yet.</summary>
    /// <param name="plan">What to do.</param>
    /// <param name="options">The settings; optional.</param>
    /// <param name="httpHandler">Carries the requests for readiness and cache resets, and is disposed by the caller; optional, default one
    /// without proxy.</param>
    /// <param name="timeProvider">The clock; optional, default the system's.</param>
    /// <param name="loggerFactory">Makes the loggers; optional.</param>
    /// <exception cref="InvalidInputException">Options are out of range, or the name is not that of an experiment.</exception>
    public LocalSweep(
        SweepPlan plan,
        LocalSweepOptions? options = null,
        HttpMessageHandler? httpHandler = null,
        TimeProvider? timeProvider = null,
        ILoggerFactory? loggerFactory = null
    )
    {
        ArgumentNullException.ThrowIfNull(plan);
        Plan = plan;
        _options = options ?? new LocalSweepOptions();
        SettingCheck.ThrowIfAny(_options.FindProblems());
        _parts = new LocalSweepParts(
            plan.Definition,
            _options,
            LedgerName,
            httpHandler,
            timeProvider ?? TimeProvider.System,
            loggerFactory ?? NullLoggerFactory.Instance
        );
    }

    /// <summary>Gets what is done.</summary>
    public SweepPlan Plan { get; }

    /// <summary>Gets where the results are: the experiment's folder, as a full path. Where no name was given, it is certain once the
    /// experiment has begun.</summary>
    public string Location => _parts.Store.Location;

    /// <summary>Gets whether the experiment has begun, so that there is something to resume.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>Checks store and machine: what is done already, and everything that can be checked without starting anything. Changes
    /// nothing.</summary>
    /// <param name="cancellationToken">Cancels the operation.</param>
    public Task<PreflightReport> CheckAsync(CancellationToken cancellationToken = default) =>
        _parts.CreateRunner().CheckAsync(Plan, cancellationToken);

    /// <summary>Runs everything that is not finished yet.</summary>
    /// <param name="progress">Receives events as they happen; optional. It is called from the sweep itself, which waits for it.</param>
    /// <param name="cancellationToken">Ends the sweep: the benchmark and the server are ended, everything finished is kept.</param>
    /// <returns>What was done. Failed runs are part of it; they are no exception.</returns>
    /// <exception cref="InvalidInputException">The experiment or the machine has problems, all of which are listed; no server was
    /// started.</exception>
    /// <exception cref="ResultStoreException">The results can no longer be written.</exception>
    /// <exception cref="ServeMultiException">Something else broke that no run can go on from; the message says what to do.</exception>
    /// <exception cref="OperationCanceledException">The sweep was cancelled, or ended by <see cref="KillAllAsync"/>.</exception>
    /// <exception cref="InvalidOperationException">The sweep is running, or has run: make another instance with the same experiment name to
    /// resume it.</exception>
    public async Task<SweepReport> RunAsync(IProgress<SweepEvent>? progress = null, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_isDisposed != 0, this);
        if (HasBegun || !await _running.WaitAsync(0, CancellationToken.None).ConfigureAwait(false))
        {
            throw new InvalidOperationException(
                "A LocalSweep runs once: to resume the experiment, make another one with the same experiment name."
            );
        }

        try
        {
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _kill.Token);
            return await RunToItsEndAsync(progress, ending.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        finally
        {
            _running.Release();
        }
    }

    /// <summary>Runs everything that is not finished yet, as <see cref="RunAsync(IProgress{SweepEvent}?, CancellationToken)"/>
    /// does.</summary>
    /// <param name="handle">Receives events as they happen, in their order, unlike a <see cref="Progress{T}"/>; the sweep waits for
    /// it.</param>
    /// <param name="cancellationToken">Ends the sweep: the benchmark and the server are ended, everything finished is kept.</param>
    /// <returns>What was done. Failed runs are part of it; they are no exception.</returns>
    public Task<SweepReport> RunAsync(Action<SweepEvent> handle, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(handle);
        return RunAsync(new Handler(handle), cancellationToken);
    }

    /// <summary>Reads the finished runs of the experiment, in the order of the plan.</summary>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="ResultStoreException">The results cannot be read, or there are none yet.</exception>
    public async Task<IReadOnlyList<RunRecord>> ReadRunsAsync(CancellationToken cancellationToken = default)
    {
        var runs = new List<RunRecord>();
        await foreach (var run in _parts.Store.ReadRunsAsync(cancellationToken).ConfigureAwait(false))
        {
            runs.Add(run);
        }

        return runs;
    }

    /// <summary>Ends every process of the sweep at once, without waiting for any of them to agree; the sweep ends as when it is cancelled.
    /// It cannot be run again.</summary>
    public async Task KillAllAsync()
    {
        var cancelling = _kill.CancelAsync();
        await _parts.Processes.CloseAsync().ConfigureAwait(false);
        await cancelling.ConfigureAwait(false);
    }

    /// <summary>Ends whatever still runs.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
        {
            return;
        }

        await KillAllAsync().ConfigureAwait(false);
        await _running.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        _parts.Dispose();
    }

    private async Task<SweepReport> RunToItsEndAsync(IProgress<SweepEvent>? progress, CancellationToken cancellationToken)
    {
        var existed = Directory.Exists(Location);
        try
        {
            await EndLeftoversAsync(cancellationToken).ConfigureAwait(false);
            return await _parts.CreateRunner().RunAsync(Plan, new BeginningWatch(this, progress), cancellationToken).ConfigureAwait(false);
        }
        catch (ResultStoreException exception) when (_options.Store is null && !HasBegun && !existed && !Directory.Exists(Location))
        {
            // Looking at permissions is not enough to know: a folder may refuse for reasons of its own.
            throw new InvalidInputException(
                $"{Path.GetDirectoryName(Location)} cannot be written: {exception.InnerException?.Message ?? exception.Message} Use another output folder (--output-dir).",
                exception
            );
        }
        finally
        {
            // The parts end what they have started; what one of them forgot does not outlive the sweep.
            await _parts.Processes.EndAllAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Ends what a killed host left running, before the preflight: such a server still holds its port.</summary>
    private async Task EndLeftoversAsync(CancellationToken cancellationToken)
    {
        if (
            _parts.Ledger is { } ledger
            && _options is { ExperimentName: not null, Mode: not ExperimentMode.New }
            && File.Exists(Path.Combine(Location, LedgerName))
        )
        {
            await ledger.Value.EndLeftoversAsync(_options.LeftoverGrace, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Notes that the experiment has begun, and passes every event on.</summary>
    private sealed class BeginningWatch(LocalSweep sweep, IProgress<SweepEvent>? next) : IProgress<SweepEvent>
    {
        public void Report(SweepEvent value)
        {
            sweep.HasBegun = true;
            next?.Report(value);
        }
    }

    private sealed class Handler(Action<SweepEvent> handle) : IProgress<SweepEvent>
    {
        public void Report(SweepEvent value) => handle(value);
    }
}
