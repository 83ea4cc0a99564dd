namespace ServeMulti.Sla.Methods;

/// <summary>One run per load, each long enough for it; all runs make one bracket; the answer is confirmed by longer runs and may lose its
/// place.</summary>
internal sealed class AdaptiveSearch : ISearchMethod
{
    /// <summary>A rate that passed is lowered for luck by no more than to this share of it: its own runs weigh more than the model of all
    /// others.</summary>
    private const double MostLuck = 0.85;

    /// <summary>A bracket wider than this is always narrowed, whatever the model of the margins.</summary>
    private const double NearRatio = 1.25;

    /// <summary>A passing end so near to the middle of where the edge may lie is taken for it: at most this share, and at most
    /// <see cref="NearOfTolerance"/> of the tolerance.</summary>
    private const double MostNear = 0.04;
    private const double NearOfTolerance = 1 / 3.0;

    /// <summary>With fewer repeats than this the noise is unknown: the estimate is then only the prior of the model.</summary>
    private const int RepeatsThatTell = 3;

    /// <summary>Finding a load that passes and one that fails takes about so many runs.</summary>
    private const int RunsToAnEnd = 4;

    private readonly LoadVariable _variable;
    private readonly SlaSearchOptions _options;
    private readonly RunPool _pool;
    private readonly AdaptiveRuns _runs;
    private readonly RisingCriteria _rising;
    private readonly NextLoad _nextLoad;
    private readonly IntervalGoal _goal;
    private readonly MarginTable _table;
    private readonly Dictionary<double, LoadVerdict> _verdicts = [];
    private readonly IEnumerator<RunWish> _steps;

    public AdaptiveSearch(ServiceLevel level, LoadVariable variable, SlaSearchOptions options, RunPool pool)
    {
        (_variable, _options, _pool) = (variable, options, pool);
        _table = new(level, variable, options, pool);
        _rising = new(level, _table, pool);
        _runs = new(_table, _rising, variable, options, pool);
        _nextLoad = new(variable, options, _runs);
        _goal = new(_table, _rising, variable, options, pool);
        _steps = Search().GetEnumerator();
    }

    public SearchAnswer? Answer { get; private set; }

    public int? RunsLeft => Answer is null ? Math.Min(_runs.Left, RunsToClose(_runs.Fit())) : 0;

    public RunWish? Next() => _steps.MoveNext() ? _steps.Current : null;

    public SearchAnswer Conclude()
    {
        Finish(SlaSearchOutcome.BudgetSpent);
        return Answer!;
    }

    public LoadVerdict? VerdictAt(double load) => _verdicts.GetValueOrDefault(load);

    private IEnumerable<RunWish> Search()
    {
        foreach (var wish in _runs.Burst())
        {
            yield return wish;
        }

        SlaSearchOutcome? why = null;
        while (why is null)
        {
            _rising.Join();
            _runs.JudgeBurst();
            var fit = _runs.Fit();
            var before = _runs.Spent;
            var isSpent = _runs.Left <= _runs.MissingAt(fit.Low);
            if (isSpent || IsDone(fit))
            {
                foreach (var wish in Settle(fit))
                {
                    yield return wish;
                }

                why =
                    _runs.Spent > before && _runs.Left > 0 ? null
                    : isSpent && !IsDone(_runs.Fit()) ? SlaSearchOutcome.BudgetSpent
                    : SlaSearchOutcome.Bounded;
            }
            else if (NextRun(fit) is { } next)
            {
                foreach (var wish in _runs.Run(next.Load, next.Boost))
                {
                    yield return wish;
                }
            }
            else
            {
                why = SlaSearchOutcome.Bounded;
            }

            if (why is not null && _runs.Left > 0 && (NextForDeferred() ?? NextForOverload()) is { } probe)
            {
                why = null;
                foreach (var wish in _runs.Run(probe, 1))
                {
                    yield return wish;
                }
            }
        }

        Finish(why.Value);
    }

    /// <summary>Returns the load of the next run and how much longer than the shortest it is: first the bracket is closed, then the
    /// interval narrowed.</summary>
    private (double Load, double Boost)? NextRun(BracketFit fit) =>
        HasBracket(fit) && fit.LowIndex >= 0 && fit.High is not null ? _goal.Choose(fit, _runs.Posterior())
        : _nextLoad.After(fit) is { } load ? (load, _goal.BoostAt(fit, load))
        : null;

