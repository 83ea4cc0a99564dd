using ServeMulti.Benchmarking;

namespace ServeMulti.Fakes;

/// <summary>Answers each request from a script (a function of the request), and remembers all requests.</summary>
internal sealed class ScriptedBenchmarkRunner : IBenchmarkRunner
{
    public Func<BenchmarkRequest, CancellationToken, Task<BenchmarkResult>> Script { get; set; } = (_, _) => Task.FromResult(Succeed(10));

    public List<BenchmarkRequest> Requests { get; } = [];

    public List<string> Problems { get; } = [];

    public static BenchmarkResult Succeed(double throughput) => BenchmarkResult.Success(
        ResultDocument.FromMetrics([new("request_throughput", throughput), new("completed", 100)]));

    public static BenchmarkResult Fail(string message) =>
        BenchmarkResult.Failed(new BenchmarkFailure(BenchmarkFailureReason.NonZeroExit, message) { ExitCode = 1 });

    public IReadOnlyList<string> FindProblems(BenchmarkRequest request) => Problems;

    public Task<BenchmarkResult> RunAsync(BenchmarkRequest request, CancellationToken cancellationToken = default)
    {
        Requests.Add(request);
        return Script(request, cancellationToken);
    }
}
