using ServeMulti.Sla;

namespace ServeMulti.Sweeping;

/// <summary>The names under which a store keeps the answers of a search.</summary>
internal static class SearchAnswerName
{
    /// <summary>Returns the name of an answer's file without <c>.json</c>, such as <c>SLA-p99_e2el_ms-le-500</c>; the store makes it valid
    /// everywhere. Of a search over anything but the request rate the load variable is part of it.</summary>
    public static string Of(ServiceLevel level, LoadVariable variable)
    {
        var name =
            level.Name
            ?? string.Join(
                '-',
                level.Select(criterion =>
                    criterion is ThresholdCriterion ? Spell(criterion.Text) : $"{criterion.Metric}-{criterion.TextOrMetric()}"
                )
            );
        return variable == LoadVariable.RequestRate ? $"SLA-{name}" : $"SLA-{variable.Name}-{name}";
    }

    private static string Spell(string criterion) =>
        criterion
            .Replace("<=", "-le-", StringComparison.Ordinal)
            .Replace(">=", "-ge-", StringComparison.Ordinal)
            .Replace("<", "-lt-", StringComparison.Ordinal)
            .Replace(">", "-gt-", StringComparison.Ordinal);
}
