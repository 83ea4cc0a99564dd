using ServeMulti.Sla.Methods;

namespace ServeMulti.Sla;

/// <summary>The bracket of an answer, brought in line with the verdicts of all loads.</summary>
/// <param name="Passing">The largest load tried that passes; null if none does.</param>
/// <param name="Failing">The smallest load tried that fails above it; null if none does.</param>
/// <param name="IsNonMonotone">Whether a lower load is worse than a higher one.</param>
internal sealed record ProbeBracket(double? Passing, double? Failing, bool IsNonMonotone)
{
    /// <summary>Finds the bracket: that of the answer, or, if a search ended without one, the bracket of the loads that were run.</summary>
    public static ProbeBracket Of(SearchAnswer answer, IReadOnlyList<SlaProbe> probes)
    {
        var failing = answer.Failing;
        var passing = answer.Passing;
        if (
            answer.Outcome
            is SlaSearchOutcome.NotMeasured
                or SlaSearchOutcome.SustainedUnknown
                or SlaSearchOutcome.Pruned
                or SlaSearchOutcome.Unjudged
        )
        {
            passing ??= probes.LastOrDefault(probe => IsMet(probe) && !(probe.Load >= failing))?.Load;
            failing ??= probes.FirstOrDefault(probe => IsMissed(probe) && !(probe.Load <= passing))?.Load;
        }

        var isContradicted = probes.Any(probe =>
            (IsMet(probe) && probe.Load >= failing) || (IsMissed(probe) && probe.Load <= passing && !IsTooSmall(probe))
        );
        return new(passing, failing, answer.IsNonMonotone || isContradicted);
    }

    private static bool IsMet(SlaProbe probe) => probe.Verdict.Kind == SlaVerdictKind.Met;

    private static bool IsMissed(SlaProbe probe) => probe.Verdict.Kind == SlaVerdictKind.Missed;

    /// <summary>A limit from below is missed at loads that are too small for it, and that is as it should be.</summary>
    private static bool IsTooSmall(SlaProbe probe) => probe.Verdict.Binding?.Criterion?.IsLowerLimit == true;
}
