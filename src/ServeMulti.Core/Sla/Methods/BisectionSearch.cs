namespace ServeMulti.Sla.Methods;

/// <summary>A burst, doubling from the throughput it reached, then bisection of whole numbers, with all runs at every load.</summary>
/// <remarks>
/// The search of vLLM's serve_multi.py with its faults fixed: a burst that fails bounds from above; nothing fails, the burst included, is
/// an answer of its own, and so is nothing passes; load 0 is never run, and no load twice.
/// </remarks>
internal sealed class BisectionSearch : ISearchMethod
{
    private readonly ServiceLevel _level;
    private readonly LoadVariable _variable;
    private readonly SlaSearchOptions _options;
    private readonly RunPool _pool;
    private readonly RunClock _clock;
    private readonly PromptPlan _prompts;
    private readonly DrainTime _drain;
    private readonly IEnumerator<RunWish> _steps;
    private readonly Dictionary<double, SlaVerdict> _verdicts = [];
    private double _capacity;
    private int _spent;

    public BisectionSearch(ServiceLevel level, LoadVariable variable, SlaSearchOptions options, RunPool pool)
    {
        (_level, _variable, _options, _pool, _clock) = (level, variable, options, pool, new(variable, options));
        _prompts = new(variable, options);
        _drain = new(pool);
        _steps = Search().GetEnumerator();
    }

    public SearchAnswer? Answer { get; private set; }

    /// <summary>Unknown, because the number of doublings is not known.</summary>
    public int? RunsLeft => Answer is null ? null : 0;

    private bool IsSustainedRuleOn => _variable.IsRate && _options.Rules.SustainedShare > 0;

    public RunWish? Next() => _steps.MoveNext() ? _steps.Current : null;

    public SearchAnswer Conclude()
    {
        var met = _verdicts.Where(one => one.Value.Kind == SlaVerdictKind.Met).Select(one => one.Key).DefaultIfEmpty(0).Max();
        double[] missed = [.. _verdicts.Where(one => one.Value.Kind == SlaVerdictKind.Missed && one.Key > met).Select(one => one.Key)];
        Finish(met, missed.Length > 0 ? missed.Min() : null);
        return Answer!;
    }

    /// <summary>Returns the verdict with which a load was decided; later runs at other loads do not change it.</summary>
    public LoadVerdict? VerdictAt(double load) =>
        _verdicts.TryGetValue(load, out var verdict) && verdict.Kind != SlaVerdictKind.Invalid ? new(verdict.Binding) : null;

    private IEnumerable<RunWish> Search()
    {
        var max = _options.MaxLoad;
        var left = Math.Ceiling(_options.MinLoad ?? 1) - 1;
        double? right = null;

        foreach (var wish in Measure(max))
        {
            yield return wish;
        }

        var start = Math.Max(left + 1, EstimateStart(max));
        for (var load = start; right is null && load < max; load *= 2)
        {
            foreach (var wish in Measure(load))
            {
                yield return wish;
            }

            (left, right) = Passes(load) ? (load, right) : (left, load);
        }

        if (right is null && Passes(max))
        {
            Finish(max, null);
            yield break;
        }

        var high = right ?? max;
        while (high - left > 1)
        {
            // The end of the range may be no whole number: half way to it may round down to where the bracket begins.
            var middle = Math.Max(left + 1, Math.Floor((left + high) / 2));
            foreach (var wish in Measure(middle))
            {
                yield return wish;
            }

            (left, high) = Passes(middle) ? (middle, high) : (left, middle);
        }

        Finish(left, high);
    }

    private IEnumerable<RunWish> Measure(double load)
    {
        var prompts = load == _options.MaxLoad ? _prompts.ForBurst : _prompts.For(load, _capacity);
        while (_pool.At(load).Count < _options.RunsPerLoad && _spent < _options.BudgetOrDefault && !_clock.IsSpent)
        {
            _spent++;
            yield return new(load, prompts);
            _clock.Add(_pool.At(load));
        }

        var runs = _pool.At(load);
        _capacity = runs.Select(r => r.Throughput).Append(_capacity).Max();
        _verdicts[load] = runs.Count < _options.RunsPerLoad ? SlaVerdict.Invalid("The budget of runs was spent.") : Judge(load, runs);
    }

    private SlaVerdict Judge(double load, IReadOnlyList<PoolRun> runs) =>
        runs.Any(r => r.Figures is null)
            ? new() { Kind = SlaVerdictKind.Missed, Binding = SlaBinding.NothingCompleted }
            : VerdictJudge.Judge(
                _level,
                [.. runs.Select(r => r.Figures!)],
                _options.Rules,
                IsSustainedRuleOn ? load : null,
                r => _drain.KeepMargin(r, load, _options.Rules.SustainedShare)
            );

    private bool Passes(double load) => _verdicts[load].Kind == SlaVerdictKind.Met;

    /// <summary>No result says how much of a variable of the host's own the server carried: doubling begins at the smallest load.</summary>
    private double EstimateStart(double burst)
    {
        if (!_variable.IsBuiltIn)
        {
            return 1;
        }

        var mean = _pool
            .At(burst)
            .Select(r => r.Figures is { } f && LoadEstimate.TryFind(f.Document, _variable.Name, out var load) ? load : 0)
            .DefaultIfEmpty(0)
            .Average();
        return double.IsFinite(mean) ? Math.Ceiling(mean) : 1;
    }

    private void Finish(double left, double? right)
    {
        var isSpent = _verdicts.Values.Any(v => v.Kind == SlaVerdictKind.Invalid);
        double? load = _verdicts.TryGetValue(left, out var verdict) && verdict.Kind == SlaVerdictKind.Met ? left : null;
        var binding = right is { } failing ? _verdicts[failing].Binding : null;
        Answer = new(
            isSpent ? SlaSearchOutcome.BudgetSpent
            : load is null ? SlaSearchOutcome.NothingPasses
            : right is null ? SlaSearchOutcome.AboveRange
            : binding?.Kind == SlaBindingKind.NotSustained ? SlaSearchOutcome.Capacity
            : SlaSearchOutcome.Bounded
        )
        {
            Load = load is { } x && right is not null && IsSustainedRuleOn ? Math.Min(x, AchievedAt(x)) : load,
            Passing = load,
            Failing = right is { } f && _verdicts[f].Kind == SlaVerdictKind.Missed ? right : null,
            Binding = binding,
        };
    }

    private double AchievedAt(double load)
    {
        var achieved = _pool.At(load).Sum(r => r.Figures!.Completed) / _pool.At(load).Sum(r => r.Figures!.Seconds);
        return double.IsFinite(achieved) ? achieved : load;
    }
}
