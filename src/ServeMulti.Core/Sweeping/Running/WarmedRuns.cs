using ServeMulti.Benchmarking;
using ServeMulti.Cases;
using ServeMulti.Parameters;

namespace ServeMulti.Sweeping;

/// <summary>Executes the runs of one case, and before the first of them a warm-up where one is asked for.</summary>
internal sealed class WarmedRuns(RunExecutor executor, SweepDefinition definition, PlannedCase planned)
{
    private bool _isWarm = definition.WarmupPrompts == 0;

    /// <summary>Executes a run. Where its warm-up fails, the run counts as failed, and the next one is preceded by another.</summary>
    /// <param name="measured">The case that the result belongs to: the planned one, or one of its loads.</param>
    /// <param name="parameters">The benchmark parameters, the load included.</param>
    /// <param name="runNumber">The number of the run.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    /// <param name="begun">Called when the run begins, after the server is ready and warm; optional.</param>
    public async Task<BenchmarkResult> RunAsync(
        BenchmarkCase measured,
        ParameterSet parameters,
        int runNumber,
        CancellationToken cancellationToken,
        Action? begun = null
    )
    {
        var failure = _isWarm
            ? null
            : await executor.WarmUpAsync(planned, measured, parameters, runNumber, cancellationToken).ConfigureAwait(false);
        _isWarm = failure is null;
        return failure is null
            ? await executor.RunAsync(planned, measured, parameters, runNumber, begun, cancellationToken).ConfigureAwait(false)
            : BenchmarkResult.Failed(failure);
    }
}
