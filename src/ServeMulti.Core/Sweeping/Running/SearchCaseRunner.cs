using ServeMulti.Benchmarking;
using ServeMulti.Cases;
using ServeMulti.Results;
using ServeMulti.Sla;

namespace ServeMulti.Sweeping;

/// <summary>Searches one case for the largest load within each SLA. Runs that are stored are replayed, so that an interrupted search goes
/// on where it stopped.</summary>
internal sealed class SearchCaseRunner
{
    private readonly SweepParts _parts;
    private readonly SweepDefinition _definition;
    private readonly SearchDefinition _search;
    private readonly RunExecutor _executor;
    private readonly ProgressTracker _tracker;
    private readonly SweepOutcome _outcome;

    public SearchCaseRunner(
        SweepParts parts,
        SweepDefinition definition,
        SearchDefinition search,
        RunExecutor executor,
        ProgressTracker tracker,
        SweepOutcome outcome
    )
    {
        _parts = parts;
        _definition = definition;
        _search = search;
        _executor = executor;
        _tracker = tracker;
        _outcome = outcome;
    }

    public async Task RunAsync(CaseWork work, CancellationToken cancellationToken)
    {
        try
        {
            await SearchAsync(work, cancellationToken).ConfigureAwait(false);
        }
        catch (SlaCriterionException exception)
        {
            GiveUp(work.Planned, exception);
        }
    }

    private async Task SearchAsync(CaseWork work, CancellationToken cancellationToken)
    {
        var planned = work.Planned;
        SlaSearchEvent? awaited = null;
        var stored = 0;
        var runs = new WarmedRuns(_executor, _definition, planned);
        FailedRun? lastFailure = null;
        var finished = new Dictionary<CaseLoad, HashSet<int>>();
        var searched = 0;
        var progress = new SearchProgress(item =>
        {
            if (item is SlaRunStarting)
            {
                // The search asks for a run; it begins once its server is ready, and warm.
                awaited = item;
                return;
            }

            Foresee(item);
            _tracker.Report(now => new SearchProgressed(now, planned, item));
        });
        var walk = new SearchWalk(_definition, _search, _outcome.BestLoads, _parts.TimeProvider);
        await foreach (
            var result in walk.RunAsync(planned, FindStoredAsync, MeasureAsync, progress, cancellationToken).ConfigureAwait(false)
        )
        {
            await _parts
                .Session.SaveAnswerAsync(
                    planned.Case,
                    SearchAnswerName.Of(result.ServiceLevel, result.Variable),
                    SearchAnswerFile.Write(result, _search.PruneServers),
                    CancellationToken.None
                )
                .ConfigureAwait(false);
            _outcome.Answers.Add(new CaseAnswer(planned, result));
            if (!result.IsAnswered)
            {
                _outcome.Failures.Add(lastFailure ?? MissingMetric(planned, result));
            }
        }

        await CompleteLoadsAsync(planned, finished).ConfigureAwait(false);
        _tracker.ReleaseUnused(work.CountedRuns, finished.Values.Sum(numbers => numbers.Count));

        // Searches for further SLAs share the runs of the first: they need little more than those that confirm their answers.
        void Foresee(SlaSearchEvent item)
        {
            searched += item is SlaSearchFinished ? 1 : 0;
            if (item is SlaRunFinished { RunsLeft: { } left })
            {
                var others = Math.Max(0, _search.ServiceLevels.Count - searched - 1);
                _tracker.Foresee(
                    work.CountedRuns,
                    finished.Values.Sum(numbers => numbers.Count) + left + (others * 2 * _definition.RunsPerCase)
                );
            }
        }

        async ValueTask<ResultDocument?> FindStoredAsync(SlaRunRequest run, CancellationToken token)
        {
            var measured = SearchPlan.AtLoad(planned.Case, run);
            var found = await _parts.Session.FindRunAsync(measured, run.RunNumber, token).ConfigureAwait(false);
            if (found is not null)
            {
                CountFinished(measured.Load!, run.RunNumber);
                stored++;
                _tracker.CountStored(isKnown: stored <= work.FinishedCount);
            }

            return found?.Document;
        }

        async Task<BenchmarkResult> MeasureAsync(SlaRunRequest run, CancellationToken token)
        {
            var measured = SearchPlan.AtLoad(planned.Case, run);
            var result = await runs.RunAsync(measured, run.ApplyTo(planned.Case.BenchParameters), run.RunNumber, token, Begin)
                .ConfigureAwait(false);
            if (result.IsSuccess)
            {
                CountFinished(measured.Load!, run.RunNumber);
            }
            else
            {
                lastFailure = new FailedRun(measured, run.RunNumber, result.Failure);
            }

            return result;
        }

        void Begin() => _tracker.Report(now => new SearchProgressed(now, planned, awaited!));

        void CountFinished(CaseLoad load, int runNumber)
        {
            if (!finished.TryGetValue(load, out var numbers))
            {
                finished[load] = numbers = [];
            }

            numbers.Add(runNumber);
        }
    }

    /// <summary>Fails the searches of a case where a criterion of the host's own throws; a resume begins them again.</summary>
    private void GiveUp(PlannedCase planned, SlaCriterionException exception)
    {
        var failure = new BenchmarkFailure(BenchmarkFailureReason.Exception, exception.Message);
        Log.PartThrew(_parts.Logger, $"A criterion of the searches of {planned.Name}", exception);
        _outcome.Failures.Add(new FailedRun(planned.Case, 0, failure));
        _tracker.CountFailed();
        _tracker.Report(now => new RunFailed(now, planned, 0, failure));
    }

    private static FailedRun MissingMetric(PlannedCase planned, SlaSearchResult result) =>
        new(
            planned.Case,
            0,
            new BenchmarkFailure(BenchmarkFailureReason.MissingMetric, result.Problem ?? "A metric of the SLA is missing.")
        );

    /// <summary>Summarizes the loads of which every run has a result; a run that completed nothing leaves a gap, and its load no
    /// summary.</summary>
    private async Task CompleteLoadsAsync(PlannedCase planned, Dictionary<CaseLoad, HashSet<int>> finished)
    {
        foreach (var (load, runs) in finished)
        {
            if (runs.Max() == runs.Count - 1)
            {
                await _parts
                    .Session.CompleteCaseAsync(planned.Case with { Load = load }, runs.Count, CancellationToken.None)
                    .ConfigureAwait(false);
            }
        }
    }

    /// <summary>Hands progress on at once; <see cref="Progress{T}"/> would post it elsewhere and lose the order.</summary>
    private sealed class SearchProgress(Action<SlaSearchEvent> report) : IProgress<SlaSearchEvent>
    {
        public void Report(SlaSearchEvent value) => report(value);
    }
}
