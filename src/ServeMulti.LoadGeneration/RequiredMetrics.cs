using ServeMulti.Benchmarking;
using ServeMulti.LoadGeneration.Metrics;
using ServeMulti.LoadGeneration.Requests;

namespace ServeMulti.LoadGeneration;

/// <summary>Sees to it that a result holds the metrics it is needed for.</summary>
internal static class RequiredMetrics
{
    /// <summary>Returns settings with which the result holds the metrics; those that it cannot hold are added to the problems, one line
    /// each.</summary>
    public static OpenAiBenchmarkOptions Add(OpenAiBenchmarkOptions settings, IReadOnlyList<string> metrics, List<string> problems)
    {
        var result = settings;
        foreach (var metric in metrics)
        {
            if (LatencyMetricName.TryParse(metric) is { } latency && LatencyMetricNames.TryParse(latency.Quantity, out var quantity))
            {
                result = Add(result, metric, quantity, latency.Percentile, problems);
            }
            else if (!IsWritten(settings, metric))
            {
                problems.Add(
                    metric == "request_goodput"
                        ? "The load generator writes request_goodput only with goodput: give it, such as 'ttft:100'."
                    : ClientMetrics.ServeMulti.OfGeneration.Contains(metric)
                        ? $"The load generator does not write {metric} for embeddings: choose another metric."
                    : ClientMetrics.ServeMulti.Refuse(metric)
                );
            }
        }

        return result;
    }

    private static OpenAiBenchmarkOptions Add(
        OpenAiBenchmarkOptions settings,
        string metric,
        LatencyMetric quantity,
        double? percentile,
        List<string> problems
    )
    {
        if (!settings.Measures(quantity))
        {
            problems.Add($"The load generator does not write {metric}: answers that are not streamed have end-to-end latencies only.");
            return settings;
        }

        return settings with
        {
            PercentileMetrics = [.. settings.PercentileMetrics.Append(quantity).Distinct()],
            MetricPercentiles = [.. settings.MetricPercentiles.Concat(percentile is { } one ? [one] : []).Distinct()],
        };
    }

    private static bool IsWritten(OpenAiBenchmarkOptions settings, string metric) =>
        ClientMetrics.ServeMulti.Always.Contains(metric)
        || ClientMetrics.ServeMulti.Sometimes.Contains(metric)
        || (
            settings.Api != OpenAiApi.Embeddings
            && (ClientMetrics.ServeMulti.OfGeneration.Contains(metric) || (metric == "request_goodput" && settings.Goodput is not null))
        )
        || settings.Metadata.Any(field => field.Key == metric);
}
