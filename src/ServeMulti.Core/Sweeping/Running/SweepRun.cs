using ServeMulti.Benchmarking;
using ServeMulti.Cases;
using ServeMulti.Results;

namespace ServeMulti.Sweeping;

/// <summary>One sweep while its experiment is open: runs server after server, case after case, and reports what was done.</summary>
internal sealed class SweepRun
{
    private readonly SweepParts _parts;
    private readonly PreflightReport _report;

    /// <param name="parts">The parts, the open experiment among them.</param>
    /// <param name="report">What is left to do.</param>
    public SweepRun(SweepParts parts, PreflightReport report)
    {
        _parts = parts;
        _report = report;
    }

    public async Task<SweepReport> RunAsync(IProgress<SweepEvent>? progress, CancellationToken cancellationToken)
    {
        var plan = _report.Plan;
        var tracker = new ProgressTracker(_report.RunCount, _report.FinishedRunCount, _parts.TimeProvider, progress);
        tracker.Report(now => new SweepStarted(now, plan, _parts.Store.Location ?? "", _report.Notes));
        var outcome = new SweepOutcome();
        await RunServersAsync(_report, tracker, outcome, cancellationToken).ConfigureAwait(false);
        var done = new SweepReport
        {
            Plan = plan,
            Location = _parts.Store.Location ?? "",
            ExecutedRuns = tracker.ExecutedRuns,
            EarlierRuns = tracker.EarlierRuns,
            Failures = outcome.Failures,
            Answers = outcome.Answers,
            Scans = outcome.Scans,
            Elapsed = tracker.Elapsed,
            LostRuns = tracker.LostRuns,
        };
        tracker.Report(now => new SweepFinished(now, done));
        return done;
    }

    private async Task RunServersAsync(
        PreflightReport report,
        ProgressTracker tracker,
        SweepOutcome outcome,
        CancellationToken cancellationToken
    )
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

        await CompleteAsync(report.Plan, tracker, outcome).ConfigureAwait(false);
    }

    /// <summary>Ends the experiment. Finished runs whose files turn out to be damaged are left to a resume.</summary>
    private async Task CompleteAsync(SweepPlan plan, ProgressTracker tracker, SweepOutcome outcome)
    {
        try
        {
            await _parts.Session.CompleteAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (ResultStoreException exception) when (exception.Case is { } concerned && TryFind(plan, concerned) is { } planned)
        {
            GiveUp(planned, exception, concerned, tracker, outcome);
        }
    }

    private static PlannedCase? TryFind(SweepPlan plan, BenchmarkCase concerned)
    {
        var key = (concerned with { Load = null }).Key;
        return plan.Servers.SelectMany(server => server.Cases).FirstOrDefault(planned => planned.Case.Key == key);
    }

    /// <summary>Renews the table after a sweep that broke off; what broke it off is what the caller must hear of.</summary>
    private async Task CompleteAfterAsync(Exception exception)
    {
        try
        {
            await _parts.Session.CompleteAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (ResultStoreException storeException)
        {
            Log.TableNotRenewed(_parts.Logger, exception.Message, storeException);
        }
    }

    private async Task RunServerAsync(
        SweepPlan plan,
        ServerWork server,
        ProgressTracker tracker,
        SweepOutcome outcome,
        CancellationToken cancellationToken
    )
    {
        if (server.IsDone)
        {
            tracker.Report(now => new ServerSkipped(now, server.Planned));
        }

        var session = new ServerSession(
            _parts,
            server.Planned,
            server.Planned.ToServerSpec(plan.Definition, _parts.Store.LogFolder),
            tracker
        )
        {
            RestartsBetweenRuns = plan.Definition.RestartBetweenRuns,
        };
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

    /// <summary>Fails a case whose files cannot be written; the others continue.</summary>
    private void GiveUp(
        PlannedCase planned,
        ResultStoreException exception,
        BenchmarkCase concerned,
        ProgressTracker tracker,
        SweepOutcome outcome
    )
    {
        var failure = new BenchmarkFailure(BenchmarkFailureReason.NotStored, exception.Message);
        outcome.Failures.Add(new FailedRun(concerned, exception.RunNumber, failure));
        tracker.CountFailed();
        tracker.CountLost(exception.LostRuns);
        Log.RunFailed(_parts.Logger, planned.Name, exception.RunNumber, failure.Message);
        tracker.Report(progress => new RunFailed(progress, planned, exception.RunNumber, failure) { Load = concerned.Load });
    }

    private Func<CaseWork, CancellationToken, Task> CaseRunnerFor(
        SweepDefinition definition,
        RunExecutor executor,
        ProgressTracker tracker,
        SweepOutcome outcome
    )
    {
        return definition switch
        {
            { Search: { } search } => new SearchCaseRunner(_parts, definition, search, executor, tracker, outcome).RunAsync,
            { Scan: { } scan } => new ScanCaseRunner(_parts, definition, scan, executor, tracker, outcome).RunAsync,
            _ => new CaseRunner(_parts.Session, definition, executor, outcome).RunAsync,
        };
    }

    private static bool MustStop(SweepPlan plan, SweepOutcome outcome) =>
        plan.Definition.OnFailure == FailurePolicy.Stop && outcome.Failures.Count > 0;
}
