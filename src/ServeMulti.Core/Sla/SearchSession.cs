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
    double? loadToBeat = null
)
{
    /// <summary>A run that gives no measurement, or cannot judge its load, is tried once more.</summary>
    private const int MostTries = 2;

    private readonly ISearchMethod _method = Choose(level, variable, options, pool, loadToBeat);
    private int _runs;
    private int _storedRuns;

    public async Task<SlaSearchResult> RunAsync(CancellationToken cancellationToken)
    {
        var start = timeProvider.GetTimestamp();
        var end = FindEnd(pool.All.Where(r => r.Figures is not null).Select(r => r.Figures!));
        while (end is null && _method.Next() is { } wish)
        {
            end = await RunOnceAsync(wish, cancellationToken).ConfigureAwait(false);
        }

        var answer =
            end is null ? _method.Answer!
            : end.Outcome == SlaSearchOutcome.Unjudged ? _method.Conclude() with { Outcome = end.Outcome }
            : new(end.Outcome);
        SlaProbe[] probes = [.. pool.AllLoads.Select(Describe)];
        var bracket = ProbeBracket.Of(answer, probes);
        return new()
        {
            ServiceLevel = level,
            Variable = variable,
            Options = options,
            Outcome = answer.Outcome,
            Load = answer.Load,
            AtLeast = answer.AtLeast,
            Interval = answer.Interval,
            Binding = answer.Binding,
            Passing = bracket.Passing,
            Failing = bracket.Failing,
            IsNonMonotone = bracket.IsNonMonotone,
            PromptsNeeded = answer.PromptsNeeded,
            RunNoise = answer.RunNoise,
            MoreRunsNeeded = answer.MoreRunsNeeded,
            Probes = probes,
            Runs = _runs,
            StoredRuns = _storedRuns,
            Elapsed = timeProvider.GetElapsedTime(start),
            Problem = end?.Problem,
            SteadyFailures = answer.Binding?.Kind == SlaBindingKind.FailedRequests ? FindSteadyFailures() : null,
        };
    }

    private static ISearchMethod Choose(
        ServiceLevel level,
        LoadVariable variable,
        SlaSearchOptions options,
        RunPool pool,
        double? loadToBeat
    )
    {
        ISearchMethod method =
            options.Method == SlaSearchMethod.Bisection
                ? new BisectionSearch(level, variable, options, pool)
                : new AdaptiveSearch(level, variable, options, pool);
        return loadToBeat is { } load ? new LoadToBeat(load, level, variable, options, pool, method) : method;
    }

    /// <summary>Fulfils one wish; returns why the search cannot go on, or null.</summary>
    private async Task<SearchEnd?> RunOnceAsync(RunWish wish, CancellationToken cancellationToken)
    {
        if (FindUnjudged(wish.Load) is { } known)
        {
            return known;
        }

        _runs++;
        for (var tries = 0; ; )
        {
            cancellationToken.ThrowIfCancellationRequested();
            var request = new SlaRunRequest(variable, wish.Load, wish.Prompts, pool.NextNumberAt(wish.Load));
            if (findStoredRun is not null && await findStoredRun(request, cancellationToken).ConfigureAwait(false) is { } stored)
            {
                var figures = RunFigures.Of(stored, request.Prompts);
                if (StoredRunFit.FindProblem(figures, request, options.FixedPrompts) is { } unfit)
                {
                    SetAside(request, figures, unfit, cannotJudge: false, wasStored: true);
                    continue;
                }

                // It counts as a try, as it did when it was made: a search that was interrupted ends as it would have.
                if (FindReason(figures, request) is { } reason)
                {
                    SetAside(request, figures, reason, cannotJudge: true, wasStored: true);
                    if (FindUnjudged(wish.Load) is { } end)
                    {
                        return end;
                    }

                    continue;
                }

                _storedRuns++;
                return Accept(request, figures, wasStored: true);
            }

            tries++;
            var result = await MeasureAsync(request, isLastTry: tries >= MostTries, cancellationToken).ConfigureAwait(false);
            if (result.IsSuccess)
            {
                var figures = RunFigures.Of(result.Document, request.Prompts);
                if (FindReason(figures, request) is not { } reason)
                {
                    return Accept(request, figures, wasStored: false);
                }

                SetAside(request, figures, reason, cannotJudge: true, wasStored: false);
                if (FindUnjudged(wish.Load) is { } end)
                {
                    return end;
                }
            }
            else if (!IsNoMeasurement(result))
            {
                pool.Add(new PoolRun(request.Load, request.Prompts, null, request.RunNumber));
                return null;
            }
            else if (tries >= MostTries)
            {
                return new(
                    SlaSearchOutcome.NotMeasured,
                    $"Run {request.RunNumber} at {variable.Name}={request.LoadValue} gave no result twice: {Excerpt.OneLine(result.Failure.Message)}"
                );
            }
        }
    }

    private async Task<BenchmarkResult> MeasureAsync(SlaRunRequest request, bool isLastTry, CancellationToken cancellationToken)
    {
        progress?.Report(new SlaRunStarting(level, request));
        var result = await measure(request, cancellationToken).ConfigureAwait(false);
        if (!result.IsSuccess)
        {
            progress?.Report(new SlaRunFailed(level, request, result.Failure, IsNoMeasurement(result) && !isLastTry));
        }

        return result;
    }

    /// <summary>Returns why a run cannot judge its load; null if it can.</summary>
    private string? FindReason(RunFigures figures, SlaRunRequest request) =>
        figures.Completed > 0 && !IsEstimate(request) ? UnjudgedRun.FindReason(figures.Document) : null;

    /// <summary>Ends the search where the last runs at a load could not judge it; null if one more may.</summary>
    private SearchEnd? FindUnjudged(double load) =>
        pool.UnjudgedSinceLastAt(load) is { Count: >= MostTries } runs
            ? new(
                SlaSearchOutcome.Unjudged,
                $"Two runs in a row at {variable.Name}={new SlaRunRequest(variable, load, 1, 0).LoadValue} cannot judge it: {runs[^1].Reason} {UnjudgedRun.Advise(runs[^1].Figures.Document)}"
            )
            : null;

    /// <summary>The burst that an adaptive search begins with is an estimate of the capacity: what the load generator managed is good
    /// enough for that.</summary>
    private bool IsEstimate(SlaRunRequest request) =>
        options.Method == SlaSearchMethod.Adaptive
        && variable.IsBuiltIn
        && request.Load == options.MaxLoad
        && pool.At(request.Load).Count == 0;

    private void SetAside(SlaRunRequest request, RunFigures figures, string reason, bool cannotJudge, bool wasStored)
    {
        pool.Add(new UnusableRun(request.Load, request.RunNumber, figures, reason, cannotJudge));
        var next = cannotJudge && FindUnjudged(request.Load) is null ? " The run is repeated once." : "";
        progress?.Report(new SlaRunFinished(level, request, SlaVerdict.Invalid(reason + next), wasStored));
    }

    private SearchEnd? Accept(SlaRunRequest request, RunFigures figures, bool wasStored)
    {
        var isAnswered = figures.Completed > 0;
        pool.Add(
            new PoolRun(request.Load, figures.Prompts, isAnswered ? figures : null, request.RunNumber)
            {
                Asked = request.Prompts,
                CanCount = UnjudgedRun.FindReason(figures.Document) is null,
            }
        );
        progress?.Report(new SlaRunFinished(level, request, Judge(request.Load, [figures]), wasStored) { RunsLeft = _method.RunsLeft });
        return isAnswered ? FindEnd([figures]) : null;
    }

    /// <summary>Returns whether a run says nothing at all; one that completed nothing says that the server failed.</summary>
    private static bool IsNoMeasurement(BenchmarkResult result) =>
        result is { IsSuccess: false, Failure.Reason: not BenchmarkFailureReason.NothingCompleted };

    /// <summary>Finds why there can be no answer from such results; null if there can.</summary>
    private SearchEnd? FindEnd(IEnumerable<RunFigures> runs)
    {
        RunFigures[] figures = [.. runs];
        return VerdictJudge.FindMissingMetric(level, figures) is { } missing ? new(SlaSearchOutcome.NotMeasured, missing)
            : variable.IsRate && options.Rules.SustainedShare > 0 && SustainedRule.FindProblem(figures) is { } unknown
                ? new(SlaSearchOutcome.SustainedUnknown, unknown)
            : null;
    }

    private SlaProbe Describe(double load)
    {
        var runs = pool.At(load);
        var unusable = pool.UnusableAt(load);
        RunFigures[] counted = [.. runs.Where(r => r.Counts && r.Figures is not null).Select(r => r.Figures!)];
        var own =
            counted.Length > 0 ? Judge(load, counted)
            : runs.Any(r => r.Counts && r.Figures is null) ? new() { Kind = SlaVerdictKind.Missed, Binding = SlaBinding.NothingCompleted }
            : SlaVerdict.Invalid(unusable.Count > 0 ? unusable[0].Reason : "No run at this load counts.");
        var verdict =
            own.Kind == SlaVerdictKind.Invalid || _method.VerdictAt(load) is not { } taken || taken.Binding == own.Binding
                ? own
                : own with
                {
                    Kind = taken.Binding is null ? SlaVerdictKind.Met : SlaVerdictKind.Missed,
                    Binding = taken.Binding,
                };
        var described = runs.Select(r => new SlaProbeRun(r.Number, (int)r.Prompts, r.Counts, r.Throughput, Checks(r.Figures)))
            .Concat(
                unusable.Select(r => new SlaProbeRun(r.Number, (int)r.Figures.Prompts, false, r.Figures.Throughput, Checks(r.Figures))
                {
                    Problem = r.Reason,
                })
            );
        return new(load, verdict, [.. described.OrderBy(r => r.RunNumber)]) { IsOverruled = verdict.Kind != own.Kind };
    }

    /// <summary>Judges runs at a load as the method does: the last answers of a run may take as long as those of an uncrowded
    /// one.</summary>
    private SlaVerdict Judge(double load, RunFigures[] runs, SlaRules? rules = null)
    {
        var drain = new DrainTime(pool);
        var verdict = VerdictJudge.Judge(
            level,
            runs,
            rules ?? options.Rules,
            variable.IsRate ? load : null,
            run => drain.KeepMargin(run, load, options.Rules.SustainedShare)
        );
        var isTooShort =
            verdict.Kind == SlaVerdictKind.Met
            && options.Method == SlaSearchMethod.Adaptive
            && variable.IsRate
            && options.Rules.SustainedShare > 0
            && runs.Sum(run => run.Prompts * SustainedRule.ShortMargin(run, load, options.SustainedLatencies)) > 0;
        return isTooShort ? verdict with { Kind = SlaVerdictKind.Missed, Binding = SlaBinding.TooShort } : verdict;
    }

    /// <summary>Checks the loads that fail only because of failed requests; the burst is not one of them.</summary>
    private SteadyFailures? FindSteadyFailures() =>
        SteadyFailureTest.Find(
            pool.Loads.Where(load => load < options.MaxLoad)
                .Select(load =>
                    (
                        Load: load,
                        Runs: (IReadOnlyList<RunFigures>)
                            [.. pool.At(load).Where(run => run.Counts && run.Figures is not null).Select(run => run.Figures!)]
                    )
                )
                .Where(one =>
                    one.Runs.Count > 0
                    && Judge(one.Load, [.. one.Runs], options.Rules with { FailedShareLimit = 1 }).Kind == SlaVerdictKind.Met
                ),
            options.Rules.FailedShareLimit
        );

    private CriterionCheck[] Checks(RunFigures? figures) =>
        figures is null ? [] : [.. level.Select(c => CriterionCheck.Of(c, RunFigures.Find(figures.Document, c.Metric)))];

    /// <summary>Why a search has no answer.</summary>
    private sealed record SearchEnd(SlaSearchOutcome Outcome, string Problem);
}
