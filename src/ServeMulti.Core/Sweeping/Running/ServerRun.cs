using ServeMulti.Benchmarking;
using ServeMulti.Cases;
using ServeMulti.Results;

namespace ServeMulti.Sweeping;

/// <summary>One server of a sweep over all of its turns: what was lost or given up in one is remembered in the next.</summary>
internal sealed class ServerRun : IAsyncDisposable
{
    private readonly SweepParts _parts;
    private readonly SweepDefinition _definition;
    private readonly ServerWork _work;
    private readonly ProgressTracker _tracker;
    private readonly SweepOutcome _outcome;
    private readonly ServerSession _session;
    private readonly Func<CaseWork, ServerTurn, CancellationToken, Task> _runCase;
    private readonly HashSet<CaseWork> _givenUp = new(ReferenceEqualityComparer.Instance);

    public ServerRun(SweepParts parts, SweepDefinition definition, ServerWork work, ProgressTracker tracker, SweepOutcome outcome)
    {
        (_parts, _definition, _work, _tracker, _outcome) = (parts, definition, work, tracker, outcome);
        _session = new ServerSession(parts, work.Planned, work.Planned.ToServerSpec(definition, parts.Store.LogFolder), tracker)
        {
            RestartsBetweenRuns = definition.RestartBetweenRuns,
        };
        _runCase = CaseRunnerFor(new RunExecutor(parts, definition, _session, tracker));
    }

    /// <summary>Starts the server where one of its cases needs it, executes what is left of the turn, and stops the server.</summary>
    public async Task RunAsync(ServerTurn turn, CancellationToken cancellationToken)
    {
        if (_work.IsDone && turn.FirstRun == 0)
        {
            _tracker.Report(now => new ServerSkipped(now, _work.Planned));
        }

        foreach (var work in _work.Cases.Where(work => !_givenUp.Contains(work)))
        {
            try
            {
                await _runCase(work, turn, cancellationToken).ConfigureAwait(false);
            }
            catch (ResultStoreException exception) when (exception.Case is not null)
            {
                _givenUp.Add(work);
                GiveUp(_parts, work.Planned, exception, exception.Case, _tracker, _outcome);
            }

            if (_outcome.EndsSweep(_definition))
            {
                break;
            }
        }

        await _session.EndTurnAsync(turn.IsLast).ConfigureAwait(false);
    }

    public ValueTask DisposeAsync() => _session.DisposeAsync();

    /// <summary>Fails a case whose files cannot be written; the others continue.</summary>
    public static void GiveUp(
        SweepParts parts,
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
        Log.RunFailed(parts.Logger, planned.Name, exception.RunNumber, failure.Message);
        tracker.Report(progress => new RunFailed(progress, planned, exception.RunNumber, failure) { Load = concerned.Load });
    }

    private Func<CaseWork, ServerTurn, CancellationToken, Task> CaseRunnerFor(RunExecutor executor)
    {
        switch (_definition)
        {
            case { Search: { } search }:
                var searching = new SearchCaseRunner(_parts, _definition, search, executor, _tracker, _outcome);
                return (work, _, cancellationToken) => searching.RunAsync(work, cancellationToken);
            case { Scan: { } scan }:
                var scanning = new ScanCaseRunner(_parts, _definition, scan, executor, _tracker, _outcome);
                return (work, _, cancellationToken) => scanning.RunAsync(work, cancellationToken);
            default:
                return new CaseRunner(_parts.Session, _definition, executor, _outcome).RunAsync;
        }
    }
}
