using ServeMulti.Benchmarking;

namespace ServeMulti.Fakes;

/// <summary>Results of runs that most tests make.</summary>
internal static class Runs
{
    public static BenchmarkResult Succeed(double throughput) =>
        BenchmarkResult.Success(("request_throughput", throughput), ("completed", 100));

    public static BenchmarkResult Fail(string message) =>
        BenchmarkResult.Failed(new BenchmarkFailure(BenchmarkFailureReason.NonZeroExit, message) { ExitCode = 1 });
}
