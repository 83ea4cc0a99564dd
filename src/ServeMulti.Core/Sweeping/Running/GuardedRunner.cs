using Microsoft.Extensions.Logging;
using ServeMulti.Benchmarking;

namespace ServeMulti.Sweeping;

/// <summary>Executes single runs by a runner that may be anybody's: judges every result alike, and does not wait for a runner that never
/// ends.</summary>
internal sealed class GuardedRunner
{
    /// <summary>How long a runner may take to end after its time is over or its token is cancelled. It is far longer than the shipped ones
    /// need to end what they started.</summary>
    public static readonly TimeSpan EndLimit = TimeSpan.FromMinutes(5);

    private readonly IBenchmarkRunner _runner;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;

    public GuardedRunner(IBenchmarkRunner runner, TimeProvider timeProvider, ILogger logger)
    {
        _runner = runner;
        _timeProvider = timeProvider;
        _logger = logger;
    }

    private string Name => _runner.GetType().Name;

    /// <summary>Executes a run, and ends it when the server exits.</summary>
    /// <returns>The result, judged; null where the server exited and the run has none. A runner that throws, or returns nothing, has
    /// failed.</returns>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    /// <exception cref="ServeMultiException">The runner did not end, or threw this itself.</exception>
    public async Task<BenchmarkResult?> RunAsync(BenchmarkRequest request, Task serverExited, CancellationToken cancellationToken)
    {
        using var limit = RunTimeLimit.Start(LimitFor(request.Timeout), _timeProvider, cancellationToken);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(limit.Token);
        var run = ExecuteAsync(request, ending.Token);
        await WaitAsync(run, serverExited, ending).ConfigureAwait(false);
        BenchmarkResult result;
        try
        {
            result = await run.ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (OperationCanceledException) when (serverExited.IsCompleted)
        {
            return null;
        }
        catch (OperationCanceledException) when (limit.IsOver)
        {
            return BenchmarkResult.Failed(RunTimeLimit.Failure(request.Timeout));
        }
        catch (Exception exception) when (HostFault.IsData(exception, cancellationToken))
        {
            Log.PartThrew(_logger, $"The benchmark runner {Name}", exception);
            return BenchmarkResult.Failed(HostFault.Describe($"The benchmark runner {Name}", exception));
        }

        return MeasurementCheck.Judge(request, result);
    }

    /// <summary>The runner keeps to the time of the run itself; this is for one that does not.</summary>
    private static TimeSpan? LimitFor(TimeSpan? timeout) =>
        timeout is { } time && time < TimeSpan.MaxValue - EndLimit ? time + EndLimit : null;

    /// <summary>Executes the run; what the runner throws at once, before it returns a task, is thrown by the task as well.</summary>
    private async Task<BenchmarkResult> ExecuteAsync(BenchmarkRequest request, CancellationToken cancellationToken) =>
        (_runner.RunAsync(request, cancellationToken) is { } run ? await run.ConfigureAwait(false) : null)
        ?? BenchmarkResult.Failed(
            new(
                BenchmarkFailureReason.Exception,
                $"The benchmark runner {Name} returned null from RunAsync: it must return BenchmarkResult.Failed for a run that failed."
            )
        );

    private async Task WaitAsync(Task run, Task serverExited, CancellationTokenSource ending)
    {
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = ending.Token.UnsafeRegister(static source => ((TaskCompletionSource)source!).TrySetResult(), cancelled);
        if (await Task.WhenAny(run, serverExited, cancelled.Task).ConfigureAwait(false) == run)
        {
            return;
        }

        await ending.CancelAsync().ConfigureAwait(false);
        using var ended = new CancellationTokenSource();
        var patience = Task.Delay(EndLimit, _timeProvider, ended.Token);
        await Task.WhenAny(run, patience).ConfigureAwait(false);
        await ended.CancelAsync().ConfigureAwait(false);
        if (!run.IsCompleted)
        {
            throw new ServeMultiException(
                $"The benchmark runner {Name} did not end within {EndLimit.TotalMinutes:0} min of its cancellation, and may still put load on the server. Make it observe its cancellation token, then resume."
            );
        }
    }
}
