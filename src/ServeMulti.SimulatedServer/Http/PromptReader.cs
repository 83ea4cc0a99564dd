using System.Text.Json;
using ServeMulti.Simulation.Prompts;

namespace ServeMulti.Simulation.Http;

/// <summary>Turns <c>prompt</c> and <c>messages</c> into tokens.</summary>
internal static class PromptReader
{
    /// <summary>Reads a text, a list of token numbers, or a list that holds one of these.</summary>
    public static PromptTokens ReadPrompt(JsonElement? prompt)
    {
        var tokens = new PromptTokens();
        AddPrompt(tokens, prompt ?? throw RequestException.BadRequest("prompt is missing.", "prompt"));
        return tokens.Count > 0 ? tokens : throw RequestException.BadRequest("The prompt contains no token.", "prompt");
    }

    /// <summary>Reads a conversation: each message is its role, one token, and the words of its content.</summary>
    public static PromptTokens ReadMessages(JsonElement? messages)
    {
        if (messages is not { ValueKind: JsonValueKind.Array } list || list.GetArrayLength() == 0)
        {
            throw RequestException.BadRequest("messages must be a list with at least one message.", "messages");
        }

        var tokens = new PromptTokens();
        foreach (var message in list.EnumerateArray())
        {
            AddMessage(tokens, message);
        }

        return tokens;
    }

    private static void AddPrompt(PromptTokens tokens, JsonElement prompt)
    {
        if (prompt.ValueKind == JsonValueKind.String)
        {
            tokens.AddWords(prompt.GetString());
            return;
        }

        if (prompt.ValueKind != JsonValueKind.Array || prompt.GetArrayLength() == 0)
        {
            throw RequestException.BadRequest("prompt must be a text or a list of token numbers.", "prompt");
        }

        if (prompt[0].ValueKind is not JsonValueKind.Number)
        {
            if (prompt.GetArrayLength() > 1)
            {
                throw RequestException.BadRequest("This server accepts one prompt per request.", "prompt");
            }

            AddPrompt(tokens, prompt[0]);
            return;
        }

        foreach (var id in prompt.EnumerateArray())
        {
            tokens.AddId(
                id.ValueKind == JsonValueKind.Number && id.TryGetInt64(out var number) && number >= 0
                    ? number
                    : throw RequestException.BadRequest("A token number must be an integer of at least 0.", "prompt")
            );
        }
    }

    private static void AddMessage(PromptTokens tokens, JsonElement message)
    {
        if (
            message.ValueKind != JsonValueKind.Object
            || !message.TryGetProperty("role", out var role)
            || role.ValueKind != JsonValueKind.String
        )
        {
            throw RequestException.BadRequest("Each message must be an object with a role.", "messages");
        }

        tokens.AddWords("<|" + role.GetString()!.Replace(' ', '_') + "|>");
        if (!message.TryGetProperty("content", out var content) || content.ValueKind == JsonValueKind.Null)
        {
            return;
        }

        if (content.ValueKind == JsonValueKind.String)
        {
            tokens.AddWords(content.GetString());
            return;
        }

        if (content.ValueKind != JsonValueKind.Array)
        {
            throw RequestException.BadRequest("The content of a message must be a text or a list of parts.", "messages");
        }

        foreach (var part in content.EnumerateArray())
        {
            AddPart(tokens, part);
        }
    }

    private static void AddPart(PromptTokens tokens, JsonElement part)
    {
        if (part.ValueKind != JsonValueKind.Object || !part.TryGetProperty("text", out var text) || text.ValueKind != JsonValueKind.String)
        {
            throw RequestException.BadRequest("This server accepts only parts of type text.", "messages");
        }

        tokens.AddWords(text.GetString());
    }
}
