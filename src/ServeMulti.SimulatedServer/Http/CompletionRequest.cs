using System.Text.Json;
using ServeMulti.Simulation.Prompts;

namespace ServeMulti.Simulation.Http;

/// <summary>The fields of a completion or chat request that the simulation uses; others (temperature, stop, ...) are accepted and
/// ignored.</summary>
internal sealed class CompletionRequest
{
    public required bool IsChat { get; init; }

    public required string Model { get; init; }

    public required PromptTokens Prompt { get; init; }

    /// <summary>Gets the requested length, or null.</summary>
    public required int? MaxTokens { get; init; }

    public required bool IgnoreEos { get; init; }

    public required bool Stream { get; init; }

    public required bool IncludeUsage { get; init; }

    /// <exception cref="RequestException">The body is not JSON, or a field is missing or of the wrong kind.</exception>
    public static async Task<CompletionRequest> ReadAsync(Stream body, bool isChat, CancellationToken cancellationToken)
    {
        try
        {
            using var document = await JsonDocument.ParseAsync(body, default, cancellationToken);
            return Read(document.RootElement, isChat);
        }
        catch (JsonException exception)
        {
            throw new RequestException(400, "Bad Request", $"The body is not valid JSON: {exception.Message}");
        }
        catch (InvalidOperationException exception)
        {
            // A text with half a surrogate pair or with bytes that are not UTF-8 fails when it is read, not when it is parsed.
            throw new RequestException(400, "Bad Request", $"The body contains invalid text: {exception.Message}");
        }
    }

    private static CompletionRequest Read(JsonElement body, bool isChat)
    {
        if (body.ValueKind != JsonValueKind.Object)
        {
            throw RequestException.BadRequest("The body must be a JSON object.");
        }

        if (Integer(body, "n") is { } n && n != 1)
        {
            throw RequestException.BadRequest($"n must be 1 on this server, got {n}.", "n");
        }

        var stream = Boolean(body, "stream");
        return new CompletionRequest
        {
            IsChat = isChat,
            Model = Field(body, "model") is { ValueKind: JsonValueKind.String } model
                ? model.GetString()!
                : throw RequestException.BadRequest("model must be a string.", "model"),
            Prompt = isChat ? PromptReader.ReadMessages(Field(body, "messages")) : PromptReader.ReadPrompt(Field(body, "prompt")),
            MaxTokens = ReadMaxTokens(body, isChat),
            IgnoreEos = Boolean(body, "ignore_eos"),
            Stream = stream,
            IncludeUsage = ReadIncludeUsage(body, stream),
        };
    }

    private static int? ReadMaxTokens(JsonElement body, bool isChat)
    {
        var name = isChat && Field(body, "max_completion_tokens") is not null ? "max_completion_tokens" : "max_tokens";
        var value = Integer(body, name);
        return value is null or >= 1 ? value : throw RequestException.BadRequest($"{name} must be at least 1, got {value}.", name);
    }

    private static bool ReadIncludeUsage(JsonElement body, bool stream)
    {
        if (Field(body, "stream_options") is not { } options)
        {
            return false;
        }

        if (options.ValueKind != JsonValueKind.Object || !stream)
        {
            throw RequestException.BadRequest("stream_options must be an object, and needs stream to be true.", "stream_options");
        }

        return Boolean(options, "include_usage");
    }

    /// <summary>Returns the value of the field, or null where it is missing or null.</summary>
    private static JsonElement? Field(JsonElement body, string name) =>
        body.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private static int? Integer(JsonElement body, string name) =>
        Field(body, name) switch
        {
            null => null,
            { ValueKind: JsonValueKind.Number } value when value.TryGetInt32(out var number) => number,
            _ => throw RequestException.BadRequest($"{name} must be an integer.", name),
        };

    private static bool Boolean(JsonElement body, string name) =>
        Field(body, name) switch
        {
            null => false,
            { ValueKind: JsonValueKind.True } => true,
            { ValueKind: JsonValueKind.False } => false,
            _ => throw RequestException.BadRequest($"{name} must be true or false.", name),
        };
}
