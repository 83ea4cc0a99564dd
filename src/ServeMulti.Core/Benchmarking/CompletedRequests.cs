using System.Globalization;
using ServeMulti.Parameters;

namespace ServeMulti.Benchmarking;

/// <summary>Distinguishes a measurement from a report that nothing was measured.</summary>
/// <remarks>
/// Benchmark clients exit with code 0, and report latencies of 0 ms, when not one request was answered. Such a result would look like the
/// fastest server of all. A result in which some requests failed is a measurement: how many may fail is for an SLA to say.
/// </remarks>
internal static class CompletedRequests
{
    /// <summary>Returns why a document that a benchmark wrote is no measurement; null if it is one.</summary>
    public static BenchmarkFailure? FindFailureOfResult(ResultDocument document) =>
        document.RawFields.Any(field => IsMeasured(field, document))
            ? FindFailure(document)
            : new(
                BenchmarkFailureReason.MissingResult,
                "The benchmark's result holds no number that was measured: it is not a measurement. See the logs of the benchmark and the server."
            );

    /// <summary>Returns why a document says of itself that it is no measurement; null if it does not, or does not count its requests.</summary>
    public static BenchmarkFailure? FindFailure(ResultDocument document)
    {
        if (document.TryFind(ResultKeys.Completed, out var stated))
        {
            return !document.TryFindMetric(ResultKeys.Completed, out var completed) ? NotCounted(Excerpt.Of(stated.GetRawText()))
                : completed > 0 ? null
                : NothingCompleted(document);
        }

        return
            document.TryFindMetric(ResultKeys.Failed, out var failed)
            && document.TryFindMetric(ResultKeys.NumPrompts, out var sent)
            && failed > 0
            && failed >= sent
            ? NothingCompleted(document)
            : null;
    }

    private static bool IsMeasured(ResultField field, ResultDocument document) =>
        field.Long is null && MetricCatalog.TryFind(field.Name) is not { IsSetting: true } && document.TryFindMetric(field.Name, out _);

    private static BenchmarkFailure NotCounted(string stated) =>
        new(
            BenchmarkFailureReason.NothingCompleted,
            $"The benchmark's result does not say how many requests were completed ({ResultKeys.Completed} is {stated}): it is not a measurement. See the logs of the benchmark and the server."
        );

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
