namespace ServeMulti.Sla;

/// <summary>What a search found: never a bare number, always with what it rests on. Immutable.</summary>
public sealed record SlaSearchResult
{
    /// <summary>Gets the SLA.</summary>
    public required ServiceLevel ServiceLevel { get; init; }

    /// <summary>Gets what was searched for.</summary>
    public required LoadVariable Variable { get; init; }

    /// <summary>Gets the rules under which the answer was found; null if they are not known: an answer that was stored by an older
    /// version.</summary>
    public SlaSearchOptions? Options { get; init; }

    /// <summary>Gets how the search ended.</summary>
    public required SlaSearchOutcome Outcome { get; init; }

    /// <summary>Gets the largest load that meets the SLA; null if there is none.</summary>
    /// <remarks>
    /// A rate is not above the one it was run at, nor the throughput achieved there, counted without the wait for a run's last answers (the
    /// mean latency m of the least crowded run times 1 + 0.4 ln(max(1, rate m)), but no more than its slowest answer; nothing where prompts
    /// are fixed or rates need not be sustained), nor the middle of where all runs together place the edge, which corrects for lucky runs.
    /// Where the outcome is <see cref="SlaSearchOutcome.AboveRange"/> it is the largest load of interest.
    /// </remarks>
    public double? Load { get; init; }

    /// <summary>Gets the load that the server sustains with a confidence of about 95 %; null if there is none.</summary>
    public double? AtLeast { get; init; }

    /// <summary>Gets the interval of about 80 % around the answer; its upper end is infinite where nothing bounds it; null if there is
    /// none.</summary>
    public LoadInterval? Interval { get; init; }

    /// <summary>Gets what keeps the next larger load, or every load, from meeting the SLA; null if nothing does.</summary>
    public SlaBinding? Binding { get; init; }

    /// <summary>Gets the largest load tried that passes; null if none does.</summary>
    public double? Passing { get; init; }

    /// <summary>Gets the smallest load tried that fails above it; null if none does.</summary>
    public double? Failing { get; init; }

    /// <summary>Gets whether a lower load was worse than a higher one, so that there may be no single edge. If it is false, no probe at or
    /// below <see cref="Passing"/> misses the SLA, except for lower limits, and none at or above <see cref="Failing"/> meets it.</summary>
    public bool IsNonMonotone { get; init; }

    /// <summary>Gets the number of prompts that a run would need for an answer; null unless the outcome is
    /// <see cref="SlaSearchOutcome.TooShort"/>.</summary>
    public int? PromptsNeeded { get; init; }

    /// <summary>
    /// Gets by which share the speed of the server differs from run to run, as runs repeated at the same load show: 0.1 is 10 %. Values
    /// from 0.01 to 0.12 are distinguished, so near 0.12 it may be more. It is null if there is no load, if fewer than three runs were
    /// repeats, and for a bisection.
    /// </summary>
    public double? RunNoise { get; init; }

    /// <summary>Gets about how many more runs would narrow <see cref="Interval"/> to the tolerance; null if it is narrow enough, if no
    /// number of runs would suffice, and for a bisection.</summary>
    public int? MoreRunsNeeded { get; init; }

    /// <summary>Gets every load that was tried, ascending.</summary>
    public IReadOnlyList<SlaProbe> Probes { get; init; } = [];

    /// <summary>Gets the runs whose values are far from those of the runs beside them, by load. They count as all others do.</summary>
    public IReadOnlyList<OutlierRun> Outliers => OutlierRun.FindIn(Probes);

    /// <summary>Gets the number of runs of this search, including stored and failed ones; never more than the budget. A run that gave no
    /// result and was retried counts as one.</summary>
    public int Runs { get; init; }

    /// <summary>Gets how many of <see cref="Runs"/> were taken from what was stored.</summary>
    public int StoredRuns { get; init; }

    /// <summary>Gets whether the search has an answer, which may be that no load meets the SLA; false if the measurements do not show
    /// it.</summary>
    public bool IsAnswered => Outcome is not (SlaSearchOutcome.NotMeasured or SlaSearchOutcome.SustainedUnknown);

    /// <summary>Gets the time the search took.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>Gets why there is no load, as one line, if the outcome is <see cref="SlaSearchOutcome.NotMeasured"/>,
    /// <see cref="SlaSearchOutcome.SustainedUnknown"/> or, in a sweep, <see cref="SlaSearchOutcome.Pruned"/>, or why the search was cut
    /// short: <see cref="SlaSearchOutcome.Unjudged"/>; else null.</summary>
    public string? Problem { get; init; }

    /// <summary>Gets the share of failed requests to allow (<see cref="SlaRules.FailedShareLimit"/>), where failed requests limit the answer
    /// and came at every load alike; null if they do not, or depend on the load.</summary>
    public double? SuggestedFailedShare => SteadyFailures?.SuggestedLimit;

    /// <summary>Gets whether a larger load may be sustained than the one that was found. A budget that was spent between two ends leaves a
    /// wider interval, which says so itself.</summary>
    internal bool IsCutShort =>
        IsNonMonotone
        || Outcome is SlaSearchOutcome.TooShort or SlaSearchOutcome.Unjudged
        || this is { Outcome: SlaSearchOutcome.BudgetSpent, Failing: null };

    internal SteadyFailures? SteadyFailures { get; init; }

    /// <summary>Returns how the search ended, such as <c>limited by p99_e2el_ms&lt;=500</c> or <c>the largest load of interest</c>.</summary>
    public string DescribeOutcome() => SearchText.Outcome(this);

    /// <summary>Formats a load with its unit, such as <c>42 req/s</c>; a dash if there is none. It has only the digits that the interval of
    /// the answer supports, and is rounded down.</summary>
    /// <param name="load">The answer, or another load of the search.</param>
    public string FormatLoad(double? load) => SearchText.Load(load, this);

    /// <summary>Formats a load as <see cref="FormatLoad"/> does, without its unit, such as <c>42</c>.</summary>
    /// <param name="load">The answer, or another load of the search.</param>
    public string FormatNumber(double? load) => SearchText.Number(load, this);

    /// <summary>Formats the interval, such as <c>38 to 45</c> or <c>38 or more</c>; a dash if there is none. It is rounded outwards.</summary>
    public string FormatInterval() => SearchText.Interval(this);

    /// <summary>Returns the answer as one line.</summary>
    public override string ToString() => SearchText.Describe(this);
}
