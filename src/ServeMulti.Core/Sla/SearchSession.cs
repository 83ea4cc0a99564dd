using ServeMulti.Benchmarking;
using ServeMulti.Parameters;
using ServeMulti.Sla.Methods;

namespace ServeMulti.Sla;

/// <summary>One search from its first run to its answer: carries wishes of the method to the benchmark and results back.</summary>
internal sealed class SearchSession(
    ServiceLevel level,
    LoadVariable variable,
    SlaSearchOptions options,
    RunPool pool,
    Func<SlaRunRequest, CancellationToken, ValueTask<ResultDocument?>>? findStoredRun,
    Func<SlaRunRequest, CancellationToken, Task<BenchmarkResult>> measure,
    IProgress<SlaSearchEvent>? progress,
    TimeProvider timeProvider,
    double? loadToBeat = null)
{
    private int _runs;
    private int _storedRuns;

    public async Task<SlaSearchResult> RunAsync(CancellationToken cancellationToken)
    {
        long start = timeProvider.GetTimestamp();
        ISearchMethod method = options.Method == SlaSearchMethod.Bisection
            ? new Bisection(level, variable, options, pool)
            : new Adaptive(level, variable, options, pool);
        method = loadToBeat is { } load ? new LoadToBeat(load, level, variable, options, pool, method) : method;
        string? problem = FindMissingMetric();
        while (problem is null && method.Next() is { } wish)
        {
            problem = await RunOnceAsync(wish, cancellationToken).ConfigureAwait(false);
        }

        SearchAnswer answer = problem is null ? method.Answer! : new(SlaSearchOutcome.NotMeasured);
        return new()
        {
            ServiceLevel = level,
            Variable = variable,
            Outcome = answer.Outcome,
            Load = answer.Load,
            AtLeast = answer.AtLeast,
            Interval = answer.Interval,
            Binding = answer.Binding,
            Passing = answer.Passing,
            Failing = answer.Failing,
            IsNonMonotone = answer.IsNonMonotone,
            PromptsNeeded = answer.PromptsNeeded,
            Probes = [.. pool.Loads.Select(Describe)],
            Runs = _runs,
            StoredRuns = _storedRuns,
            Elapsed = timeProvider.GetElapsedTime(start),
            Problem = problem,
        };
    }

    /// <summary>Fulfils one wish; returns why the search cannot go on, or null.</summary>
    private async Task<string?> RunOnceAsync(RunWish wish, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var request = new SlaRunRequest(variable, wish.Load, wish.Prompts, pool.At(wish.Load).Count);
        ResultDocument? stored = findStoredRun is null ? null : await findStoredRun(request, cancellationToken).ConfigureAwait(false);
        _runs++;
        if (stored is not null)
        {
            _storedRuns++;
            return Accept(request, stored, wasStored: true);
        }

        BenchmarkResult result = await MeasureAsync(request, isLastTry: false, cancellationToken).ConfigureAwait(false);
        if (IsNoMeasurement(result))
        {
            result = await MeasureAsync(request, isLastTry: true, cancellationToken).ConfigureAwait(false);
        }

        if (result.IsSuccess)
        {
            return Accept(request, result.Document, wasStored: false);
        }

        pool.Add(new(request.Load, request.Prompts, null));
        return IsNoMeasurement(result) ? $"Run {request.RunNumber} at {variable.Name}={request.LoadValue} gave no result twice: {Excerpt.OneLine(result.Failure.Message)}" : null;
    }

    private async Task<BenchmarkResult> MeasureAsync(SlaRunRequest request, bool isLastTry, CancellationToken cancellationToken)
    {
        progress?.Report(new SlaRunStarting(level, request));
        BenchmarkResult result = await measure(request, cancellationToken).ConfigureAwait(false);
        if (!result.IsSuccess)
        {
            progress?.Report(new SlaRunFailed(level, request, result.Failure, IsNoMeasurement(result) && !isLastTry));
        }

        return result;
    }

    private string? Accept(SlaRunRequest request, ResultDocument document, bool wasStored)
    {
        var figures = RunFigures.Of(document, request.Prompts);
        bool isAnswered = figures.Completed > 0;
        pool.Add(new(request.Load, figures.Prompts, isAnswered ? figures : null));
        progress?.Report(new SlaRunFinished(level, request, Judge(request.Load, [figures]), wasStored));
        return isAnswered ? VerdictJudge.FindMissingMetric(level, [figures]) : null;
    }

    /// <summary>Tells whether a run says nothing at all; one that completed nothing says that the server failed.</summary>
    private static bool IsNoMeasurement(BenchmarkResult result) => result is { IsSuccess: false, Failure.Reason: not BenchmarkFailureReason.NothingCompleted };

    private string? FindMissingMetric() => VerdictJudge.FindMissingMetric(level, pool.All.Where(r => r.Figures is not null).Select(r => r.Figures!));

    private SlaProbe Describe(double load)
    {
        IReadOnlyList<PoolRun> runs = pool.At(load);
        RunFigures[] counted = [.. runs.Where(r => r.Counts && r.Figures is not null).Select(r => r.Figures!)];
        SlaVerdict verdict = counted.Length > 0 ? Judge(load, counted)
            : runs.Any(r => r.Figures is null) ? new() { Kind = SlaVerdictKind.Missed, Binding = SlaBinding.NothingCompleted }
            : SlaVerdict.Invalid("No run at this load counts.");
        return new(load, verdict, [.. runs.Select((r, number) => new SlaProbeRun(number, (int)r.Prompts, r.Counts, r.Throughput, Checks(r)))]);
    }

    /// <summary>Judges runs at a load as the method does: the last answers of a run may take as long as those of an uncrowded one.</summary>
    private SlaVerdict Judge(double load, RunFigures[] runs)
    {
        var drain = new DrainTime(pool);
        return VerdictJudge.Judge(
            level, runs, options.Rules, variable.IsWhole ? null : load,
            run => drain.KeepMargin(run, load, options.Rules.SustainedShare));
    }

    private CriterionCheck[] Checks(PoolRun run) =>
        run.Figures is { } figures ? [.. level.Select(c => CriterionCheck.Of(c, RunFigures.Find(figures.Document, c.Metric)))] : [];
}
