namespace ServeMulti.Sla;

/// <summary>For any monotone server without noise, the bracket holds the edge.</summary>
public sealed class BracketLawTests
{
    [Test]
    public void SearchAsync_MonotoneServerWithoutNoise_BracketHoldsTheEdge([Values] SlaSearchMethod method) =>
        LawCase.Hold(
            LawCase.All(method),
            c =>
            {
                var result = c.Search();

                var edge = c.Server.Edge;
                return result.Passing > edge ? $"{result.Passing:R} passes above the edge: {result}"
                    : result.Failing <= edge && !IsTooShort(result) ? $"{result.Failing:R} fails at or below the edge: {result}"
                    : result.Outcome == SlaSearchOutcome.AboveRange && edge < c.Options.MaxLoad
                        ? $"above a range that holds the edge: {result}"
                    : result.Outcome == SlaSearchOutcome.NothingPasses && edge >= SmallestOf(c)
                        ? $"nothing passes though the edge is within the range: {result}"
                    : result.Outcome is SlaSearchOutcome.Infeasible or SlaSearchOutcome.NotMeasured ? $"no such thing here: {result}"
                    : null;
            }
        );

    [Test]
    public void SearchAsync_MonotoneServerWithoutNoise_IsNeverCalledNonMonotone() =>
        LawCase.Hold(
            LawCase.All(SlaSearchMethod.Adaptive),
            c => c.Search() is { IsNonMonotone: true } result ? $"flagged: {result}" : null
        );

    [Test]
    public void SearchAsync_BisectionWithoutABudget_EndsBetweenNeighbours() =>
        LawCase.Hold(
            LawCase.All(SlaSearchMethod.Bisection).Select(c => c with { Options = c.Options with { Budget = null } }),
            c =>
                c.Search() is { Passing: { } passing, Failing: { } failing } result && failing - passing > 1
                    ? $"a bracket of more than 1: {result}"
                    : null
        );

    private static double SmallestOf(LawCase c) =>
        c.Options.MinLoad is { } smallest ? (c.Options.Method == SlaSearchMethod.Bisection ? Math.Ceiling(smallest) : smallest)
        : c.Variable.IsWhole || c.Options.Method == SlaSearchMethod.Bisection ? 1
        : c.Server.Capacity / 40;

    /// <summary>A run of few prompts ends before it can tell; then the outcome or the bracket says so, and no more.</summary>
    private static bool IsTooShort(SlaSearchResult result) =>
        result.Outcome is SlaSearchOutcome.TooShort or SlaSearchOutcome.Capacity
        || result.Binding?.Kind is SlaBindingKind.TooShort or SlaBindingKind.NotSustained;
}
