using System.Globalization;
using ServeMulti.Simulation.Options;
using ServeMulti.Simulation.Realtime;

namespace ServeMulti.Simulation.Http;

/// <summary>Answers <c>/v1/completions</c> and <c>/v1/chat/completions</c>.</summary>
internal sealed class CompletionHandler
{
    private const int DefaultCompletionTokens = 16;
    private const int DefaultChatTokens = 128;
    private readonly ServerOptions _options;
    private readonly EngineLoop _engine;
    private readonly FinishedRequests _finished;
    private readonly ServerState _state;

    public CompletionHandler(ServerOptions options, EngineLoop engine, FinishedRequests finished, ServerState state)
    {
        _options = options;
        _engine = engine;
        _finished = finished;
        _state = state;
    }

    public async Task HandleAsync(HttpContext context, bool isChat)
    {
        var request = await CompletionRequest.ReadAsync(context.Request.Body, isChat, context.RequestAborted);
        if (request.Model != _options.ModelName)
        {
            throw RequestException.UnknownModel(request.Model);
        }

        var promptHash = request.Prompt.PromptHash();
        (var answerTokens, var finishReason) = DecideAnswer(request, promptHash);
        var sequence = new LiveSequence(request.Prompt.Count, answerTokens, request.Prompt.BlockHashes(), request.Stream);
        if (!_engine.Fits(sequence))
        {
            throw RequestException.BadRequest("Prompt and answer together are larger than the KV cache (--kv-cache-tokens).");
        }

        var format = new AnswerFormat(isChat, _options.ModelName, DateTimeOffset.UtcNow.ToUnixTimeSeconds(), promptHash, finishReason);
        _engine.Add(sequence);
        await using var registration = context.RequestAborted.UnsafeRegister(_ => _engine.Abort(sequence), null);
        await (request.Stream ? StreamAsync(context, sequence, format, request.IncludeUsage) : AnswerWholeAsync(context, sequence, format));
        FailWhenDue();
    }

    private void FailWhenDue()
    {
        if (_options.FailAfter > 0 && _finished.Total >= _options.FailAfter)
        {
            _state.Fail(1, $"simulated failure: {_options.FailAfter} requests have finished (--fail-after)");
        }
    }

    private (int AnswerTokens, string FinishReason) DecideAnswer(CompletionRequest request, ulong promptHash)
    {
        var room = _options.MaxModelLen - request.Prompt.Count;
        var wanted = request.MaxTokens ?? Math.Min(request.IsChat ? DefaultChatTokens : DefaultCompletionTokens, Math.Max(room, 1));
        if (wanted > room)
        {
            throw RequestException.BadRequest(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"This model takes at most {_options.MaxModelLen} tokens (--max-model-len), but the request has {request.Prompt.Count} in its prompt "
                        + $"and asks for {wanted}: shorten the prompt or lower max_tokens."
                )
            );
        }

        if (_options.EosAfter > 0 && !request.IgnoreEos)
        {
            // Uniform from 1 to twice the mean less 1, and the same for the same prompt.
            var end = 1 + (int)((promptHash >> 16) % (ulong)((2L * _options.EosAfter) - 1));
            return end < wanted ? (end, "stop") : (wanted, "length");
        }

        return (wanted, "length");
    }

    private async Task StreamAsync(HttpContext context, LiveSequence sequence, AnswerFormat format, bool includeUsage)
    {
        var response = context.Response;
        response.ContentType = "text/event-stream; charset=utf-8";
        await response.StartAsync();
        var written = 0;
        while (written < sequence.AnswerTokens)
        {
            await sequence.WaitAsync();
            (var count, var isCut) = sequence.Take();
            var isLast = written + count == sequence.AnswerTokens;
            if (isCut && !isLast)
            {
                // The connection is aborted, so that the client sees that the answer is not complete.
                context.Abort();
                return;
            }

            if (written == 0)
            {
                format.WriteOpening(response.BodyWriter);
            }

            format.WriteTokens(response.BodyWriter, written, count, isLast);
            written += count;
            if (isLast)
            {
                _finished.Add(format.FinishReason);
                format.WriteEnd(response.BodyWriter, includeUsage ? Usage(sequence) : null);
            }

            await response.BodyWriter.FlushAsync();
        }
    }

    private async Task AnswerWholeAsync(HttpContext context, LiveSequence sequence, AnswerFormat format)
    {
        await sequence.WaitAsync();
        if (sequence.Take().Count < sequence.AnswerTokens)
        {
            throw RequestException.Unavailable("The server is shutting down.");
        }

        _finished.Add(format.FinishReason);

        context.Response.ContentType = "application/json";
        format.WriteWhole(context.Response.BodyWriter, sequence.AnswerTokens, Usage(sequence));
        await context.Response.BodyWriter.FlushAsync();
    }

    private string Usage(LiveSequence sequence) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{{\"prompt_tokens\":{sequence.PromptTokens},\"total_tokens\":{sequence.PromptTokens + sequence.AnswerTokens},"
                + $"\"completion_tokens\":{sequence.AnswerTokens},\"prompt_tokens_details\":{Details(sequence)}}}"
        );

    private string Details(LiveSequence sequence) =>
        _options.EnablePromptTokensDetails
            ? string.Create(CultureInfo.InvariantCulture, $"{{\"cached_tokens\":{sequence.CachedTokens}}}")
            : "null";
}