    /// <summary>Brings the answer to its full number of runs, the later ones longer.</summary>
    private IEnumerable<RunWish> Settle(BracketFit fit)
    {
        var low = fit.Low;
        while (_runs.MissingAt(low) > 0 && _runs.Left > 0)
        {
            foreach (var wish in _runs.Run(low, _options.ConfirmFactor))
            {
                yield return wish;
            }

            if (_runs.Fit() is var now && now.Worst[now.IndexOf(low)] > 0)
            {
                yield break;
            }
        }
    }

    /// <summary>Returns whether the search may end: nothing lies above or below, or both ends are supported and the interval is as narrow
    /// as asked.</summary>
    private bool IsDone(BracketFit fit) =>
        HasBracket(fit) && (fit.LowIndex < 0 || fit.High is null || _goal.IsReached(fit, _runs.Posterior()));

    /// <summary>Returns about how many runs are missing: those that halve the bracket until it is close, those that narrow the interval,
    /// those that confirm the answer.</summary>
    private int RunsToClose(BracketFit fit)
    {
        if (_options.Tolerance <= EdgePosterior.ModelError)
        {
            // No interval becomes so narrow: all of the budget is spent on it.
            return _runs.Left;
        }

        if (fit.LowIndex < 0 || fit.High is not { } high)
        {
            return RunsToAnEnd + _options.RunsPerLoad;
        }

        var edge = _runs.Posterior();
        var halvings = HasBracket(fit) ? 0 : (int)Math.Ceiling(Math.Max(1, Math.Log2(Math.Log(high / fit.Low) / MostNear)));
        return halvings + Math.Max(_goal.RunsNeeded(fit, edge, _runs.Left), _runs.MissingAt(fit.Low));
    }

    /// <summary>Returns whether the bracket is as close as it need be.</summary>
    private bool HasBracket(BracketFit fit)
    {
        if (fit.Loads.Length == 0)
        {
            return false;
        }

        if (fit.High is not { } high)
        {
            return fit.Low >= _options.MaxLoad;
        }

        if (fit.LowIndex < 0)
        {
            return high <= _runs.Floor;
        }

        return (_variable.IsWhole ? high - fit.Low <= 1 : high <= fit.Low * (1 + _options.Resolution))
            || (high <= NearRatio * fit.Low && IsNearEdge(fit.Low));
    }

    /// <summary>Returns whether the passing end is as near to the middle of where the edge may lie as need be.</summary>
    private bool IsNearEdge(double low) =>
        Math.Abs(Math.Log(_runs.Posterior().Middle / low))
        <= Math.Max(_options.Resolution, Math.Min(MostNear, NearOfTolerance * _options.Tolerance));

    /// <summary>A limit from below that is missed at the answer may be met at a smaller load: goodput falls when the server is
    /// crowded.</summary>
    private double? NextForDeferred() => _rising.FindDeferredAt(_runs.Fit().Low) && _runs.Fit().LowIndex == 0 ? UntriedHalf() : null;

    /// <summary>If only the largest load was run and was not fully achieved, a run at a low load separates a slow end from
    /// overload.</summary>
    private double? NextForOverload() =>
        _runs.Fit() is { High: null, Loads.Length: 1 } fit
        && _table.Keep < _table.Count
        && !_options.FixedPrompts
        && _runs.AchievedAt(fit.Low, 0) < fit.Low * (1 - MarginTable.OverloadSeen(_pool.At(fit.Low).Sum(r => r.Prompts)))
            ? UntriedHalf()
            : null;

    private double? UntriedHalf()
    {
        var half = _runs.Round(_runs.Fit().Low / 2);
        return half >= _runs.Floor && _pool.At(half).Count == 0 ? half : null;
    }

    private void Finish(SlaSearchOutcome why)
    {
        var fit = _runs.Fit();
        var binding = fit.High is null ? null : _table.BindingOf(fit.Binding(fit.LowIndex + 1, _table));
        var outcome = OutcomeOf(fit, binding);
        NoteVerdicts(fit, outcome);
        var answer = new SearchAnswer(why)
        {
            Passing = fit.LowIndex < 0 ? null : fit.Low,
            Failing = fit.High,
            Binding = outcome == SlaSearchOutcome.Capacity ? SlaBinding.NotSustained : binding,
            IsNonMonotone = fit.IsNonMonotone,
        };
        Answer =
            fit.LowIndex < 0 ? answer with { Outcome = why == SlaSearchOutcome.BudgetSpent ? why : SlaSearchOutcome.NothingPasses }
            : _rising.FindMissedAt(fit.Low) is { } missed ? WithoutTheLowest(answer, fit, missed)
            : AtLow(answer with { Outcome = why == SlaSearchOutcome.BudgetSpent ? why : outcome }, fit);
    }

