using System.Globalization;

namespace ServeMulti.Benchmarking;

/// <summary>Distinguishes a measurement from a report that nothing was measured.</summary>
/// <remarks>
/// Benchmark clients exit with code 0, and report latencies of 0 ms, when not one request was answered. Such a result would look like the
/// fastest server of all. A result in which some requests failed is a measurement: how many may fail is for an SLA to say.
/// </remarks>
internal static class CompletedRequests
{
    /// <summary>Returns why a document is no measurement; null if it is one, or does not count its requests.</summary>
    public static BenchmarkFailure? FindFailure(ResultDocument document)
    {
        if (document.TryFindMetric(ResultKeys.Completed, out var completed))
        {
            return completed > 0 ? null : NothingCompleted(document);
        }

        return
            document.TryFindMetric(ResultKeys.Failed, out var failed)
            && document.TryFindMetric(ResultKeys.NumPrompts, out var sent)
            && failed > 0
            && failed >= sent
            ? NothingCompleted(document)
            : null;
    }

    private static BenchmarkFailure NothingCompleted(ResultDocument document)
    {
        var failed =
            document.TryFindMetric(ResultKeys.Failed, out var count) && count > 0
                ? string.Create(CultureInfo.InvariantCulture, $" ({count:0} failed)")
                : "";
        return new(
            BenchmarkFailureReason.NothingCompleted,
            $"The benchmark's result says that no request was completed{failed}: it is not a measurement. See the logs of the benchmark and the server."
        );
    }
}
