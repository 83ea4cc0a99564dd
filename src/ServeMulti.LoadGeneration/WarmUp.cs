using ServeMulti.Benchmarking;
using ServeMulti.LoadGeneration.Prompts;
using ServeMulti.LoadGeneration.Requests;
using ServeMulti.LoadGeneration.Transport;

namespace ServeMulti.LoadGeneration;

/// <summary>What is sent before the measurement: requests until one is answered, then a number that warms the server up.</summary>
/// <remarks>Their prompts are not those of the measurement, whose beginnings the server's prefix cache must not know yet.</remarks>
internal sealed class WarmUp(OpenAiBenchmarkOptions settings, IRequestSender sender, TimeProvider time)
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    /// <summary>Sends requests until one is answered, where a ready check is wanted.</summary>
    /// <exception cref="ServerNotAnsweringException">No request was answered within its time.</exception>
    public async Task WaitUntilAnsweredAsync(IPromptSource prompts, CancellationToken cancellationToken)
    {
        if (settings.ReadyCheckTimeout <= TimeSpan.Zero)
        {
            return;
        }

        using var limit = RunTimeLimit.Start(settings.ReadyCheckTimeout, time, cancellationToken);
        var last = "no request was answered";
        try
        {
            while (await SendAsync(1, prompts, limit.Token).ConfigureAwait(false) is { Failure: { } failure })
            {
                last = $"the last request failed: {failure.CountedAs}: {failure.Message}";
                await Task.Delay(RetryAfter, time, limit.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (limit.IsOver && !cancellationToken.IsCancellationRequested)
        {
            throw new ServerNotAnsweringException(
                $"The server at {settings.BaseUrl} did not answer a request within {settings.ReadyCheckTimeout.TotalSeconds:0.###} s; {last}"
            );
        }
    }

    /// <summary>Sends the requests that warm the server up.</summary>
    public async Task RunAsync(IPromptSource prompts, CancellationToken cancellationToken)
    {
        if (settings.NumWarmups > 0)
        {
            await SendAsync(settings.NumWarmups, prompts, cancellationToken).ConfigureAwait(false);
        }
    }

    private Task<RequestRecord> SendAsync(int count, IPromptSource prompts, CancellationToken cancellationToken) =>
        SingleRequests.SendAsync(count, sender, prompts, settings.MaxConcurrency, time, cancellationToken);
}
