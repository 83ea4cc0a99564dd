namespace ServeMulti.Benchmarking;

/// <summary>Metrics that are named <c>PREFIX STATISTIC _ QUANTITY SUFFIX</c>, such as <c>p99_ttft_ms</c>.</summary>
/// <param name="Prefix">The text before the statistic; may be empty.</param>
/// <param name="Quantities">What is measured.</param>
/// <param name="Suffix">The text after the quantity, such as <c>_ms</c>; may be empty.</param>
/// <param name="Unit">The unit of the values.</param>
/// <param name="Direction">Which values are better.</param>
/// <param name="HasPlainName">Whether the quantity is also written without a statistic, with the statistic behind it, and with
/// <c>avg</c>.</param>
/// <param name="HasExtremes">Whether it is also written with <c>min</c> and <c>max</c>.</param>
internal sealed record MetricFamily(
    string Prefix,
    string[] Quantities,
    string Suffix,
    string Unit,
    MetricDirection Direction,
    bool HasPlainName = false,
    bool HasExtremes = false
)
{
    /// <summary>Returns what is known of a name of this family; null if it is none.</summary>
    public MetricInfo? TryRead(string name)
    {
        if (
            name.Length <= Prefix.Length + Suffix.Length
            || !name.StartsWith(Prefix, StringComparison.Ordinal)
            || !name.EndsWith(Suffix, StringComparison.Ordinal)
        )
        {
            return null;
        }

        var rest = name[Prefix.Length..^Suffix.Length];
        var separator = rest.IndexOf('_', StringComparison.Ordinal);
        if (separator > 0 && Quantities.Contains(rest[(separator + 1)..]) && IsStatistic(rest[..separator]))
        {
            return Info(name, rest[..separator]);
        }

        return HasPlainName ? TryReadPlain(name, rest) : null;
    }

    /// <summary>Returns the names of this family with one statistic.</summary>
    public IEnumerable<string> NamesWith(string statistic) => Quantities.Select(quantity => $"{Prefix}{statistic}_{quantity}{Suffix}");

    private MetricInfo? TryReadPlain(string name, string rest)
    {
        if (Quantities.Contains(rest))
        {
            return Info(name, "mean");
        }

        // A percentile holds a point itself: p99.9.
        var quantity = Array.Find(
            Quantities,
            quantity =>
                rest.Length > quantity.Length + 1
                && rest.StartsWith(quantity, StringComparison.Ordinal)
                && rest[quantity.Length] is '_' or '.'
        );
        return quantity is not null && IsStatistic(rest[(quantity.Length + 1)..]) ? Info(name, rest[(quantity.Length + 1)..]) : null;
    }

    /// <summary>Returns whether the family has a name with a statistic.</summary>
    public bool IsStatistic(string word) =>
        HasPlainName ? MetricStatistic.IsStatistic(word) : MetricStatistic.IsUsual(word) || (HasExtremes && word is "min" or "max");

    /// <summary>A latency that varies less is better; whether another quantity should is not known.</summary>
    private MetricInfo Info(string name, string statistic) =>
        new(
            name,
            Unit,
            MetricStatistic.IsSpread(statistic) && Direction == MetricDirection.HigherIsBetter ? MetricDirection.Unknown : Direction
        );
}
