namespace ServeMulti.Launching;

/// <summary>How a wait for readiness ended.</summary>
internal enum ReadinessOutcome
{
    Ready,
    Exited,
    TimedOut,
    Refused,
}

/// <summary>Asks a server until it is ready, refuses to say, its process has exited, or the time is up: whichever comes first.</summary>
internal sealed class ReadinessWait
{
    private readonly IReadinessProbe _probe;
    private readonly TimeSpan _interval;
    private readonly TimeProvider _timeProvider;

    public ReadinessWait(IReadinessProbe probe, TimeSpan interval, TimeProvider timeProvider)
    {
        _probe = probe;
        _interval = interval;
        _timeProvider = timeProvider;
    }

    /// <summary>Waits.</summary>
    /// <param name="request">The server.</param>
    /// <param name="timeout">How long to wait, from now; an answer that comes later counts as none.</param>
    /// <param name="exited">Completes when the server's process exits.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>What came first, and what the server answered last.</returns>
    public async Task<(ReadinessOutcome Outcome, string LastAnswer)> WaitAsync(
        ReadinessRequest request,
        TimeSpan timeout,
        Task exited,
        CancellationToken cancellationToken
    )
    {
        var start = _timeProvider.GetTimestamp();
        using var deadline = new CancellationTokenSource(timeout, _timeProvider);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        var lastAnswer = "it was not asked";
        while (true)
        {
            var answer = await AskAsync(request, exited, over).ConfigureAwait(false);
            lastAnswer = answer?.Detail ?? lastAnswer;
            if (answer is null or { IsReady: false, IsRefused: false } && !IsOver(start, timeout, deadline) && !exited.IsCompleted)
            {
                await PauseAsync(Remaining(start, timeout), exited, over.Token).ConfigureAwait(false);
            }

            // A server that answers for a process that has exited is another one.
            if (exited.IsCompleted)
            {
                return (ReadinessOutcome.Exited, lastAnswer);
            }

            cancellationToken.ThrowIfCancellationRequested();
            if (IsOver(start, timeout, deadline))
            {
                return (ReadinessOutcome.TimedOut, lastAnswer);
            }

            if (answer is { IsReady: true } or { IsRefused: true })
            {
                return (answer.Value.IsReady ? ReadinessOutcome.Ready : ReadinessOutcome.Refused, lastAnswer);
            }
        }
    }

    /// <summary>Asks a server that is ready what it is.</summary>
    public async Task<IReadOnlyDictionary<string, string>> ReadFactsAsync(ReadinessRequest request, CancellationToken cancellationToken) =>
        (_probe.ReadFactsAsync(request, cancellationToken) is { } asked ? await asked.ConfigureAwait(false) : null)
        ?? new Dictionary<string, string>();

    /// <summary>Asks once; null where the question was cut short.</summary>
    private async Task<ReadinessAnswer?> AskAsync(ReadinessRequest request, Task exited, CancellationTokenSource over)
    {
        using var asking = CancellationTokenSource.CreateLinkedTokenSource(over.Token);
        var answer = PartAnswer.Require(_probe.ProbeAsync(request, asking.Token), "readiness probe", nameof(_probe.ProbeAsync));
        if (await Task.WhenAny(answer, exited).ConfigureAwait(false) == exited)
        {
            await asking.CancelAsync().ConfigureAwait(false);
        }

        try
        {
            return await answer.ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (asking.IsCancellationRequested)
        {
            return null;
        }
    }

    private async Task PauseAsync(TimeSpan? remaining, Task exited, CancellationToken over)
    {
        // Time may have run out since it was looked at, and a negative pause is one without end.
        var pause = remaining is { } left && left < _interval ? TimeSpan.FromTicks(Math.Max(0, left.Ticks)) : _interval;
        using var pausing = CancellationTokenSource.CreateLinkedTokenSource(over);
        var delay = Task.Delay(pause, _timeProvider, pausing.Token);
        await Task.WhenAny(delay, exited).ConfigureAwait(false);
        await pausing.CancelAsync().ConfigureAwait(false);
        await delay.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private bool IsOver(long start, TimeSpan timeout, CancellationTokenSource deadline) =>
        deadline.IsCancellationRequested || Remaining(start, timeout) <= TimeSpan.Zero;

    private TimeSpan? Remaining(long start, TimeSpan timeout) =>
        timeout == Timeout.InfiniteTimeSpan ? null : timeout - _timeProvider.GetElapsedTime(start);
}
