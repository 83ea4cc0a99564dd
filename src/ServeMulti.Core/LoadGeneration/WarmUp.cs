using ServeMulti.Benchmarking;

namespace ServeMulti.LoadGeneration;

/// <summary>What is sent before the measurement: requests until one is answered, then a number that warms the server up.</summary>
/// <remarks>Their prompts are not those of the measurement, whose beginnings the server's prefix cache must not know yet.</remarks>
internal sealed class WarmUp(OpenAiBenchmarkOptions settings, IRequestSender sender, IPromptSource prompts, TimeProvider time)
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    /// <exception cref="ServerNotAnsweringException">No request was answered within the time of the ready check.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (settings.ReadyCheckTimeout > TimeSpan.Zero)
        {
            await WaitUntilAnsweredAsync(cancellationToken).ConfigureAwait(false);
        }

        if (settings.NumWarmups > 0)
        {
            await SendAsync(settings.NumWarmups, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task WaitUntilAnsweredAsync(CancellationToken cancellationToken)
    {
        using var limit = RunTimeLimit.Start(settings.ReadyCheckTimeout, time, cancellationToken);
        var last = "no request was answered";
        try
        {
            while (await SendAsync(1, limit.Token).ConfigureAwait(false) is { Failure: { } failure })
            {
                last = $"the last request failed: {failure.CountedAs}: {failure.Message}";
                await Task.Delay(RetryAfter, time, limit.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (limit.IsOver && !cancellationToken.IsCancellationRequested)
        {
            throw new ServerNotAnsweringException($"The server at {settings.BaseUrl} did not answer a request within {settings.ReadyCheckTimeout.TotalSeconds:0.###} s; {last}");
        }
    }

    private async Task<RequestRecord> SendAsync(int count, CancellationToken cancellationToken)
    {
        var options = new LoadSessionOptions { FirstIndex = -count, KeepsRecords = true };
        var session = new LoadSession(sender, prompts, options, time);
        await using (session.ConfigureAwait(false))
        {
            session.Follow(new ScheduledArrivals(new TimeSpan[count]), settings.MaxConcurrency);
            session.Start();
            await session.WhenIdleAsync(cancellationToken).ConfigureAwait(false);
            return session.ReadRecords()[^1];
        }
    }
}
