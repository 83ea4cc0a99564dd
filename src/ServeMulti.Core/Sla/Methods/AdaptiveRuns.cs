namespace ServeMulti.Sla.Methods;

/// <summary>Requests runs, repeats those that were too short with longer ones, and keeps the budget.</summary>
internal sealed class AdaptiveRuns(MarginTable table, RisingCriteria rising, LoadVariable variable, SlaSearchOptions options, RunPool pool)
{
    /// <summary>A run is repeated only where the longer one has this many times its prompts.</summary>
    private const double WorthRepeating = 1.3;

    /// <summary>A rate is of no interest below this share of the capacity.</summary>
    private const double FloorShare = 1 / 50.0;

    /// <summary>A run that falls behind by more than this share beyond what is allowed is overloaded, however short it is.</summary>
    private const double ClearlyOverloaded = 0.04;

    /// <summary>How much longer a run must be to separate slight overload from a slow end.</summary>
    private const double LongerToKeep = 2.5;

    /// <summary>How much longer than just long enough a repeated run is, because latencies grow with it.</summary>
    private const double LongerToTell = 1.5;

    /// <summary>Runs differ by so much that a higher throughput than under overload is luck down to this share of it; less is a
    /// collapse.</summary>
    private const double MostLuck = 0.95;

    /// <summary>Runs with this share of the requests of a full confirmation confirm an answer.</summary>
    private const double Confirmed = 0.8;

    private readonly PromptPlan _plan = new(variable, options);
    private readonly RunClock _clock = new(variable, options);
    private readonly EdgeEvidence _evidence = new(table, rising, options, pool);
    private readonly HashSet<double> _lengthened = [];

    /// <summary>Gets the number of runs that were requested so far.</summary>
    public int Spent { get; private set; }

    /// <summary>Gets the runs that the budget still holds; none where the time does not suffice for another.</summary>
    public int Left => _clock.IsSpent ? 0 : options.BudgetOrDefault - Spent;

    /// <summary>Gets the throughput that the burst reached, in req/s.</summary>
    public double BurstThroughput { get; private set; }

    /// <summary>Gets the worst margin of the SLA's criteria at the burst.</summary>
    public double BurstMargin { get; private set; }

    /// <summary>Gets the best throughput of any run, in req/s.</summary>
    public double Capacity => pool.BestThroughput;

    /// <summary>Gets the smallest load of interest.</summary>
    public double Floor => Math.Min(options.MaxLoad, options.MinLoad ?? (variable.IsWhole ? 1 : Round(CapacityGuess * FloorShare)));

    /// <summary>Gets a capacity to begin from, even if the burst gave none.</summary>
    public double CapacityGuess => BurstThroughput > 0 ? BurstThroughput : options.BasePrompts / options.RunTime.TotalSeconds;

    public BracketFit Fit() => BracketFit.Of(pool, table, rising.Active);

    public EdgePosterior Posterior() => _evidence.Find(CapacityGuess, Floor);

    /// <summary>Returns whether a criterion of the SLA, rather than saturation, makes the bracket's upper end fail.</summary>
    public bool IsBoundByCriterion(BracketFit fit) => table.IsCriterion(fit.Binding(fit.LowIndex + 1, table));

    public int CountAt(double load) => pool.CountAt(load);

    /// <summary>Returns how many confirming runs a load still needs: until it has the required number of runs and of requests.</summary>
    public int MissingAt(double load)
    {
        if (load <= 0)
        {
            return 0;
        }

        var runs = Math.Max(0, options.RunsPerLoad - pool.CountAt(load));
        var shortest = _plan.Shortest(load, Capacity);
        var wanted = Confirmed * shortest * (1 + (options.ConfirmFactor * (options.RunsPerLoad - 1)));
        var missing = wanted - pool.At(load).Where(r => r.Counts).Sum(r => Math.Max(r.Prompts, r.Asked));
        return options.FixedPrompts ? runs : Math.Max(runs, (int)Math.Ceiling(missing / (options.ConfirmFactor * shortest)));
    }

    public double Round(double load) => variable.Round(load);

    /// <summary>A burst estimates the capacity. It is evidence only if the server keeps up with the largest rate of interest. The first run
    /// of a variable of the host's own is a run like any other.</summary>
    public IEnumerable<RunWish> Burst()
    {
        var load = options.MaxLoad;
        if (pool.At(load).Count == 0)
        {
            Spent++;
            yield return new(load, _plan.ForBurst);
            _clock.Add(pool.At(load));
        }

        var burst = pool.At(load)[0];
        BurstThroughput = double.IsFinite(burst.Throughput) ? burst.Throughput : 0;
        JudgeBurst();
    }

