using ServeMulti.Benchmarking;
using ServeMulti.Results;
using ServeMulti.Sla;

namespace ServeMulti.Sweeping;

/// <summary>Scans the load of one case. Runs that are stored are not run again, so that an interrupted scan goes on where it
/// stopped.</summary>
internal sealed class ScanCaseRunner
{
    private readonly SweepParts _parts;
    private readonly SweepDefinition _definition;
    private readonly ScanDefinition _scan;
    private readonly RunExecutor _executor;
    private readonly ProgressTracker _tracker;
    private readonly SweepOutcome _outcome;

    public ScanCaseRunner(
        SweepParts parts,
        SweepDefinition definition,
        ScanDefinition scan,
        RunExecutor executor,
        ProgressTracker tracker,
        SweepOutcome outcome
    )
    {
        _parts = parts;
        _definition = definition;
        _scan = scan;
        _executor = executor;
        _tracker = tracker;
        _outcome = outcome;
    }

    public async Task RunAsync(CaseWork work, CancellationToken cancellationToken)
    {
        var planned = work.Planned;
        var runs = new WarmedRuns(_executor, _definition, planned);
        var failed = 0;
        var stored = 0;
        var walk = new ScanWalk(
            ScanPlan.ScanOf(_scan, planned.Case),
            _definition.RunsPerCase,
            ObtainAsync,
            () => failed > 0 && _definition.OnFailure == FailurePolicy.Stop
        );
        var scanned = await walk.RunAsync(planned).ConfigureAwait(false);
        _outcome.Scans.Add(scanned);
        await CompleteLevelsAsync(scanned).ConfigureAwait(false);
        if (scanned.IsComplete)
        {
            _tracker.ReleaseUnused(work.CountedRuns, scanned.Levels.Sum(level => level.Runs.Count));
        }
        else if (scanned.Problem is { } problem)
        {
            _outcome.Failures.Add(new FailedRun(planned.Case, 0, new BenchmarkFailure(BenchmarkFailureReason.MissingMetric, problem)));
        }

        async Task<ResultDocument?> ObtainAsync(LoadScanLevel level, int run)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var measured = ScanPlan.AtLevel(planned.Case, level);
            if (await _parts.Session.FindRunAsync(measured, run, cancellationToken).ConfigureAwait(false) is { } found)
            {
                stored++;
                _tracker.CountStored(isKnown: stored <= work.FinishedCount);
                return found.Document;
            }

            var result = await runs.RunAsync(measured, ScanPlan.ParametersOf(_scan, planned.Case, level), run, cancellationToken)
                .ConfigureAwait(false);
            if (!result.IsSuccess)
            {
                failed++;
                _outcome.Failures.Add(new FailedRun(measured, run, result.Failure));
            }

            return result.Document;
        }
    }

    private async Task CompleteLevelsAsync(CaseScan scanned)
    {
        foreach (var level in scanned.Levels.Where(level => level.Runs.Count == _definition.RunsPerCase))
        {
            var measured = ScanPlan.AtLevel(scanned.Case.Case, level.Level);
            await _parts.Session.CompleteCaseAsync(measured, _definition.RunsPerCase, CancellationToken.None).ConfigureAwait(false);
        }
    }
}
