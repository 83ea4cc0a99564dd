namespace ServeMulti.Benchmarking;

/// <summary>Checks whether the result of a run is a measurement of the request, for every runner.</summary>
internal static class MeasurementCheck
{
    /// <summary>Returns the result as it is where it is a failure or a measurement; otherwise the failure that its document
    /// reports.</summary>
    public static BenchmarkResult Judge(BenchmarkRequest request, BenchmarkResult result) =>
        result.Document is { } document
        && (CompletedRequests.FindFailureOfResult(document) ?? StatedParameters.FindFailure(request, document)) is { } failure
            ? BenchmarkResult.Failed(failure)
            : result;
}
