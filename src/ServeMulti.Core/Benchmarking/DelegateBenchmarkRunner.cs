namespace ServeMulti.Benchmarking;

/// <summary>Executes benchmarks by a function of the host's.</summary>
/// <remarks>
/// The function is called once per run, one call at a time. Its token is cancelled when the run is cancelled or its time
/// (<see cref="BenchmarkRequest.Timeout"/>) is over; the runner waits until the function has ended. A result that says that not one request
/// was completed, or that it was measured with other parameters, is a failure, as everywhere. In a sweep an exception of the function is a
/// failure of its run, with the reason <see cref="BenchmarkFailureReason.Exception"/>; a run that failed is better returned, with a reason
/// of its own.
/// </remarks>
/// <example>
/// <code>
/// var runner = DelegateBenchmarkRunner.FromMetrics(async (request, cancellationToken) =>
/// {
///     var seconds = await MeasureAsync(request.Endpoint!, cancellationToken);
///     return new Dictionary&lt;string, double&gt; { ["completed"] = 100, ["duration"] = seconds, ["request_throughput"] = 100 / seconds };
/// });
/// </code>
/// </example>
public sealed class DelegateBenchmarkRunner : IBenchmarkRunner
{
    private readonly Func<BenchmarkRequest, CancellationToken, Task<BenchmarkResult>> _run;
    private readonly TimeProvider _timeProvider;

    /// <summary>Initializes a new instance.</summary>
    /// <param name="run">Executes one run.</param>
    /// <param name="timeProvider">The clock of timeouts; null: the system's.</param>
    public DelegateBenchmarkRunner(Func<BenchmarkRequest, CancellationToken, Task<BenchmarkResult>> run, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(run);
        _run = run;
        _timeProvider = timeProvider ?? TimeProvider.System;
    }

    /// <summary>Creates a runner from a function that returns metrics.</summary>
    /// <param name="measure">Executes one run and returns names and values of metrics, in order; values may be NaN or infinite.</param>
    /// <param name="timeProvider">The clock of timeouts; null: the system's.</param>
    public static DelegateBenchmarkRunner FromMetrics(
        Func<BenchmarkRequest, CancellationToken, Task<IEnumerable<KeyValuePair<string, double>>>> measure,
        TimeProvider? timeProvider = null
    )
    {
        ArgumentNullException.ThrowIfNull(measure);
        return new(
            async (request, cancellationToken) =>
                ToResult(await (measure(request, cancellationToken) ?? throw ReturnedNull()).ConfigureAwait(false)),
            timeProvider
        );
    }

    /// <summary>Creates a runner from a function that returns metrics without waiting for anything.</summary>
    /// <param name="measure">Executes one run and returns names and values of metrics, in order; values may be NaN or infinite.</param>
    public static DelegateBenchmarkRunner FromMetrics(Func<BenchmarkRequest, IEnumerable<KeyValuePair<string, double>>> measure)
    {
        ArgumentNullException.ThrowIfNull(measure);
        return new((request, _) => Task.FromResult(ToResult(measure(request))));
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> FindProblems(BenchmarkRequest request) => [];

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The function returned null.</exception>
    public async Task<BenchmarkResult> RunAsync(BenchmarkRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        cancellationToken.ThrowIfCancellationRequested();
        using var limit = RunTimeLimit.Start(request.Timeout, _timeProvider, cancellationToken);
        BenchmarkResult result;
        try
        {
            result = await (_run(request, limit.Token) ?? throw ReturnedNull()).ConfigureAwait(false) ?? throw ReturnedNull();
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (OperationCanceledException) when (limit.IsOver)
        {
            return BenchmarkResult.Failed(RunTimeLimit.Failure(request.Timeout));
        }

        return MeasurementCheck.Judge(request, result);
    }

    private static InvalidOperationException ReturnedNull() =>
        new("The benchmark function returned null: return BenchmarkResult.Failed(...) for a run that failed.");

    private static BenchmarkResult ToResult(IEnumerable<KeyValuePair<string, double>> metrics) =>
        BenchmarkResult.Success(
            ResultDocument.FromMetrics(
                metrics ?? throw new InvalidOperationException("The benchmark function returned null instead of metrics.")
            )
        );
}