    /// <summary>Takes the burst for evidence or not, by the criteria that take part in the search now.</summary>
    public void JudgeBurst()
    {
        var burst = pool.At(options.MaxLoad)[0];
        double[] margins =
        [
            .. Enumerable.Range(0, table.Count).Where(c => table.IsCriterion(c) && rising.MayBind(c)).Select(c => table.Of(burst, c)),
        ];
        BurstMargin = margins.Length == 0 ? double.NegativeInfinity : margins.Max();
        burst.Counts = variable.IsRate ? Passes(burst, criteriaOnly: false) : !variable.IsConcurrency || margins.Length == 0;
    }

    /// <summary>Requests a run. Once per load, a run that passes but is too short is repeated with a longer one.</summary>
    public IEnumerable<RunWish> Run(double load, double boost)
    {
        Spent++;
        yield return new(load, _plan.For(load, Capacity, boost));
        _clock.Add(pool.At(load));
        var run = pool.At(load)[^1];
        if (!CanLengthen(run) || !_lengthened.Add(load))
        {
            yield break;
        }

        var needed = Math.Max(
            LongerToTell * options.SustainedLatencies * run.Figures!.LatencySeconds,
            table.Of(run, table.Keep) > 0 ? LongerToKeep * run.Prompts / load : 0
        );
        _plan.SecondsToTell = Math.Min(options.MaxRunTime.TotalSeconds, Math.Max(_plan.SecondsToTell, needed));
        var prompts = _plan.For(load, Capacity, boost);
        if (prompts > WorthRepeating * run.Prompts)
        {
            run.Counts = false;
            Spent++;
            yield return new(load, prompts);
            _clock.Add(pool.At(load));
        }
    }

    /// <summary>Returns whether a load was run as long as it takes to tell, or as long as a run may last.</summary>
    public bool WasLengthened(double load) => _lengthened.Contains(load) || _plan.SecondsToTell >= options.MaxRunTime.TotalSeconds;

    /// <summary>Returns the rate that the server achieved at a load, in req/s, not counting the wait for the last answers: of all runs that
    /// count there together.</summary>
    /// <remarks>
    /// It is not above what it achieved at higher loads where it was overloaded, which is its capacity, unless its throughput collapsed
    /// there. Where runs saturated, their throughput is the capacity, which is known only as well as the noise and their number allow: that
    /// much is taken off.
    /// </remarks>
    /// <param name="load">The load.</param>
    /// <param name="noise">By which share the speed of the server differs from run to run.</param>
    public double AchievedAt(double load, double noise)
    {
        // Prompts that do not grow with the load end a burst of any rate well: what was achieved, wait and all, is then all that bounds the
        // answer.
        var drain = options.FixedPrompts || table.Keep >= table.Count ? 0 : new DrainTime(pool).LikelyAt(load);
        PoolRun[] runs = [.. pool.At(load).Where(r => r.Counts && r.Figures is not null)];
        PoolRun[] overloaded = [.. pool.All.Where(r => r.Counts && r.Figures is not null && r.Load > load && EdgeEvidence.IsSaturated(r))];
        var saturated = runs.Count(EdgeEvidence.IsSaturated);
        var here = EdgeEvidence.Achieved(runs, drain) * (saturated > 0 ? Math.Exp(-noise / Math.Sqrt(saturated + overloaded.Length)) : 1);
        var achieved = overloaded.Length > 0 ? Math.Min(here, Math.Max(MostLuck * here, EdgeEvidence.Achieved(overloaded, drain))) : here;
        return double.IsFinite(achieved) ? achieved : load;
    }

    /// <summary>Returns the prompts of a run at a load that would be long enough to show whether it is sustained.</summary>
    public double PromptsToTell(double load) => pool.At(load).Max(r => r.Prompts * Math.Exp(table.Of(r, table.Short)));

    private bool CanLengthen(PoolRun run) =>
        table.Short < table.Count
        && !options.FixedPrompts
        && run.Figures is not null
        && Left > 0
        && _plan.SecondsToTell < options.MaxRunTime.TotalSeconds
        && Passes(run, criteriaOnly: true)
        && table.Of(run, table.Keep) < ClearlyOverloaded
        && (table.Of(run, table.Keep) > 0 || table.Of(run, table.Short) > 0);

    private bool Passes(PoolRun run, bool criteriaOnly) =>
        Enumerable.Range(0, criteriaOnly ? table.Failed + 1 : table.Count).All(c => !rising.Active[c] || table.Of(run, c) <= 0);
}
