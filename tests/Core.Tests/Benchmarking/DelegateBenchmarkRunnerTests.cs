using Microsoft.Extensions.Time.Testing;

namespace ServeMulti.Benchmarking;

public sealed class DelegateBenchmarkRunnerTests
{
    private static readonly Dictionary<string, double> Metrics = new() { ["completed"] = 3, ["p99_e2el_ms"] = 12.5 };

    [Test]
    public async Task RunAsync_FunctionThatReturnsMetrics_GivesThemInOrder()
    {
        var runner = DelegateBenchmarkRunner.FromMetrics(
            async (request, _) =>
            {
                await Task.Yield();
                return new Dictionary<string, double> { ["run"] = request.RunNumber, ["p99_e2el_ms"] = double.PositiveInfinity };
            }
        );

        var result = await runner.RunAsync(new BenchmarkRequest { RunNumber = 2 });

        Assert.That(result.Document!.Fields.Select(field => field.Key), Is.EqualTo(new[] { "run", "p99_e2el_ms" }));
        Assert.That(result.Document.TryFindMetric("run", out var number) ? number : -1, Is.EqualTo(2));
    }

    [Test]
    public async Task RunAsync_FunctionThatWaitsForNothing_GivesItsMetrics()
    {
        var result = await DelegateBenchmarkRunner.FromMetrics(_ => Metrics).RunAsync(new BenchmarkRequest());

        Assert.That(result.Document!.TryFindMetric("p99_e2el_ms", out var latency) ? latency : -1, Is.EqualTo(12.5));
    }

    [Test]
    public async Task RunAsync_NothingCompleted_IsNoResult()
    {
        var runner = DelegateBenchmarkRunner.FromMetrics(_ => new Dictionary<string, double> { ["completed"] = 0, ["failed"] = 5 });

        var result = await runner.RunAsync(new BenchmarkRequest());

        Assert.That(result.Failure?.Reason, Is.EqualTo(BenchmarkFailureReason.NothingCompleted));
        Assert.That(result.Failure!.Message, Does.Contain("5 failed"));
    }

    [Test]
    public async Task RunAsync_FailureReturned_IsHandedOn()
    {
        var failure = new BenchmarkFailure(BenchmarkFailureReason.NotStarted, "no GPU");
        var runner = new DelegateBenchmarkRunner((_, _) => Task.FromResult(BenchmarkResult.Failed(failure)));

        Assert.That((await runner.RunAsync(new BenchmarkRequest())).Failure, Is.SameAs(failure));
    }

    [Test]
    public void RunAsync_FunctionThatThrows_ThrowsTheSame()
    {
        var runner = new DelegateBenchmarkRunner((_, _) => throw new NotSupportedException("broken"));

        Assert.That(() => runner.RunAsync(new BenchmarkRequest()), Throws.TypeOf<NotSupportedException>());
    }

    [Test]
    public void RunAsync_FunctionThatReturnsNull_SaysSo()
    {
        var runner = new DelegateBenchmarkRunner((_, _) => Task.FromResult<BenchmarkResult>(null!));

        Assert.That(() => runner.RunAsync(new BenchmarkRequest()), Throws.InvalidOperationException);
    }

    [Test]
    public async Task RunAsync_LongerThanItsTimeout_TimesOut()
    {
        var clock = new FakeTimeProvider();
        var runner = new DelegateBenchmarkRunner(WaitForCancellationAsync, clock);

        var run = runner.RunAsync(new BenchmarkRequest { Timeout = TimeSpan.FromSeconds(5) });
        clock.Advance(TimeSpan.FromSeconds(5));

        Assert.That((await run.WaitAsync(TimeSpan.FromMinutes(1))).Failure?.Reason, Is.EqualTo(BenchmarkFailureReason.TimedOut));
    }

    [Test]
    public void RunAsync_Cancelled_CarriesTheCallersToken()
    {
        using var source = new CancellationTokenSource();
        var run = new DelegateBenchmarkRunner(WaitForCancellationAsync).RunAsync(
            new BenchmarkRequest { Timeout = TimeSpan.FromHours(1) },
            source.Token
        );

        source.Cancel();

        Assert.That(() => run, Throws.InstanceOf<OperationCanceledException>().With.Property("CancellationToken").EqualTo(source.Token));
    }

    [Test]
    public void FindProblems_AnyCommand_FindsNone() =>
        Assert.That(DelegateBenchmarkRunner.FromMetrics(_ => Metrics).FindProblems(new()), Is.Empty);

    private static async Task<BenchmarkResult> WaitForCancellationAsync(BenchmarkRequest request, CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.Infinite, cancellationToken);
        throw new InvalidOperationException("The wait ended without having been cancelled.");
    }
}