    /// <summary>Notes what each load is taken for, so that verdicts and bracket are one.</summary>
    private void NoteVerdicts(BracketFit fit, SlaSearchOutcome outcome)
    {
        for (var i = 0; i < fit.Loads.Length; i++)
        {
            if (i > fit.LowIndex)
            {
                var binding = _table.BindingOf(fit.Binding(i, _table));
                _verdicts[fit.Loads[i]] = new(
                    binding.Kind == SlaBindingKind.TooShort && outcome == SlaSearchOutcome.Capacity ? SlaBinding.NotSustained : binding
                );
            }
            else if (!fit.IsLifted(i))
            {
                _verdicts[fit.Loads[i]] = new(_rising.FindMissedAt(fit.Loads[i]) is { } missed ? SlaBinding.Of(missed) : null);
            }
        }
    }

    /// <summary>The largest load that meets the limits from above misses one from below: the answer is the largest load that meets all, if
    /// there is one.</summary>
    private SearchAnswer WithoutTheLowest(SearchAnswer answer, BracketFit fit, ISlaCriterion missed)
    {
        var at = Array.FindLastIndex(fit.Loads, load => _verdicts.GetValueOrDefault(load) is { Binding: null });
        answer = answer with { Binding = SlaBinding.Of(missed) };
        return at < 0
            ? answer with
            {
                Outcome = SlaSearchOutcome.Infeasible,
                Passing = null,
            }
            : answer with
            {
                Load = fit.Loads[at],
                Passing = fit.Loads[at],
                Failing = fit.Loads[at + 1],
            };
    }

    private SearchAnswer AtLow(SearchAnswer answer, BracketFit fit)
    {
        var load = fit.Low;
        var edge = _runs.Posterior();
        var achieved =
            !_variable.IsRate || answer.Outcome == SlaSearchOutcome.AboveRange ? load : Math.Min(load, _runs.AchievedAt(load, edge.Noise));
        var reported = !_variable.IsRate || fit.High is null ? achieved : WithoutLuck(achieved, edge);
        var interval = new LoadInterval(
            Math.Min(edge.Low, reported),
            fit.High is null ? double.PositiveInfinity : Math.Max(edge.High, load)
        );
        var half = Math.Log(interval.High / interval.Low) / 2;
        return answer with
        {
            Load = reported,
            AtLeast = _variable.IsWhole ? Math.Floor(Math.Min(edge.AtLeast, reported)) : Math.Min(edge.AtLeast, reported),
            Interval = interval,
            PromptsNeeded =
                answer.Outcome == SlaSearchOutcome.TooShort
                    ? (int)Math.Ceiling(Math.Min(int.MaxValue, _runs.PromptsToTell(fit.High!.Value)))
                    : null,
            RunNoise = _pool.Loads.Sum(x => Math.Max(0, _pool.CountAt(x) - 1)) >= RepeatsThatTell ? edge.Noise : null,
            MoreRunsNeeded = double.IsFinite(half) && half > _options.Tolerance ? _goal.RunsToNarrow(half, edge) : null,
        };
    }

    /// <summary>The highest rate that passed is one where runs were lucky: it is not reported above the middle of where all runs together
    /// place the edge.</summary>
    private static double WithoutLuck(double rate, EdgePosterior edge) => Math.Min(rate, Math.Max(edge.Middle, MostLuck * rate));

    private SlaSearchOutcome OutcomeOf(BracketFit fit, SlaBinding? binding) =>
        binding?.Kind switch
        {
            null => SlaSearchOutcome.AboveRange,
            SlaBindingKind.NotSustained => SlaSearchOutcome.Capacity,
            // One longer run decides: a run that was too short then passes, overload does not.
            SlaBindingKind.TooShort => fit.At(fit.LowIndex + 1, _table.Keep) > 0 || _runs.WasLengthened(fit.High!.Value)
                ? SlaSearchOutcome.Capacity
                : SlaSearchOutcome.TooShort,
            _ => SlaSearchOutcome.Bounded,
        };
}
