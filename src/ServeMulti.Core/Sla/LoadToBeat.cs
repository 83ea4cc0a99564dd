using ServeMulti.Sla.Methods;

namespace ServeMulti.Sla;

/// <summary>Probes a load that is to be beaten before a search begins, and ends the search where the SLA is clearly missed there.
/// Pure.</summary>
/// <remarks>
/// A wrong end would hide the best server, so a clear miss is two runs, each beyond noise. The burst goes first, so that neither of them
/// meets a cold server. Only an upper limit, and a rate that is not sustained, also exclude every larger load.
/// </remarks>
internal sealed class LoadToBeat(
    double load,
    ServiceLevel level,
    LoadVariable variable,
    SlaSearchOptions options,
    RunPool pool,
    ISearchMethod search
) : ISearchMethod
{
    /// <summary>The most runs that are made beside those of the search: the burst and both probes.</summary>
    public const int MostRuns = 1 + Probes;

    private const int Probes = 2;

    /// <summary>
    /// A quarter beyond the target. From run to run a 99th percentile of 200 requests varies by 15 %, more near saturation: two such runs
    /// in a row are rare at the edge itself, and a server that would win is well within its target here.
    /// </summary>
    private const double ClearlyMissed = 1.25;

    /// <summary>A tenth below the share that a sustained rate reaches.</summary>
    private const double ClearlyNotSustained = 1.1;

    private readonly double _load = variable.Round(load, Math.Floor);
    private SearchAnswer? _pruned;
    private bool _isSearching;

    public SearchAnswer? Answer => _pruned ?? search.Answer;

    public int? RunsLeft => _pruned is null ? search.RunsLeft : 0;

    public SearchAnswer Conclude() => _isSearching ? search.Conclude() : new(SlaSearchOutcome.BudgetSpent);

    public LoadVerdict? VerdictAt(double load) =>
        _pruned is null ? search.VerdictAt(load)
        : load == _load ? new(_pruned.Binding)
        : null;

    public RunWish? Next()
    {
        if (!_isSearching && _pruned is null)
        {
            if (Probe() is { } wish)
            {
                return wish;
            }
        }

        return _isSearching ? search.Next() : null;
    }

    private RunWish? Probe()
    {
        if (pool.At(options.MaxLoad).Count == 0)
        {
            return new(options.MaxLoad, options.BasePrompts);
        }

        // The burst is not a probe, even if its load is the load to beat.
        PoolRun[] runs = [.. pool.At(_load).Skip(_load == options.MaxLoad ? 1 : 0)];
        _isSearching = _load > options.MaxLoad || runs.Any(run => !IsClearlyMissed(run, isLast: run == runs[^1] && runs.Length >= Probes));
        if (_isSearching)
        {
            return null;
        }

        if (runs.Length < Probes)
        {
            // The longer second run shows whether latencies grow with its length, as they do under overload alone.
            return new(
                _load,
                new PromptPlan(variable, options).For(_load, pool.BestThroughput, runs.Length == 0 ? 1 : options.ConfirmFactor)
            );
        }

        pool.At(options.MaxLoad)[0].Counts = false;
        _pruned = new(SlaSearchOutcome.Pruned) { Failing = _load, Binding = BindingOf(runs) };
        return null;
    }

    private bool IsClearlyMissed(PoolRun run, bool isLast) =>
        run.Figures is not { } figures
        || level.Any(criterion => IsClearlyMissed(criterion, figures))
        || KeepMargin(figures, isLast) >= Math.Log(ClearlyNotSustained);

    private static bool IsClearlyMissed(ISlaCriterion criterion, RunFigures figures) =>
        !criterion.IsLowerLimit && criterion.MarginOf(RunFigures.Find(figures.Document, criterion.Metric)) >= Math.Log(ClearlyMissed);

    /// <summary>The first run may only end late for its slow answers; the last one has others to be compared with.</summary>
    private double KeepMargin(RunFigures figures, bool isLast) =>
        !variable.IsRate || options.Rules.SustainedShare <= 0 ? double.NaN
        : isLast ? new DrainTime(pool).KeepMargin(figures, _load, options.Rules.SustainedShare)
        : SustainedRule.KeepMargin(figures, _load, options.Rules.SustainedShare);

    /// <summary>Names what all probes miss clearly, the worst of it; else that the load was not sustained, or that nothing was
    /// completed.</summary>
    private SlaBinding BindingOf(PoolRun[] runs)
    {
        RunFigures[] answered = [.. runs.Where(run => run.Figures is not null).Select(run => run.Figures!)];
        var worst = level
            .Where(criterion => Array.Exists(answered, figures => IsClearlyMissed(criterion, figures)))
            .MaxBy(criterion => answered.Max(figures => criterion.MarginOf(RunFigures.Find(figures.Document, criterion.Metric))));
        return worst is not null ? SlaBinding.Of(worst)
            : answered.Length > 0 ? SlaBinding.NotSustained
            : SlaBinding.NothingCompleted;
    }
}
