using ServeMulti.Sla;

namespace ServeMulti.SearchLab;

/// <summary>What one search said and cost, beside the truth.</summary>
/// <param name="Instance">What was searched.</param>
/// <param name="Level">The SLA.</param>
/// <param name="Truth">The largest load in the long run.</param>
/// <param name="Load">The answer; NaN where there was none.</param>
/// <param name="Runs">The benchmark runs.</param>
/// <param name="Seconds">The simulated time of those runs.</param>
internal sealed record SearchOutcome(Instance Instance, ServiceLevel Level, double Truth, double Load, int Runs, double Seconds)
{
    /// <summary>An answer is off by more than this share of the truth.</summary>
    public const double Near = 0.05;

    /// <summary>A short answer is far off by more than this share of the truth.</summary>
    public const double Far = 0.1;

    /// <summary>An answer is of no use when it is off by more than this share of the truth.</summary>
    public const double Useless = 0.25;

    /// <summary>An answer is a violation above the long-run capacity by more than this share.</summary>
    public const double BeyondCapacity = 0.02;

    /// <summary>The truth is known to this share; whole numbers are known exactly, up to a longer run.</summary>
    private const double TruthError = 0.002;

    public bool IsRate => !Instance.Variable.IsWhole;

    public double Capacity => Instance.Capacity;

    /// <summary>Gets the error as a share of the truth; without an answer all of it is missed.</summary>
    public double Bias => double.IsNaN(Load) ? -1 : (Load / Truth) - 1;

    public bool IsViolation => IsRate && Load > (1 + BeyondCapacity) * Capacity;

    /// <summary>Gets whether the answer is too large; one request in flight too many is forgiven.</summary>
    public bool IsAbove => Load > (1 + Near) * Truth && (IsRate || Load - Truth > 1);

    /// <summary>Gets whether the answer is too small; one (in flight, or req/s) is forgiven.</summary>
    public bool IsBelow => !(Load >= (1 - Near) * Truth) && !(Truth - Load <= 1);

    public bool IsFarBelow => !(Load >= (1 - Far) * Truth) && !(Truth - Load <= 1);

    /// <summary>Gets whether an answer came out that is of no use, or none; one (in flight, or req/s) is forgiven.</summary>
    public bool IsWrong => Crash is null && (double.IsNaN(Load) || (Math.Abs(Bias) > Useless && Math.Abs(Load - Truth) > 1));

    public bool HoldsAtLeast => AtLeast <= (IsRate ? (1 + TruthError) * Truth : Truth);

    public bool IsCovered =>
        Interval is { } interval && interval.Low <= (1 + TruthError) * Truth && Truth <= (1 + TruthError) * interval.High;

    public double? AtLeast { get; init; }

    public LoadInterval? Interval { get; init; }

    public SlaSearchResult? Result { get; init; }

    public Exception? Crash { get; init; }
}
