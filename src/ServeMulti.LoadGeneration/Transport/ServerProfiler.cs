using ServeMulti.LoadGeneration.Requests;

namespace ServeMulti.LoadGeneration.Transport;

/// <summary>Turns the server's own profiler on and off, as <c>vllm bench serve --profile</c> does: by POST to <c>/start_profile</c> and
/// <c>/stop_profile</c>.</summary>
internal sealed class ServerProfiler(HttpClient client, OpenAiTarget target, TimeProvider time)
{
    // The trace of a long run is written before the answer comes.
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(10);

    /// <summary>Turns it on.</summary>
    /// <exception cref="ServerNotAnsweringException">The server has none, or does not say that it is on.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (await TryPostAsync("/start_profile", cancellationToken).ConfigureAwait(false) is { } problem)
        {
            throw new ServerNotAnsweringException(
                $"The profiler of the server was not started ({problem}): leave profile out, or start the server with one (vLLM: VLLM_TORCH_PROFILER_DIR or --profiler-config)."
            );
        }
    }

    /// <summary>Turns it off, and returns what went wrong; null if nothing did.</summary>
    public Task<string?> StopAsync(CancellationToken cancellationToken) => TryPostAsync("/stop_profile", cancellationToken);

    private async Task<string?> TryPostAsync(string path, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(LongestWait, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using var message = new HttpRequestMessage(HttpMethod.Post, target.AddressOf(path));
        target.AddHeaders(message.Headers);
        try
        {
            using var response = await client.SendAsync(message, either.Token).ConfigureAwait(false);
            return response.IsSuccessStatusCode ? null : $"POST {path}: HTTP {(int)response.StatusCode} {response.ReasonPhrase}";
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"POST {path}: no answer within {LongestWait.TotalMinutes} minutes";
        }
        catch (HttpRequestException exception)
        {
            return $"POST {path}: {RequestFailures.TryClassify(exception)!.Message}";
        }
    }
}
