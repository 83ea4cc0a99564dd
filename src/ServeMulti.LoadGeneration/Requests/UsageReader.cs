using System.Text.Json;

namespace ServeMulti.LoadGeneration.Requests;

/// <summary>Reads the value of <c>usage</c>. A count below 0, or none at all, is no count.</summary>
internal static class UsageReader
{
    public static AnswerUsage Read(ref Utf8JsonReader json)
    {
        var usage = default(AnswerUsage);
        json.Read();
        if (json.TokenType != JsonTokenType.StartObject)
        {
            json.Skip();
            return usage;
        }

        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("prompt_tokens"u8))
            {
                usage = usage with { InputTokens = ReadCount(ref json) ?? usage.InputTokens };
            }
            else if (json.ValueTextEquals("completion_tokens"u8))
            {
                usage = usage with { OutputTokens = ReadCount(ref json) ?? usage.OutputTokens };
            }
            else if (json.ValueTextEquals("reasoning_tokens"u8))
            {
                // SGLang has it here, OpenAI within the details.
                usage = usage with
                {
                    ReasoningTokens = ReadCount(ref json) ?? usage.ReasoningTokens,
                };
            }
            else if (json.ValueTextEquals("completion_tokens_details"u8))
            {
                usage = usage with { ReasoningTokens = Read(ref json).ReasoningTokens ?? usage.ReasoningTokens };
            }
            else
            {
                json.Read();
                json.Skip();
            }
        }

        return usage;
    }

    /// <summary>Reads the value of llama.cpp's <c>timings</c>: the tokens of the prompt, taken from its cache and processed, and those
    /// generated.</summary>
    public static AnswerUsage ReadTimings(ref Utf8JsonReader json)
    {
        json.Read();
        if (json.TokenType != JsonTokenType.StartObject)
        {
            json.Skip();
            return default;
        }

        int? cached = null,
            processed = null,
            generated = null;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("cache_n"u8))
            {
                cached = ReadCount(ref json);
            }
            else if (json.ValueTextEquals("prompt_n"u8))
            {
                processed = ReadCount(ref json);
            }
            else if (json.ValueTextEquals("predicted_n"u8))
            {
                generated = ReadCount(ref json);
            }
            else
            {
                json.Read();
                json.Skip();
            }
        }

        // Builds that do not say what came from the cache leave it out of the rest too.
        return new() { InputTokens = cached + processed, OutputTokens = generated };
    }

    /// <summary>Reads the value of a field that counts something.</summary>
    public static int? ReadCount(ref Utf8JsonReader json)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.Number && json.TryGetInt32(out var count) && count >= 0)
        {
            return count;
        }

        json.Skip();
        return null;
    }
}
