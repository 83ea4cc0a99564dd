using System.Globalization;
using ServeMulti.Benchmarking;
using ServeMulti.Cases;
using ServeMulti.Parameters;
using ServeMulti.Results;
using ServeMulti.Sla;

namespace ServeMulti.Sweeping;

/// <summary>Executes single runs against one server, each with cold caches: the result is stored before anything else happens.</summary>
internal sealed class RunExecutor
{
    private readonly SweepParts _parts;
    private readonly RunRequests _requests;
    private readonly ServerSession _session;
    private readonly ProgressTracker _tracker;

    public RunExecutor(SweepParts parts, SweepDefinition definition, ServerSession session, ProgressTracker tracker)
    {
        _parts = parts;
        _requests = new RunRequests(parts.Store, definition);
        _session = session;
        _tracker = tracker;
    }

    /// <summary>Executes, stores and reports one run.</summary>
    /// <param name="planned">The planned case.</param>
    /// <param name="measured">The case that the result belongs to: the planned one, or one of its loads.</param>
    /// <param name="parameters">The benchmark parameters, the load included.</param>
    /// <param name="runNumber">The number of the run.</param>
    /// <param name="begun">Called when the run begins, which is after its server is ready; optional.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    public async Task<BenchmarkResult> RunAsync(
        PlannedCase planned,
        BenchmarkCase measured,
        ParameterSet parameters,
        int runNumber,
        Action? begun,
        CancellationToken cancellationToken
    )
    {
        await _session.PrepareAsync(cancellationToken).ConfigureAwait(false);
        var start = _parts.TimeProvider.GetTimestamp();
        var result = await ExecuteAsync(planned, measured, parameters, runNumber, begun, cancellationToken).ConfigureAwait(false);
        if (result.IsSuccess)
        {
            var document = NoteAskedPrompts(result.Document, parameters, measured);
            result = BenchmarkResult.Success(document);
            var duration = _parts.TimeProvider.GetElapsedTime(start);
            await _parts.Session.SaveRunAsync(new RunRecord(measured, runNumber, document), CancellationToken.None).ConfigureAwait(false);
            _tracker.CountFinished();
            _tracker.Report(progress => new RunFinished(progress, planned, runNumber, document, duration) { Load = measured.Load });
        }
        else
        {
            await RecordFailureAsync(planned, measured, runNumber, result.Failure).ConfigureAwait(false);
        }

        return result;
    }

    /// <summary>Executes a warm-up, whose result is thrown away. Where it fails, the run that it was for counts as failed: it would measure
    /// a cold server.</summary>
    /// <returns>Why the warm-up failed; null where it did not.</returns>
    public async Task<BenchmarkFailure?> WarmUpAsync(
        PlannedCase planned,
        BenchmarkCase measured,
        ParameterSet parameters,
        int runNumber,
        CancellationToken cancellationToken
    )
    {
        await _session.PrepareAsync(cancellationToken).ConfigureAwait(false);
        var result = await ExecuteAsync(planned, measured, parameters, PlannedCase.WarmupRunNumber, begun: null, cancellationToken)
            .ConfigureAwait(false);
        var failure = result.Failure is null ? null : Explain(result.Failure);
        if (failure is not null)
        {
            await RecordFailureAsync(planned, measured, runNumber, failure).ConfigureAwait(false);
        }

        return failure;
    }

    /// <summary>Notes in the result of a load how many prompts were asked for where the benchmark reports another number: by it a later
    /// search sees whether the run is one of its own.</summary>
    private static ResultDocument NoteAskedPrompts(ResultDocument document, ParameterSet parameters, BenchmarkCase measured) =>
        measured.Load is not null
        && parameters.TryFind(ResultKeys.NumPrompts, out var asked)
        && double.TryParse(asked.Text, CultureInfo.InvariantCulture, out var prompts)
        && document.TryFindMetric(ResultKeys.NumPrompts, out var reported)
        && reported != prompts
            ? document.With(StoredRunFit.AskedField, asked)
            : document;

    private BenchmarkFailure Explain(BenchmarkFailure warmupFailure) =>
        ReferenceEquals(warmupFailure, _session.GivenUp)
            ? warmupFailure
            : warmupFailure with
            {
                Message = $"The warm-up failed: {warmupFailure.Message}",
            };

    private Task<BenchmarkResult> ExecuteAsync(
        PlannedCase planned,
        BenchmarkCase measured,
        ParameterSet parameters,
        int runNumber,
        Action? begun,
        CancellationToken cancellationToken
    )
    {
        if (_session.GivenUp is { } reason)
        {
            // Without a server no run begins.
            return Task.FromResult(BenchmarkResult.Failed(reason));
        }

        _tracker.Report(progress => new RunStarted(progress, planned, runNumber) { Load = measured.Load });
        begun?.Invoke();
        return _session.RunAsync(_requests.Make(planned, measured, parameters, runNumber), cancellationToken);
    }

    private async Task RecordFailureAsync(PlannedCase planned, BenchmarkCase measured, int runNumber, BenchmarkFailure failure)
    {
        var failed = new FailedRun(measured, runNumber, failure);
        await _parts.Session.SaveFailureAsync(failed, CancellationToken.None).ConfigureAwait(false);
        _tracker.CountFailed();
        Log.RunFailed(_parts.Logger, planned.Name, runNumber, failure.Message);
        _tracker.Report(progress => new RunFailed(progress, planned, runNumber, failure) { Load = measured.Load });
    }
}
