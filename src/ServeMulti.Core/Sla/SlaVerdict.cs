namespace ServeMulti.Sla;

/// <summary>The verdict of one run, or of the runs of one case together, on an SLA. Immutable.</summary>
public sealed record SlaVerdict
{
    /// <summary>Gets whether the SLA is met, missed, or nothing was measured.</summary>
    public required SlaVerdictKind Kind { get; init; }

    /// <summary>Gets every criterion with its value; empty if the verdict is invalid.</summary>
    public IReadOnlyList<CriterionCheck> Checks { get; init; } = [];

    /// <summary>Gets the limiting factor: the criterion that is missed by most, or another reason; null unless the SLA is missed.</summary>
    public SlaBinding? Binding { get; init; }

    /// <summary>Gets why there is no verdict, as one line; null unless it is invalid.</summary>
    public string? Problem { get; init; }

    internal static SlaVerdict Invalid(string problem) => new() { Kind = SlaVerdictKind.Invalid, Problem = problem };
}
