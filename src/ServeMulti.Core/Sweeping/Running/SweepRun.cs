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
        await RunServersAsync(tracker, outcome, cancellationToken).ConfigureAwait(false);
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

    private async Task RunServersAsync(ProgressTracker tracker, SweepOutcome outcome, CancellationToken cancellationToken)
    {
        try
        {
            await RunTurnsAsync(tracker, outcome, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            await CompleteAfterAsync(exception).ConfigureAwait(false);
            throw;
        }

        await CompleteAsync(_report.Plan, tracker, outcome).ConfigureAwait(false);
    }

    /// <summary>Runs turn after turn. However that ends, no server is left running.</summary>
    private async Task RunTurnsAsync(ProgressTracker tracker, SweepOutcome outcome, CancellationToken cancellationToken)
    {
        var works = _report.Servers.ToDictionary(
            work => work.Planned,
            (IEqualityComparer<PlannedServer>)ReferenceEqualityComparer.Instance
        );
        var begun = new Dictionary<PlannedServer, ServerRun>(ReferenceEqualityComparer.Instance);
        try
        {
            foreach (var turn in _report.Plan.Turns)
            {
                if (!begun.TryGetValue(turn.Server, out var server))
                {
                    server = new ServerRun(_parts, _report.Plan.Definition, works[turn.Server], tracker, outcome);
                    begun.Add(turn.Server, server);
                }

                await server.RunAsync(turn, cancellationToken).ConfigureAwait(false);
                if (turn.IsLast)
                {
                    begun.Remove(turn.Server);
                    await server.DisposeAsync().ConfigureAwait(false);
                }

                if (outcome.EndsSweep(_report.Plan.Definition))
                {
                    break;
                }
            }
        }
        finally
        {
            foreach (var server in begun.Values)
            {
                await server.DisposeAsync().ConfigureAwait(false);
            }
        }
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
            ServerRun.GiveUp(_parts, planned, exception, concerned, tracker, outcome);
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
}
