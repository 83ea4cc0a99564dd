using ServeMulti.Results;

namespace ServeMulti.Sweeping;

/// <summary>Runs what is left of one case of a plain sweep: a warm-up where one is asked for, then the runs that have no result
/// yet.</summary>
internal sealed class CaseRunner
{
    private readonly IExperimentSession _session;
    private readonly SweepDefinition _definition;
    private readonly RunExecutor _executor;
    private readonly SweepOutcome _outcome;

    public CaseRunner(IExperimentSession session, SweepDefinition definition, RunExecutor executor, SweepOutcome outcome)
    {
        _session = session;
        _definition = definition;
        _executor = executor;
        _outcome = outcome;
    }

    public async Task RunAsync(CaseWork work, CancellationToken cancellationToken)
    {
        var planned = work.Planned;
        var runs = new WarmedRuns(_executor, _definition, planned);
        var failed = 0;
        foreach (var runNumber in work.RemainingRuns)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var result = await runs.RunAsync(planned.Case, planned.Case.BenchParameters, runNumber, cancellationToken)
                .ConfigureAwait(false);
            if (!result.IsSuccess)
            {
                failed++;
                _outcome.Failures.Add(new FailedRun(planned.Case, runNumber, result.Failure));
                if (_definition.OnFailure == FailurePolicy.Stop)
                {
                    return;
                }
            }
        }

        if (failed == 0)
        {
            await _session.CompleteCaseAsync(planned.Case, planned.Runs, CancellationToken.None).ConfigureAwait(false);
        }
    }
}
