using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using ServeMulti.Benchmarking;
using ServeMulti.Hosts;
using ServeMulti.Launching;
using ServeMulti.Parameters;
using ServeMulti.Results;

namespace ServeMulti.Sweeping;

/// <summary>Carries out a plan: starts each server that has work left, runs its cases, resets caches in between and stores every
/// result.</summary>
/// <remarks>
/// The default composition of the parts; hosts may compose their own. One sweep at a time per instance. Servers are started one after the
/// other; a run is stored before anything else happens, so that nothing finished is lost. The caches are reset before every run that
/// follows another on the same server. Whatever way a sweep ends, its server is stopped and the table of results is renewed.
/// </remarks>
public sealed class SweepRunner
{
    private readonly IServerLauncher _launcher;
    private readonly IBenchmarkRunner _runner;
    private readonly ICacheResetter _cacheResetter;
    private readonly IResultStore _store;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private readonly Preflight _preflight;

    /// <summary>Initializes a new instance from its parts.</summary>
    /// <param name="launcher">Starts the servers.</param>
    /// <param name="runner">Executes the benchmarks.</param>
    /// <param name="cacheResetter">Empties the servers' caches between two runs.</param>
    /// <param name="store">Keeps the results; a sweep opens it and releases it at its end.</param>
    /// <param name="timeProvider">The clock; null: the system's.</param>
    /// <param name="logger">Receives diagnostics; null: none.</param>
    public SweepRunner(
        IServerLauncher launcher,
        IBenchmarkRunner runner,
        ICacheResetter cacheResetter,
        IResultStore store,
        TimeProvider? timeProvider = null,
        ILogger<SweepRunner>? logger = null
    )
    {
        ArgumentNullException.ThrowIfNull(launcher);
        ArgumentNullException.ThrowIfNull(runner);
        ArgumentNullException.ThrowIfNull(cacheResetter);
        ArgumentNullException.ThrowIfNull(store);
        _preflight = new Preflight(launcher, runner, cacheResetter, store);
        (_launcher, _runner, _cacheResetter, _store) = (launcher, runner, cacheResetter, store);
        _timeProvider = timeProvider ?? TimeProvider.System;
        _logger = logger ?? NullLogger<SweepRunner>.Instance;
    }

    /// <summary>Gets what reads the facts of this machine, which are stored with the experiment; null (the default): none are.</summary>
    public HostFacts? HostFacts { get; init; }

    /// <summary>Checks what of a plan is done already, and everything that can be checked without starting anything. Changes
    /// nothing.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    public Task<PreflightReport> CheckAsync(SweepPlan plan, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return _preflight.CheckAsync(plan, cancellationToken);
    }

    /// <summary>Runs everything of a plan that is not finished yet.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="progress">Receives events as they happen, on the sweep's own thread of work; null: none.</param>
    /// <param name="cancellationToken">Ends the sweep: the benchmark and the server are ended, everything finished is kept.</param>
    /// <returns>What was done. Failed runs are part of it; they are no exception.</returns>
    /// <exception cref="InvalidInputException">The plan, the store or the machine has problems; nothing was started or written.</exception>
    /// <exception cref="ResultStoreException">The results can no longer be written. Where only the files of one case cannot be, that case
    /// is given up and part of the report.</exception>
    /// <exception cref="OperationCanceledException">The sweep was cancelled.</exception>
    public async Task<SweepReport> RunAsync(
        SweepPlan plan,
        IProgress<SweepEvent>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        var report = await CheckAsync(plan, cancellationToken).ConfigureAwait(false);
        if (report.Problems.Count > 0)
        {
            throw new InvalidInputException(report.Problems);
        }

        var experiment = plan.ToExperiment(_launcher, _cacheResetter);
        var opening = _store.OpenAsync(experiment, cancellationToken);
        var session = new AnsweringSession(
            await PartAnswer.RequireAsync(opening, "result store", nameof(_store.OpenAsync)).ConfigureAwait(false)
        );
        await using (session.ConfigureAwait(false))
        {
            var parts = CreateParts(session, plan, experiment);
            await FactRecorder
                .RecordAsync(parts, report.FinishedRunCount < report.RunCount ? HostFacts : null, cancellationToken)
                .ConfigureAwait(false);
            return await new SweepRun(parts, report).RunAsync(progress, cancellationToken).ConfigureAwait(false);
        }
    }

    private SweepParts CreateParts(IExperimentSession session, SweepPlan plan, Experiment experiment)
    {
        CommandLine?[] commands = [plan.Definition.ServeCommand, plan.Definition.BenchCommand];
        return new(_launcher, _runner, _cacheResetter, _store, session, _timeProvider, _logger)
        {
            Secrets = new SecretRedactor(commands.OfType<CommandLine>(), experiment.Environment),
        };
    }
}
