using System.Globalization;
using ServeMulti.Parameters;

namespace ServeMulti.Sla;

/// <summary>How a search for the largest sustained load goes about it. Immutable; every default is a good start.</summary>
public sealed record SlaSearchOptions
{
    private const double MostResolution = 0.02;
    private const double UsualMaxLoad = 65536;

    /// <summary>Gets the method. The default is <see cref="SlaSearchMethod.Adaptive"/>.</summary>
    public SlaSearchMethod Method { get; init; }

    /// <summary>Gets the runs behind an answer, at least 1. The default is 3.</summary>
    public int RunsPerLoad { get; init; } = 3;

    /// <summary>
    /// Gets how well the answer must be known to end the search, in (0, 1): half the width of the interval of 80 %, as a share of the load.
    /// The default is 0.15, ±15 %. A narrower one takes more runs; the interval cannot be narrower than ±4 %, the error of the model, so a
    /// smaller tolerance spends the whole budget.
    /// </summary>
    public double Tolerance { get; init; } = 0.15;

    /// <summary>Gets the smallest load of interest, above 0; null (the default): a 50th of the capacity for a rate, 1 for concurrency, the
    /// smallest of a load variable of the host's own.</summary>
    public double? MinLoad { get; init; }

    /// <summary>Gets the largest load of interest, which is also the burst that a search begins with. The default is 65536, for a load
    /// variable of the host's own its largest.</summary>
    public double MaxLoad { get; init; } = UsualMaxLoad;

    /// <summary>Gets the most runs a search may make; null (the default): the larger of 24 and 8 times <see cref="RunsPerLoad"/> for
    /// <see cref="SlaSearchMethod.Adaptive"/>, no limit for <see cref="SlaSearchMethod.Bisection"/>. A run that gives no result is tried
    /// once more and counts as one.</summary>
    public int? Budget { get; init; }

    /// <summary>Gets the most time that the runs of a search may take together, by the durations that their results state; at least
    /// <see cref="RunTime"/> for a rate. The default is null: no limit. No run begins when less than the time of a shortest run is left; a
    /// run that has begun is not cut off, and one that confirms an answer is <see cref="ConfirmFactor"/> times as long.</summary>
    public TimeSpan? TimeBudget { get; init; }

    /// <summary>Gets the prompts of the shortest run: the benchmark's own <c>num_prompts</c>. The default is 200; fewer make a poor 99th
    /// percentile.</summary>
    public int BasePrompts { get; init; } = 200;

    /// <summary>Gets whether every run has <see cref="BasePrompts"/> prompts, whatever its load. The answer may then be
    /// <see cref="SlaSearchOutcome.TooShort"/>. The default is false.</summary>
    public bool FixedPrompts { get; init; }

