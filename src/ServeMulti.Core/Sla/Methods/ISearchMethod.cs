namespace ServeMulti.Sla.Methods;

/// <summary>A search as a pure state machine: no clock, no disk, no process. What was measured comes in by the
/// <see cref="RunPool"/>.</summary>
internal interface ISearchMethod
{
    /// <summary>Gets what was found; null before <see cref="Next"/> has returned null.</summary>
    SearchAnswer? Answer { get; }

    /// <summary>Returns the next run; the previous one must be in the pool. Null: the search is done.</summary>
    RunWish? Next();

    /// <summary>Gets about how many runs the search still needs; null if unknown.</summary>
    int? RunsLeft { get; }

    /// <summary>Returns what is known without a further run, as if the budget were spent. The search ends with it.</summary>
    SearchAnswer Conclude();

    /// <summary>Returns the verdict that the answer assigns to a load; null if it assigns none.</summary>
    LoadVerdict? VerdictAt(double load);
}

/// <summary>What a method took a load for.</summary>
/// <param name="Binding">What keeps it from meeting the SLA; null: it meets it.</param>
internal sealed record LoadVerdict(SlaBinding? Binding);

/// <summary>One run that a method asks for.</summary>
internal readonly record struct RunWish(double Load, int Prompts);

/// <summary>What a method found.</summary>
internal sealed record SearchAnswer(SlaSearchOutcome Outcome)
{
    public double? Load { get; init; }

    public double? AtLeast { get; init; }

    public LoadInterval? Interval { get; init; }

    public SlaBinding? Binding { get; init; }

    public double? Passing { get; init; }

    public double? Failing { get; init; }

    public bool IsNonMonotone { get; init; }

    public int? PromptsNeeded { get; init; }

    public double? RunNoise { get; init; }

    public int? MoreRunsNeeded { get; init; }
}
