using System.Text.Json;
using ServeMulti.LlamaEngine.Decoding;
using ServeMulti.LlamaEngine.Model;

namespace ServeMulti.LlamaEngine.Http;

/// <summary>A request for a completion or a chat, checked. Fields that are not read here have no effect.</summary>
/// <param name="Sequence">What the engine is asked.</param>
/// <param name="IsChat">Whether it is a chat.</param>
/// <param name="IsStreamed">Whether each token is sent as it comes.</param>
/// <param name="IncludesUsage">Whether the stream ends with the count of tokens.</param>
internal sealed record CompletionRequest(Sequence Sequence, bool IsChat, bool IsStreamed, bool IncludesUsage)
{
    private const int DefaultTokens = 16;

    /// <exception cref="RequestException">A field is missing or of the wrong kind, or prompt and answer are longer than the
    /// context.</exception>
    public static CompletionRequest Read(JsonElement body, bool isChat, LoadedModel model, EngineOptions options)
    {
        if (body.Text("model") is { } name && name != Router.ModelName)
        {
            throw RequestException.NotFound($"The model `{name}` does not exist; this server has `{Router.ModelName}`.", "model_not_found");
        }

        if (body.Integer("n", 1) > 1 || body.Field("stop") is not null)
        {
            throw RequestException.Bad("This server takes neither n above 1 nor stop.", body.Field("stop") is null ? "n" : "stop");
        }

        var prompt = isChat ? PromptReader.ReadMessages(body, model) : PromptReader.ReadPrompt(body, model);
        var sequence = new Sequence
        {
            Prompt = prompt.Length > 0 ? prompt : throw RequestException.Bad("The prompt has no token.", "prompt"),
            MaxTokens = FindMaxTokens(body, isChat, prompt.Length, options.ContextSize),
            MinTokens = body.Integer("min_tokens", 0) ?? 0,
            IgnoresEnd = body.Flag("ignore_eos"),
            Sampler = new(body.Number("temperature") ?? 1, body.Integer("seed", int.MinValue) ?? Random.Shared.Next()),
        };
        var includesUsage =
            body.Field("stream_options") is { ValueKind: JsonValueKind.Object } streaming && streaming.Flag("include_usage");
        return new(sequence, isChat, body.Flag("stream"), includesUsage);
    }

    /// <summary>Returns how long the answer may be: as asked for; else 16 tokens, in a chat what the context has room for.</summary>
    private static int FindMaxTokens(JsonElement body, bool isChat, int promptTokens, int contextSize)
    {
        var room = contextSize - promptTokens;
        var asked = (isChat ? body.Integer("max_completion_tokens", 1) : null) ?? body.Integer("max_tokens", 1);
        var tokens = asked ?? (isChat ? room : Math.Min(DefaultTokens, room));
        return tokens >= 1 && tokens <= room
            ? tokens
            : throw RequestException.Bad(
                $"The context has {contextSize} tokens (--ctx-size), but the prompt has {promptTokens}, and the answer asks for {asked ?? 1}.",
                isChat ? "messages" : "prompt",
                "context_length_exceeded"
            );
    }
}
