using ServeMulti.Results;

namespace ServeMulti.Sweeping;

/// <summary>Runs what is left of one case of a plain sweep: a warm-up where one is asked for, then the runs that have no result yet.</summary>
internal sealed class CaseRunner
{
    private readonly IResultStore _store;
    private readonly SweepDefinition _definition;
    private readonly RunExecutor _executor;

    public CaseRunner(IResultStore store, SweepDefinition definition, RunExecutor executor)
    {
        _store = store;
        _definition = definition;
        _executor = executor;
    }

    public async Task RunAsync(CaseWork work, CancellationToken cancellationToken)
    {
        var planned = work.Planned;
        var parameters = planned.Case.BenchParameters;
        var isWarm = _definition.WarmupPrompts == 0;
        var failed = 0;
        foreach (var runNumber in work.RemainingRuns)
        {
            cancellationToken.ThrowIfCancellationRequested();
            isWarm = isWarm || await _executor.TryWarmUpAsync(planned, planned.Case, parameters, runNumber, cancellationToken).ConfigureAwait(false);
            if (!isWarm || await FailsAsync(planned, runNumber, cancellationToken).ConfigureAwait(false))
            {
                failed++;
                if (_definition.OnFailure == FailurePolicy.Stop)
                {
                    return;
                }
            }
        }

        if (failed == 0)
        {
            await _store.CompleteCaseAsync(planned.Case, planned.Runs, CancellationToken.None).ConfigureAwait(false);
        }
    }

    private async Task<bool> FailsAsync(PlannedCase planned, int runNumber, CancellationToken cancellationToken)
    {
        var result = await _executor.RunAsync(planned, planned.Case, planned.Case.BenchParameters, runNumber, cancellationToken).ConfigureAwait(false);
        return !result.IsSuccess;
    }
}
