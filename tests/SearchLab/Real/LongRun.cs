using ServeMulti.Benchmarking;
using ServeMulti.Sla;

namespace ServeMulti.SearchLab.Real;

/// <summary>What a long run says of an SLA.</summary>
/// <param name="Load">The load.</param>
/// <param name="Excess">The logarithm of the worst metric over its target: 0 at the edge, below it where the SLA is met.</param>
/// <param name="Text">What was measured, for people.</param>
/// <param name="IsDoubtful">Whether the load generator was the bottleneck, so that the figures may be its own.</param>
internal sealed record LongRun(double Load, double Excess, string Text, bool IsDoubtful = false)
{
    /// <summary>A run that misses for another reason, such as a rate that was not sustained, is just beyond the edge, whatever its
    /// metrics.</summary>
    private const double JustBeyond = 0.05;

    /// <exception cref="ServeMultiException">The run lacks a metric of the SLA.</exception>
    public static LongRun Of(double load, ResultDocument document, ServiceLevel level, LoadVariable variable)
    {
        var verdict = level.Judge(document, requestRate: variable.IsWhole ? null : load);
        CriterionCheck[] checks = [.. level.Select(criterion => Check(criterion, document))];
        var excess = checks.Max(check => check.Margin);
        var values = string.Join(", ", checks.Select(check => check.ToString()));
        return verdict.Kind switch
        {
            SlaVerdictKind.Met => new(load, excess, values),
            SlaVerdictKind.Missed => new(load, Math.Max(excess, JustBeyond), $"{values}; {verdict.Binding}"),
            _ => new(load, excess, $"{values}; {verdict.Problem}", IsDoubtful: true),
        };
    }

    private static CriterionCheck Check(ISlaCriterion criterion, ResultDocument document) =>
        document.TryFindMetric(criterion.Metric, out var value) && double.IsFinite(value)
            ? CriterionCheck.Of(criterion, value)
            : throw new ServeMultiException($"A long run has no {criterion.Metric}.");
}
