using ServeMulti.Benchmarking;

namespace ServeMulti.Testing;

public sealed class ScriptedBenchmarkRunnerTests
{
    private static readonly BenchmarkRequest Request = new();

    [Test]
    public async Task RunAsync_WithoutAScript_Succeeds()
    {
        var result = await new ScriptedBenchmarkRunner().RunAsync(Request);

        Assert.That(result.Document!.TryFindMetric("request_throughput", out var throughput));
        Assert.That(throughput, Is.EqualTo(10));
    }

    [Test]
    public async Task RunAsync_SeveralResults_ReturnsOneAfterTheOtherAndRepeatsTheLast()
    {
        var (first, second) = (
            BenchmarkResult.Success(("request_throughput", 1)),
            BenchmarkResult.Failed(BenchmarkFailureReason.NonZeroExit, "no luck")
        );
        var runner = new ScriptedBenchmarkRunner(first, second);

        Assert.That(
            new[] { await runner.RunAsync(Request), await runner.RunAsync(Request), await runner.RunAsync(Request) },
            Is.EqualTo(new[] { first, second, second })
        );

        runner.Clear();
        Assert.That(await runner.RunAsync(Request), Is.EqualTo(first));
    }

    [Test]
    public async Task RunAsync_AScript_SeesTheRequestAndIsKept()
    {
        var runner = new ScriptedBenchmarkRunner(request => BenchmarkResult.Success(("run", request.RunNumber)));

        var result = await runner.RunAsync(Request with { RunNumber = 7 });

        Assert.That(result, Is.EqualTo(BenchmarkResult.Success(("run", 7))));
        Assert.That(runner.Requests, Is.EqualTo(new[] { new BenchmarkRequest { RunNumber = 7 } }));
    }

    [Test]
    public void RunAsync_AScriptThatThrows_Throws() =>
        Assert.That(() => new ScriptedBenchmarkRunner(_ => throw new IOException("disk")).RunAsync(Request), Throws.TypeOf<IOException>());

    [Test]
    public void RunAsync_AScriptThatHangs_EndsWhenItIsCancelled()
    {
        using var cancellation = new CancellationTokenSource();
        var runner = new ScriptedBenchmarkRunner(
            async (_, token) =>
            {
                await Task.Delay(Timeout.Infinite, token);
                return BenchmarkResult.Success();
            }
        );

        var run = runner.RunAsync(Request, cancellation.Token);
        Assert.That(run.IsCompleted, Is.False);
        cancellation.Cancel();

        Assert.That(() => run, Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public void Constructor_NoResult_IsRefused() =>
        Assert.That(() => new ScriptedBenchmarkRunner(Array.Empty<BenchmarkResult>()), Throws.ArgumentException);
}