    /// <summary>Gets how long a run at a request rate lasts at least, above zero. The default is 30 s.</summary>
    public TimeSpan RunTime { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets the longest duration of a run that repeats one that was too short. The default is 300 s.</summary>
    public TimeSpan MaxRunTime { get; init; } = TimeSpan.FromSeconds(300);

    /// <summary>Gets the prompts per request in flight in a search over <c>max_concurrency</c>, at least 1. The default is 20.</summary>
    public int PromptsPerConcurrency { get; init; } = 20;

    /// <summary>Gets how many times longer the runs that confirm the answer are, at least 1. The default is 3.</summary>
    public double ConfirmFactor { get; init; } = 3;

    /// <summary>Gets how many of its own mean latencies a run must last to show whether a rate is sustained, above 0. The default is
    /// 20.</summary>
    public double SustainedLatencies { get; init; } = 20;

    /// <summary>Gets what a verdict asks for beside the criteria: the sustained share and the share of failed requests.</summary>
    public SlaRules Rules { get; init; } = new();

    /// <summary>Gets the smallest relative distance between the largest load that passes and the smallest that fails: closer loads do not
    /// narrow the interval.</summary>
    internal double Resolution => Math.Min(MostResolution, Tolerance / 6);

    internal int BudgetOrDefault => Budget ?? (Method == SlaSearchMethod.Adaptive ? Math.Max(24, 8 * RunsPerLoad) : int.MaxValue);

    /// <summary>Gets the most runs that one search may take: the budget, or, for a bisection without one, what doubling and halving over
    /// the whole range take.</summary>
    public int MostRuns =>
        BudgetOrDefault < int.MaxValue ? BudgetOrDefault : RunsPerLoad * (2 + (2 * (int)Math.Ceiling(Math.Log2(Math.Max(2, MaxLoad)))));

    /// <summary>Returns the options for a variable: loads of one of the host's own stay within its range.</summary>
    internal SlaSearchOptions For(LoadVariable variable) =>
        variable is { Smallest: { } smallest, Largest: { } largest }
            ? this with
            {
                MinLoad = Math.Max(smallest, MinLoad ?? smallest),
                MaxLoad = MaxLoad == UsualMaxLoad ? largest : Math.Min(largest, MaxLoad),
            }
            : this;

    /// <summary>Finds values that are out of range, alone or beside each other.</summary>
    /// <param name="variable">What is searched for.</param>
    /// <returns>One line per problem; empty if there is none.</returns>
    public IReadOnlyList<string> FindProblems(LoadVariable variable)
    {
        ArgumentNullException.ThrowIfNull(variable);
        return For(variable).FindProblemsFor(variable);
    }

    private IReadOnlyList<string> FindProblemsFor(LoadVariable variable)
    {
        var check = new SettingCheck("SLA search");
        Check(RunsPerLoad >= 1, "the runs per load", RunsPerLoad, "must be at least 1");
        Check(Tolerance is > 0 and < 1, "the tolerance", Tolerance, "must be above 0 and below 1");
        Check(double.IsFinite(MaxLoad) && MaxLoad > 0, "the largest load", MaxLoad, "must be a number above 0");
        Check(MinLoad is null || (double.IsFinite(MinLoad.Value) && MinLoad > 0), "the smallest load", MinLoad, "must be a number above 0");
        Check(
            !(MinLoad > MaxLoad),
            "the smallest load",
            MinLoad,
            string.Create(CultureInfo.InvariantCulture, $"must not be above the largest, {MaxLoad}")
        );
        Check(
            !variable.IsWhole || (IsWhole(MaxLoad) && IsWhole(MinLoad ?? 1)),
            $"the range of {variable.Name}",
            $"{MinLoad ?? 1:R} to {MaxLoad:R}",
            "must be whole numbers of at least 1"
        );
        Check(Budget is null or >= 1, "the budget of runs", Budget, "must be at least 1");
        Check(!(TimeBudget <= TimeSpan.Zero), "the time budget", TimeBudget?.TotalSeconds, "must be above 0 s");
        Check(
            !variable.IsRate || !(TimeBudget > TimeSpan.Zero && TimeBudget < RunTime),
            "the time budget",
            TimeBudget?.TotalSeconds,
            string.Create(CultureInfo.InvariantCulture, $"must not be shorter than one run, {RunTime.TotalSeconds:0.###} s")
        );
        Check(BasePrompts >= 1, "the number of prompts", BasePrompts, "must be at least 1");
        Check(RunTime > TimeSpan.Zero, "the time of a run", RunTime.TotalSeconds, "must be above 0 s");
        Check(MaxRunTime >= RunTime, "the longest time of a run", MaxRunTime.TotalSeconds, "must not be below the time of a run");
        Check(PromptsPerConcurrency >= 1, "the prompts per request in flight", PromptsPerConcurrency, "must be at least 1");
        Check(ConfirmFactor >= 1 && double.IsFinite(ConfirmFactor), "the confirm factor", ConfirmFactor, "must be at least 1");
        Check(
            SustainedLatencies > 0 && double.IsFinite(SustainedLatencies),
            "the latencies of a sustained run",
            SustainedLatencies,
            "must be above 0"
        );
        return [.. check.Problems, .. Rules.FindProblems("SLA search")];

        void Check(bool isGood, string what, object? value, string must) => check.Require(isGood, what, value, must);
    }

    private static bool IsWhole(double load) => load >= 1 && load == Math.Floor(load);
}
