using ServeMulti.Results;

namespace ServeMulti.Sweeping;

/// <summary>Runs what is left of the cases of one server in a plain sweep: a warm-up where one is asked for, then the runs that have no
/// result yet.</summary>
internal sealed class CaseRunner
{
    private readonly IExperimentSession _session;
    private readonly SweepDefinition _definition;
    private readonly RunExecutor _executor;
    private readonly SweepOutcome _outcome;
    private readonly HashSet<CaseWork> _failed = new(ReferenceEqualityComparer.Instance);

    public CaseRunner(IExperimentSession session, SweepDefinition definition, RunExecutor executor, SweepOutcome outcome)
    {
        _session = session;
        _definition = definition;
        _executor = executor;
        _outcome = outcome;
    }

    /// <summary>Executes the runs of a case that are left in a turn of its server. After the last turn, a case without a failure is
    /// complete.</summary>
    public async Task RunAsync(CaseWork work, ServerTurn turn, CancellationToken cancellationToken)
    {
        var planned = work.Planned;
        var runs = new WarmedRuns(_executor, _definition, planned);
        foreach (var runNumber in work.RemainingRuns.Where(turn.Includes))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var result = await runs.RunAsync(planned.Case, planned.Case.BenchParameters, runNumber, cancellationToken)
                .ConfigureAwait(false);
            if (!result.IsSuccess)
            {
                _failed.Add(work);
                _outcome.Failures.Add(new FailedRun(planned.Case, runNumber, result.Failure));
                if (_definition.OnFailure == FailurePolicy.Stop)
                {
                    return;
                }
            }
        }

        if (turn.IsLast && !_failed.Contains(work))
        {
            await _session.CompleteCaseAsync(planned.Case, planned.Runs, CancellationToken.None).ConfigureAwait(false);
        }
    }
}
