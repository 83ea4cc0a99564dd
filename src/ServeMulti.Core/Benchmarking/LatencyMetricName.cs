using System.Globalization;

namespace ServeMulti.Benchmarking;

/// <summary>The name of a latency metric taken apart: <c>p99_e2el_ms</c> is the 99th percentile of <c>e2el</c>.</summary>
/// <param name="Quantity">What is measured, as <c>--percentile-metrics</c> calls it: <c>ttft</c>, <c>tpot</c>, <c>itl</c>, <c>e2el</c>,
/// ...</param>
/// <param name="Percentile">The percentile; null for a mean, a median or a standard deviation.</param>
internal sealed record LatencyMetricName(string Quantity, double? Percentile)
{
    private const string Unit = "_ms";

    /// <summary>Takes a metric's name apart; null if it is not of the form <c>STATISTIC_QUANTITY_ms</c>, or its percentile is not spelled
    /// as clients do (<c>p99</c>, not <c>p99.0</c>).</summary>
    public static LatencyMetricName? TryParse(string name)
    {
        var end = name.Length - Unit.Length;
        var separator = name.IndexOf('_', StringComparison.Ordinal);
        if (separator < 0 || separator + 1 >= end || !name.EndsWith(Unit, StringComparison.Ordinal))
        {
            return null;
        }

        var statistic = name[..separator];
        var quantity = name[(separator + 1)..end];
        return statistic switch
        {
            "mean" or "median" or "std" => new(quantity, null),
            _ => MetricStatistic.TryParsePercentile(statistic) is { } percentile
            && statistic[1..] == percentile.ToString("R", CultureInfo.InvariantCulture)
                ? new(quantity, percentile)
                : null,
        };
    }
}
