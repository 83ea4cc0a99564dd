namespace ServeMulti.Benchmarking;

/// <summary>The time that one run may take: a token that is cancelled when it is over, or when the caller cancels.</summary>
internal sealed class RunTimeLimit : IDisposable
{
    // Timers hold at most this long (about 49 days); a limit beyond it is none.
    private static readonly TimeSpan LongestTimer = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    private readonly CancellationTokenSource _timer;
    private readonly CancellationTokenSource _either;

    private RunTimeLimit(CancellationTokenSource timer, CancellationToken cancellationToken)
    {
        _timer = timer;
        _either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
    }

    /// <summary>Gets the token that is cancelled at the limit and by the caller.</summary>
    public CancellationToken Token => _either.Token;

    /// <summary>Gets whether the time is over.</summary>
    public bool IsOver => _timer.IsCancellationRequested;

    /// <summary>Starts the time of a run; null: without limit.</summary>
    public static RunTimeLimit Start(TimeSpan? limit, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        var timer =
            limit is { } time && time <= LongestTimer ? new CancellationTokenSource(time, timeProvider) : new CancellationTokenSource();
        return new(timer, cancellationToken);
    }

    /// <summary>Returns the failure of a run whose time was over.</summary>
    public static BenchmarkFailure Failure(TimeSpan? limit) =>
        new(
            BenchmarkFailureReason.TimedOut,
            $"The benchmark was ended: it took longer than {limit:c} (hours:minutes:seconds). Allow it more time, or give it less work."
        );

    /// <inheritdoc/>
    public void Dispose()
    {
        _either.Dispose();
        _timer.Dispose();
    }
}
