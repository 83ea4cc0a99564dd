namespace ServeMulti.Comparing;

/// <summary>One metric that depends on when a run was executed.</summary>
public sealed record DriftFinding
{
    /// <summary>Gets the metric.</summary>
    public required string Metric { get; init; }

    /// <summary>Gets how it depends on the order of runs.</summary>
    public required DriftKind Kind { get; init; }

    /// <summary>Gets the estimated change, as a ratio: of the first run to the others, or of the last run to the first.</summary>
    public required double Ratio { get; init; }

    /// <summary>Gets the number of cases that the finding rests on.</summary>
    public required int CaseCount { get; init; }

    /// <summary>Gets the p-value, corrected for the number of metrics and tests.</summary>
    public required double PValue { get; init; }

    /// <summary>Returns the finding in words.</summary>
    public override string ToString() => DriftText.Describe(this);
}
