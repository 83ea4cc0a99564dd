using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using ServeMulti.Benchmarking;
using ServeMulti.Cases;
using ServeMulti.Launching;
using ServeMulti.Results;

namespace ServeMulti.Sweeping;

/// <summary>Carries out a plan: starts each server that has work left, runs its cases, resets caches in between and stores every result.</summary>
/// <remarks>
/// The default composition of the parts; hosts may compose their own. One sweep at a time per instance. Servers are started one after the
/// other; a run is stored before anything else happens, so that nothing finished is lost. The caches are reset before every run that follows another on the same server. Whatever way a sweep ends, its server is stopped and
/// the table of results is renewed.
/// </remarks>
public sealed class SweepRunner
{
    private readonly SweepParts _parts;
    private readonly Preflight _preflight;

    /// <summary>Initializes a new instance from its parts.</summary>
    /// <param name="launcher">Starts the servers.</param>
    /// <param name="runner">Executes the benchmarks.</param>
    /// <param name="cacheResetter">Empties the servers' caches between two runs.</param>
    /// <param name="store">Holds the results; the caller disposes it.</param>
    /// <param name="timeProvider">The clock; null: the system's.</param>
    /// <param name="logger">Receives diagnostics; null: none.</param>
    public SweepRunner(
        IServerLauncher launcher,
        IBenchmarkRunner runner,
        ICacheResetter cacheResetter,
        IResultStore store,
        TimeProvider? timeProvider = null,
        ILogger<SweepRunner>? logger = null)
    {
        _preflight = new Preflight(launcher, runner, cacheResetter, store);
        _parts = new SweepParts(
            launcher, runner, cacheResetter, store, timeProvider ?? TimeProvider.System, logger ?? NullLogger<SweepRunner>.Instance);
    }

    /// <summary>Runs everything of a plan that is not finished yet.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="progress">Receives events as they happen, on the sweep's own thread of work; null: none.</param>
    /// <param name="cancellationToken">Ends the sweep: the benchmark and the server are ended, everything finished is kept.</param>
    /// <returns>What was done. Failed runs are part of it; they are no exception.</returns>
    /// <exception cref="InvalidInputException">The plan, the store or the machine has problems; nothing was started or written.</exception>
    /// <exception cref="ResultStoreException">The results can no longer be written. Where only the files of one case cannot be, that case is given up and part of the report.</exception>
    /// <exception cref="OperationCanceledException">The sweep was cancelled.</exception>
    public async Task<SweepReport> RunAsync(
        SweepPlan plan, IProgress<SweepEvent>? progress = null, CancellationToken cancellationToken = default)
    {
        var report = await _preflight.CheckAsync(plan, cancellationToken).ConfigureAwait(false);
        if (report.Problems.Count > 0)
        {
            throw new InvalidInputException(report.Problems);
        }

        await _parts.Store.BeginAsync(plan.ToExperiment(_parts.Launcher, _parts.CacheResetter), cancellationToken).ConfigureAwait(false);
        var tracker = new ProgressTracker(report.RunCount, report.FinishedRunCount, _parts.TimeProvider, progress);
        tracker.Report(now => new SweepStarted(now, plan, _parts.Store.Location, report.Notes));
        var outcome = new SweepOutcome();
        await RunServersAsync(report, tracker, outcome, cancellationToken).ConfigureAwait(false);
        var done = new SweepReport
        {
            Plan = plan,
            Location = _parts.Store.Location,
            ExecutedRuns = tracker.ExecutedRuns,
            EarlierRuns = tracker.EarlierRuns,
            Failures = outcome.Failures,
            Answers = outcome.Answers,
            Scans = outcome.Scans,
            Elapsed = tracker.Elapsed,
        };
        tracker.Report(now => new SweepFinished(now, done));
        return done;
    }

    private async Task RunServersAsync(
        PreflightReport report, ProgressTracker tracker, SweepOutcome outcome, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var server in report.Servers)
            {
                await RunServerAsync(report.Plan, server, tracker, outcome, cancellationToken).ConfigureAwait(false);
                if (MustStop(report.Plan, outcome))
                {
                    break;
                }
            }
        }
        catch (Exception exception)
        {
            await CompleteAfterAsync(exception).ConfigureAwait(false);
            throw;
        }

        await _parts.Store.CompleteAsync(CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>Renews the table after a sweep that broke off; what broke it off is what the caller must hear of.</summary>
    private async Task CompleteAfterAsync(Exception exception)
    {
        try
        {
            await _parts.Store.CompleteAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (ResultStoreException storeException)
        {
            Log.TableNotRenewed(_parts.Logger, exception.Message, storeException);
        }
    }

    private async Task RunServerAsync(
        SweepPlan plan, ServerWork server, ProgressTracker tracker, SweepOutcome outcome, CancellationToken cancellationToken)
    {
        if (server.IsDone)
        {
            tracker.Report(now => new ServerSkipped(now, server.Planned));
        }

        var session = new ServerSession(_parts, server.Planned, server.Planned.ToServerSpec(plan.Definition, _parts.Store.LogFolder), tracker) { RestartsBetweenRuns = plan.Definition.RestartBetweenRuns };
        await using (session.ConfigureAwait(false))
        {
            var runCase = CaseRunnerFor(plan.Definition, new RunExecutor(_parts, plan.Definition, session, tracker), tracker, outcome);
            foreach (var work in server.Cases)
            {
                try
                {
                    await runCase(work, cancellationToken).ConfigureAwait(false);
                }
                catch (ResultStoreException exception) when (exception.Case is not null)
                {
                    GiveUp(work.Planned, exception, exception.Case, tracker, outcome);
                }

                if (MustStop(plan, outcome))
                {
                    break;
                }
            }
        }
    }

    /// <summary>Gives up a case whose files cannot be written; others can, and go on.</summary>
    private void GiveUp(PlannedCase planned, ResultStoreException exception, BenchmarkCase concerned, ProgressTracker tracker, SweepOutcome outcome)
    {
        var failure = new BenchmarkFailure(BenchmarkFailureReason.NotStored, exception.Message);
        outcome.Failures.Add(new FailedRun(concerned, exception.RunNumber, failure));
        tracker.CountFailed();
        Log.RunFailed(_parts.Logger, planned.Name, exception.RunNumber, failure.Message);
        tracker.Report(progress => new RunFailed(progress, planned, exception.RunNumber, failure) { Load = concerned.Load });
    }

    private Func<CaseWork, CancellationToken, Task> CaseRunnerFor(
        SweepDefinition definition, RunExecutor executor, ProgressTracker tracker, SweepOutcome outcome)
    {
        return definition switch
        {
            { Search: { } search } => new SearchCaseRunner(_parts, definition, search, executor, tracker, outcome).RunAsync,
            { Scan: { } scan } => new ScanCaseRunner(_parts, definition, scan, executor, tracker, outcome).RunAsync,
            _ => new CaseRunner(_parts.Store, definition, executor, outcome).RunAsync,
        };
    }

    private static bool MustStop(SweepPlan plan, SweepOutcome outcome) =>
        plan.Definition.OnFailure == FailurePolicy.Stop && outcome.Failures.Count > 0;
}
