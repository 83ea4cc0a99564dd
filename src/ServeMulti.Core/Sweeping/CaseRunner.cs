using ServeMulti.Benchmarking;
using ServeMulti.Parameters;
using ServeMulti.Results;

namespace ServeMulti.Sweeping;

/// <summary>Runs what is left of one case: warm-up, runs, cache resets, and the storing of each result before anything else happens.</summary>
internal sealed class CaseRunner
{
    private const int WarmupRunNumber = -1;

    private readonly SweepParts _parts;
    private readonly SweepDefinition _definition;
    private readonly ServerSession _session;
    private readonly ProgressTracker _tracker;
    private readonly List<FailedRun> _failures;

    public CaseRunner(SweepParts parts, SweepDefinition definition, ServerSession session, ProgressTracker tracker, List<FailedRun> failures)
    {
        _parts = parts;
        _definition = definition;
        _session = session;
        _tracker = tracker;
        _failures = failures;
    }

    public async Task RunAsync(CaseWork work, CancellationToken cancellationToken)
    {
        var planned = work.Planned;
        var isWarm = _definition.WarmupPrompts == 0;
        var failuresBefore = _failures.Count;
        foreach (var runNumber in work.RemainingRuns)
        {
            cancellationToken.ThrowIfCancellationRequested();
            isWarm = isWarm || await TryWarmUpAsync(planned, runNumber, cancellationToken).ConfigureAwait(false);
            if (isWarm)
            {
                await RunOnceAsync(planned, runNumber, cancellationToken).ConfigureAwait(false);
            }

            if (_definition.OnFailure == FailurePolicy.Stop && _failures.Count > failuresBefore)
            {
                return;
            }
        }

        if (_failures.Count == failuresBefore)
        {
            await _parts.Store.CompleteCaseAsync(planned.Case, planned.Runs, CancellationToken.None).ConfigureAwait(false);
        }
    }

    /// <summary>A run after a warm-up that failed would measure a cold server, so it counts as failed too.</summary>
    private async Task<bool> TryWarmUpAsync(PlannedCase planned, int runNumber, CancellationToken cancellationToken)
    {
        var parameters = planned.Case.BenchParameters.With("num_prompts", _definition.WarmupPrompts);
        var result = await ExecuteAsync(planned, parameters, WarmupRunNumber, cancellationToken).ConfigureAwait(false);
        if (result.Failure is { } failure)
        {
            await RecordFailureAsync(planned, runNumber, Explain(failure)).ConfigureAwait(false);
        }

        await _session.ResetCachesAsync(cancellationToken).ConfigureAwait(false);
        return result.IsSuccess;
    }

    private static BenchmarkFailure Explain(BenchmarkFailure warmupFailure) => warmupFailure.Reason == BenchmarkFailureReason.ServerNotReady
        ? warmupFailure
        : warmupFailure with { Message = $"The warm-up failed: {warmupFailure.Message}" };

    private async Task RunOnceAsync(PlannedCase planned, int runNumber, CancellationToken cancellationToken)
    {
        var start = _parts.TimeProvider.GetTimestamp();
        var result = await ExecuteAsync(planned, planned.Case.BenchParameters, runNumber, cancellationToken).ConfigureAwait(false);
        if (result.IsSuccess)
        {
            var duration = _parts.TimeProvider.GetElapsedTime(start);
            await _parts.Store.SaveRunAsync(new RunRecord(planned.Case, runNumber, result.Document), CancellationToken.None).ConfigureAwait(false);
            _tracker.CountFinished();
            _tracker.Report(progress => new RunFinished(progress, planned, runNumber, result.Document, duration));
        }
        else
        {
            await RecordFailureAsync(planned, runNumber, result.Failure).ConfigureAwait(false);
        }

        await _session.ResetCachesAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task<BenchmarkResult> ExecuteAsync(
        PlannedCase planned, ParameterSet parameters, int runNumber, CancellationToken cancellationToken)
    {
        _tracker.Report(progress => new RunStarted(progress, planned, runNumber));
        return await _session.RunAsync(
            new BenchmarkRequest
            {
                Command = planned.Case.BenchCommand?.With(parameters),
                Parameters = parameters,
                ServeParameters = planned.Case.ServeParameters,
                RunNumber = runNumber,
                Timeout = _definition.RunTimeout,
                ScratchFolder = _parts.Store.ScratchFolder,
                LogPath = LogPath(planned, runNumber),
            },
            cancellationToken).ConfigureAwait(false);
    }

    private string? LogPath(PlannedCase planned, int runNumber) => _parts.Store.LogFolder is not { } folder
        ? null
        : Path.Combine(folder, runNumber == WarmupRunNumber ? $"{planned.Name}-warmup.log" : $"{planned.Name}-run={runNumber}.log");

    private async Task RecordFailureAsync(PlannedCase planned, int runNumber, BenchmarkFailure failure)
    {
        var failed = new FailedRun(planned.Case, runNumber, failure);
        await _parts.Store.SaveFailureAsync(failed, CancellationToken.None).ConfigureAwait(false);
        _failures.Add(failed);
        _tracker.CountFailed();
        Log.RunFailed(_parts.Logger, planned.Name, runNumber, failure.Message);
        _tracker.Report(progress => new RunFailed(progress, planned, runNumber, failure));
    }
}
