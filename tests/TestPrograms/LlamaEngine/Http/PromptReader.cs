using System.Text;
using System.Text.Json;
using ServeMulti.LlamaEngine.Model;

namespace ServeMulti.LlamaEngine.Http;

/// <summary>Turns what a request asks into tokens.</summary>
internal static class PromptReader
{
    /// <summary>Reads <c>prompt</c>: a text or a list of token ids, or a list of one of these.</summary>
    public static int[] ReadPrompt(JsonElement body, LoadedModel model)
    {
        var prompt = body.Field("prompt") ?? throw RequestException.Bad("prompt is missing.", "prompt");
        if (prompt.ValueKind == JsonValueKind.Array && prompt.GetArrayLength() > 0 && prompt[0].ValueKind != JsonValueKind.Number)
        {
            prompt =
                prompt.GetArrayLength() == 1
                    ? prompt[0]
                    : throw RequestException.Bad("This server takes one prompt in each request.", "prompt");
        }

        return prompt.ValueKind switch
        {
            JsonValueKind.String => model.Tokenize(prompt.AsText("prompt"), addsSpecial: true),
            JsonValueKind.Array => [.. prompt.EnumerateArray().Select(id => ReadId(id, model))],
            _ => throw RequestException.Bad("prompt must be a text or a list of token ids.", "prompt"),
        };
    }

    /// <summary>Reads <c>messages</c>, and writes them one after the other, each behind its role.</summary>
    public static int[] ReadMessages(JsonElement body, LoadedModel model)
    {
        if (body.Field("messages") is not { ValueKind: JsonValueKind.Array } messages || messages.GetArrayLength() == 0)
        {
            throw RequestException.Bad("messages must be a list of at least one message.", "messages");
        }

        var chat = new StringBuilder();
        foreach (var message in messages.EnumerateArray())
        {
            var role =
                message.ValueKind == JsonValueKind.Object && message.Text("role") is { } text
                    ? text
                    : throw RequestException.Bad("Each message must be an object with a role.", "messages");
            chat.Append(role).Append(": ").Append(ReadContent(message)).Append('\n');
        }

        return model.Tokenize(chat.Append("assistant:").ToString(), addsSpecial: true);
    }

    private static string ReadContent(JsonElement message) =>
        message.Field("content") switch
        {
            null => "",
            { ValueKind: JsonValueKind.String } text => text.AsText("content"),
            { ValueKind: JsonValueKind.Array } parts => string.Concat(
                parts
                    .EnumerateArray()
                    .Select(part =>
                        part.ValueKind == JsonValueKind.Object && part.Text("text") is { } text
                            ? text
                            : throw RequestException.Bad("This server takes parts of type text only.", "messages")
                    )
            ),
            _ => throw RequestException.Bad("content must be a text or a list of parts.", "messages"),
        };

    private static int ReadId(JsonElement id, LoadedModel model) =>
        id.ValueKind == JsonValueKind.Number && id.TryGetInt32(out var token) && token >= 0 && token < model.TokenCount
            ? token
            : throw RequestException.Bad(
                $"A token id must be a whole number from 0 to {model.TokenCount - 1}; got {id.GetRawText()}.",
                "prompt"
            );
}
