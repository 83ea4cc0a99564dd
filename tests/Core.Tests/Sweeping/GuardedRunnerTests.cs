using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using ServeMulti.Benchmarking;
using ServeMulti.Fakes;
using ServeMulti.Testing;

namespace ServeMulti.Sweeping;

/// <summary>Runners of hosts that misbehave.</summary>
public sealed class GuardedRunnerTests
{
    private static readonly TimeSpan HangLimit = TimeSpan.FromMinutes(2);
    private static readonly Task NeverExits = new TaskCompletionSource().Task;

    private readonly ScriptedBenchmarkRunner _runner = new();
    private readonly FakeTimeProvider _clock = new();

    [Test]
    public async Task RunAsync_ResultThatCompletedNothing_IsAFailureWhoeverReturnedIt()
    {
        _runner.Script = (_, _) =>
            Task.FromResult(BenchmarkResult.Success(ResultDocument.FromMetrics([new("completed", 0), new("p99_e2el_ms", 0)])));

        Assert.That((await RunAsync())?.Failure?.Reason, Is.EqualTo(BenchmarkFailureReason.NothingCompleted));
    }

    [Test]
    public async Task RunAsync_ResultForOtherParameters_IsAFailureWhoeverReturnedIt()
    {
        _runner.Script = (_, _) =>
            Task.FromResult(BenchmarkResult.Success(ResultDocument.FromMetrics([new("completed", 5), new("request_rate", 7)])));

        Assert.That(
            (await RunAsync(new() { Parameters = new() { { "request_rate", 3 } } }))?.Failure?.Reason,
            Is.EqualTo(BenchmarkFailureReason.OtherParameters)
        );
    }

    [Test]
    public async Task RunAsync_ReturnsNull_IsAFailureThatNamesTheRunner()
    {
        _runner.Script = (_, _) => Task.FromResult<BenchmarkResult>(null!);

        Assert.That(await FailAsync(), Does.StartWith("The benchmark runner ScriptedBenchmarkRunner returned null from RunAsync: "));
    }

    [Test]
    public async Task RunAsync_ReturnsNoTask_IsAFailureThatNamesTheRunner()
    {
        _runner.Script = (_, _) => null!;

        Assert.That(await FailAsync(), Does.StartWith("The benchmark runner ScriptedBenchmarkRunner returned null from RunAsync: "));
    }

    [Test]
    public async Task RunAsync_IsCancelledThoughNobodyCancelled_IsAFailureThatSaysSo()
    {
        _runner.Script = (_, _) => throw new TaskCanceledException("The request timed out.");

        Assert.That(
            await FailAsync(),
            Is.EqualTo(
                "The benchmark runner ScriptedBenchmarkRunner threw TaskCanceledException, although it was not cancelled: The request timed out."
            )
        );
    }

    [Test]
    public async Task RunAsync_Throws_IsAFailureWithTypeAndMessageOnOneLine()
    {
        _runner.Script = (_, _) => throw new InvalidOperationException("a bug\nof the host");

        Assert.That(
            await FailAsync(),
            Is.EqualTo("The benchmark runner ScriptedBenchmarkRunner threw InvalidOperationException: a bug of the host")
        );
    }

    [Test]
    public async Task RunAsync_RefusesItsInput_IsAFailure()
    {
        _runner.Script = (_, _) => throw new InvalidInputException("There is no parameter a.");

        Assert.That(await FailAsync(), Does.EndWith("threw InvalidInputException: There is no parameter a."));
    }

    [Test]
    public void RunAsync_SaysThatTheSweepMustEnd_Throws()
    {
        _runner.Script = (_, _) => throw new ServeMultiException("no licence is left");

        Assert.That(() => RunAsync(), Throws.TypeOf<ServeMultiException>().With.Message.EqualTo("no licence is left"));
    }

    [Test]
    public async Task RunAsync_KnowsNoTimeout_IsEndedAWhileAfterIt()
    {
        _runner.Script = WaitForCancellationAsync;
        var run = RunAsync(new() { Timeout = TimeSpan.FromHours(1) });

        _clock.Advance(TimeSpan.FromHours(1));
        Assert.That(run.IsCompleted, Is.False, "it may still be ending what it started");
        _clock.Advance(GuardedRunner.EndLimit);

        Assert.That((await run.WaitAsync(HangLimit))?.Failure?.Message, Does.Contain("took longer than 01:00:00"));
    }

    [Test]
    public async Task RunAsync_TimeoutWithoutEnd_IsNoLimit()
    {
        _runner.Script = (_, _) => Task.FromResult(Runs.Succeed(1));

        Assert.That((await RunAsync(new() { Timeout = TimeSpan.MaxValue }))?.IsSuccess, Is.True);
    }

    [Test]
    public async Task RunAsync_ServerExits_EndsTheRunWithoutAResult()
    {
        _runner.Script = WaitForCancellationAsync;
        var exited = new TaskCompletionSource();
        var run = RunAsync(serverExited: exited.Task);

        exited.SetResult();

        Assert.That(await run.WaitAsync(HangLimit), Is.Null);
    }

    [Test]
    public async Task RunAsync_Cancelled_CarriesTheCallersToken()
    {
        _runner.Script = WaitForCancellationAsync;
        using var source = new CancellationTokenSource();
        var run = RunAsync(cancellationToken: source.Token);

        await source.CancelAsync();

        Assert.That(
            () => run.WaitAsync(HangLimit),
            Throws.InstanceOf<OperationCanceledException>().With.Property("CancellationToken").EqualTo(source.Token)
        );
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task RunAsync_DoesNotEnd_IsNotWaitedForForEver(bool becauseTheServerExited)
    {
        _runner.Script = (_, _) => new TaskCompletionSource<BenchmarkResult>().Task;
        using var source = new CancellationTokenSource();
        var exited = new TaskCompletionSource();
        var run = RunAsync(serverExited: exited.Task, cancellationToken: source.Token);
        if (becauseTheServerExited)
        {
            exited.SetResult();
        }
        else
        {
            await source.CancelAsync();
        }

        while (!run.IsCompleted)
        {
            _clock.Advance(GuardedRunner.EndLimit);
            await Task.Yield();
        }

        Assert.That(
            () => run,
            Throws
                .TypeOf<ServeMultiException>()
                .With.Message.StartsWith("The benchmark runner ScriptedBenchmarkRunner did not end within 5 min")
        );
    }

    private static async Task<BenchmarkResult> WaitForCancellationAsync(BenchmarkRequest request, CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.Infinite, cancellationToken);
        throw new InvalidOperationException();
    }

    private async Task<string?> FailAsync()
    {
        var failure = (await RunAsync())?.Failure;
        Assert.That(failure?.Reason, Is.EqualTo(BenchmarkFailureReason.Exception));
        return failure?.Message;
    }

    private Task<BenchmarkResult?> RunAsync(
        BenchmarkRequest? request = null,
        Task? serverExited = null,
        CancellationToken cancellationToken = default
    ) =>
        new GuardedRunner(_runner, _clock, NullLogger.Instance).RunAsync(
            request ?? new BenchmarkRequest(),
            serverExited ?? NeverExits,
            cancellationToken
        );
}
