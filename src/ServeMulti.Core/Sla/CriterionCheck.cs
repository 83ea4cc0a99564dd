using System.Globalization;

namespace ServeMulti.Sla;

/// <summary>One criterion beside what was measured.</summary>
/// <param name="Criterion">The criterion.</param>
/// <param name="Value">The metric's value: of one run, or the mean over runs.</param>
/// <param name="IsMet">Whether the value meets the criterion.</param>
/// <param name="Margin">How far the value is from the criterion's edge (<see cref="ISlaCriterion.Margin"/>).</param>
public sealed record CriterionCheck(ISlaCriterion Criterion, double Value, bool IsMet, double Margin)
{
    internal static CriterionCheck Of(ISlaCriterion criterion, double value) =>
        new(criterion, value, criterion.IsMetBy(value), criterion.MarginOf(value));

    /// <summary>Returns the criterion with the value and whether it is met, for messages.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Criterion.TextOrMetric()}: {Value:G6} {(IsMet ? "met" : "missed")}");
}
